#include "support/oanda.hpp"

namespace tiyf::scenario {
namespace {

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : ",") + item;
  return out;
}

}  // namespace

UtcTime oanda_time(oanda::TransactionId id) {
  return UtcTime{.seconds = 1'760'000'000 + 60 * static_cast<std::int64_t>(id)};
}

std::string oanda_transaction(oanda::TransactionId id, const std::string& type, const std::string& fields) {
  return R"({"id":")" + std::to_string(id) + R"(","type":")" + type + R"(","time":")" +
         oanda_time(id).text() + R"(","accountID":")" + kAccount + R"(","userID":7,"batchID":")" +
         std::to_string(id) + "\"" + (fields.empty() ? "" : "," + fields) + "}";
}

std::string oanda_terms(const std::string& instrument, const std::string& units, const std::string& price,
                        const std::string& client_id) {
  return R"("instrument":")" + instrument + R"(","units":")" + units + "\"" +
         (price.empty() ? "" : R"(,"price":")" + price + "\"") +
         (client_id.empty() ? "" : R"(,"clientExtensions":{"id":")" + client_id + R"("})");
}

oanda::Answer oanda_answer(std::string text) { return {std::move(text), "GET /v3/test", kAccount}; }

oanda::Transactions oanda_list(const std::vector<std::string>& transactions, oanda::TransactionId last) {
  return oanda::read_transactions(oanda_answer(R"({"transactions":[)" + joined(transactions) +
                                               R"(],"lastTransactionID":")" + std::to_string(last) + R"("})"))
      .value();
}

oanda::PendingOrders oanda_pending(const std::vector<std::string>& orders, oanda::TransactionId last) {
  return oanda::read_pending_orders(oanda_answer(R"({"orders":[)" + joined(orders) +
                                                 R"(],"lastTransactionID":")" + std::to_string(last) +
                                                 R"("})"))
      .value();
}

std::string oanda_pending_row(oanda::TransactionId id, const std::string& type, const std::string& fields) {
  return R"({"id":")" + std::to_string(id) + R"(","type":")" + type +
         R"(","state":"PENDING","createTime":")" + oanda_time(id).text() + "\"," + fields + "}";
}

oanda::History oanda_history(const OandaRows& rows, oanda::TransactionId first) {
  std::vector<std::string> list;
  for (const auto& [type, fields] : rows)
    list.push_back(oanda_transaction(first + list.size(), type, fields));
  const auto last = first + list.size() - 1;
  oanda::History history;
  history.add_page(oanda_list(list, last).list, {first, last});
  return history;
}

std::string oanda_fill(const std::string& order, const std::string& units, const std::string& price) {
  return R"("orderID":")" + order + R"(","instrument":"EUR_USD","units":")" + units + R"(","price":")" +
         price + "\"";
}

std::string oanda_cancel(const std::string& order, const std::string& reason) {
  return R"("orderID":")" + order + R"(","reason":")" + reason + "\"";
}

std::string oanda_replaced(const std::string& order, const std::string& by) {
  return oanda_cancel(order, "CLIENT_REQUEST_REPLACED") + R"(,"replacedByOrderID":")" + by + "\"";
}

}  // namespace tiyf::scenario
