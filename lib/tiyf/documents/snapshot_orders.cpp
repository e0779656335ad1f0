#include <algorithm>
#include <cstdint>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "tiyf/documents/finding_json.hpp"
#include "tiyf/documents/read.hpp"
#include "tiyf/documents/snapshot_parts.hpp"

namespace tiyf::documents {
namespace {

using json::Cursor;

// Everything a row can say; `fills` are attached later.
auto row(const Order& o) {
  return std::tie(o.client_id, o.broker_id, o.decision_id, o.symbol, o.side, o.size, o.filled,
                  o.avg_fill_price, o.type, o.price, o.intended_price, o.status, o.created_at,
                  o.last_event_at, o.close_reason, o.evidence);
}

const std::string& key(Book book, const Order& order) {
  return book == Book::ours ? order.client_id->value : order.broker_id->value;
}

Result<void> read_ids(const Cursor& object, Book book, Order& order) {
  TIYF_CHECK(read_if(object, "broker_client_order_id", order.client_id, read_id<ClientOrderId>));
  TIYF_CHECK(read_if(object, "broker_order_id", order.broker_id, read_id<BrokerOrderId>));
  TIYF_CHECK(read_if(object, "decision_id", order.decision_id, read_id<DecisionId>));
  const bool has_key = book == Book::ours ? order.client_id.has_value() : order.broker_id.has_value();
  if (!has_key)
    return object.error(book == Book::ours ? "broker_client_order_id is missing"
                                           : "broker_order_id is missing");
  return {};
}

Result<void> read_amounts(const Cursor& object, Order& order) {
  TIYF_TRY(size_at, object.at("size"));
  TIYF_TRY(size, size_at.positive_decimal());
  TIYF_TRY(filled_at, object.at("filled"));
  TIYF_TRY(filled, filled_at.nonnegative_decimal());
  order.size = size;
  order.filled = filled;
  TIYF_CHECK(read_if(object, "avg_fill_price", order.avg_fill_price, &Cursor::positive_decimal));
  TIYF_CHECK(read_if(object, "price", order.price, &Cursor::positive_decimal));
  TIYF_CHECK(read_if(object, "intended_price", order.intended_price, &Cursor::positive_decimal));
  return {};
}

Result<OrderStatus> read_status(const Cursor& cursor, Book book) {
  const bool ours = book == Book::ours;
  TIYF_TRY(status, read_word(cursor, parse_order_status,
                             ours ? "an order's status"
                                  : "accepted, partially_filled, filled, cancelled, rejected or expired"));
  if (!ours && status < OrderStatus::accepted)
    return cursor.error("a broker's order cannot be " + std::string(name(status)));
  return status;
}

Result<void> read_state(const Cursor& object, Book book, Order& order) {
  TIYF_TRY(status_at, object.at("status"));
  TIYF_TRY(status, read_status(status_at, book));
  TIYF_TRY(created_at, object.at("created_at"));
  TIYF_TRY(created, created_at.time());
  order.status = status;
  order.created_at = order.last_event_at = created;
  TIYF_CHECK(read_if(object, "last_event_at", order.last_event_at, &Cursor::time));
  TIYF_CHECK(read_if(object, "close_reason", order.close_reason, &Cursor::string));
  TIYF_CHECK(read_if(object, "evidence", order.evidence, read_evidence));
  return {};
}

Result<Order> read_order(const Cursor& object, const SnapshotReader& reader) {
  Order order;
  TIYF_CHECK(read_ids(object, reader.book, order));
  TIYF_TRY(symbol_at, object.at("symbol"));
  TIYF_TRY(symbol, read_symbol(symbol_at, reader.instruments));
  TIYF_TRY(side_at, object.at("side"));
  TIYF_TRY(side, read_word(side_at, parse_side, "buy or sell"));
  order.symbol = std::move(symbol);
  order.side = side;
  TIYF_CHECK(read_amounts(object, order));
  TIYF_CHECK(read_if(object, "type", order.type, [](const Cursor& word) {
    return read_word(word, parse_order_type, "market, limit or stop");
  }));
  TIYF_CHECK(read_state(object, reader.book, order));
  return order;
}

}  // namespace

std::optional<std::vector<Order>> sort_orders(Book book, std::vector<Order> rows) {
  const auto by_key = [&](const Order& a, const Order& b) { return key(book, a) < key(book, b); };
  // Orders are large: places are sorted, and orders moved once.
  if (!std::is_sorted(rows.begin(), rows.end(), by_key)) {
    std::vector<std::uint32_t> places(rows.size());
    std::iota(places.begin(), places.end(), 0U);
    std::stable_sort(places.begin(), places.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return by_key(rows[a], rows[b]); });
    std::vector<Order> sorted;
    sorted.reserve(rows.size());
    for (const auto place : places) sorted.push_back(std::move(rows[place]));
    rows = std::move(sorted);
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && key(book, rows[kept - 1]) == key(book, rows[i])) {
      if (row(rows[kept - 1]) != row(rows[i])) return std::nullopt;
      continue;
    }
    if (kept != i) rows[kept] = std::move(rows[i]);
    ++kept;
  }
  rows.resize(kept);
  return rows;
}

Result<std::vector<Order>> SnapshotReader::orders(const Cursor& list) const {
  TIYF_TRY(items, list.items());
  std::vector<Order> rows;
  rows.reserve(items.size());
  std::unordered_map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < items.size(); ++i) {
    TIYF_TRY(order, read_order(items[i], *this));
    const auto [seen, is_new] = first.try_emplace(key(book, order), i);
    if (!is_new && row(rows[seen->second]) != row(order))
      return items[i].error("order " + key(book, order) + " stands here otherwise than at /orders/" +
                            std::to_string(seen->second));
    rows.push_back(std::move(order));
  }
  return *sort_orders(book, std::move(rows));
}

}  // namespace tiyf::documents
