#include "tiyf/documents/cancel_answer.hpp"

#include "tiyf/documents/read.hpp"

namespace tiyf::documents {

Result<CancelAnswer> read_cancel_answer(std::string_view text, std::string_view file) {
  TIYF_TRY(document, json::parse_document(text, file));
  const json::Cursor top(document, std::string(file));
  if (top.has("schema")) TIYF_CHECK(top.require_schema("tiyf.cancel_answer.v1"));
  TIYF_TRY(id_at, top.at("broker_order_id"));
  TIYF_TRY(id, read_id<BrokerOrderId>(id_at));
  TIYF_TRY(status_at, top.at("status"));
  TIYF_TRY(status, read_word(status_at, parse_order_status, "an order's status"));
  if (status < OrderStatus::accepted)
    return status_at.error("a broker's order cannot be " + std::string(name(status)));
  return CancelAnswer{std::move(id), status};
}

}  // namespace tiyf::documents
