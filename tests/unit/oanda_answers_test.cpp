// What is read from OANDA's answers, and what is refused (lib/tiyf/oanda/answers.hpp, transaction.hpp).
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "support/oanda.hpp"
#include "tiyf/oanda/requests.hpp"

using namespace tiyf;
using namespace tiyf::oanda;
using namespace tiyf::scenario;

namespace {

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

std::string positions(const std::string& units_long, const std::string& units_short) {
  return R"({"positions":[{"instrument":"EUR_USD","long":{"units":")" + units_long +
         R"(","averagePrice":"1.10000"},"short":{"units":")" + units_short +
         R"(","averagePrice":"1.20000"}}],"lastTransactionID":"9"})";
}

Transaction one(const std::string& type, const std::string& fields) {
  return oanda_list({oanda_transaction(5, type, fields)}, 5).list.front();
}

std::string error_of(const std::string& text) {
  return read_pending_orders(oanda_answer(text)).error().text();
}

}  // namespace

TEST_CASE("oanda: the recorded positions, a short side's negative units turned round") {
  std::ifstream file(std::string(TIYF_SOURCE_DIR) + "/tests/oanda/recorded/positions.json");
  std::stringstream text;
  text << file.rdbuf();
  const auto recorded = json::parse_document(text.str(), "positions.json").value();
  // The answer as it was, cut out of the recording by its place between two keys.
  const auto begin = text.str().find("\"response\": {", text.str().find("openpositions")) + 12;
  const auto end = text.str().find("\"_v3_accounts_accountID_positiondetails\"");
  const auto answer = text.str().substr(begin, text.str().rfind('}', end) - begin);
  REQUIRE(recorded.find("_v3_accounts_accountID_openpositions") != nullptr);
  const auto open = read_open_positions(oanda_answer(answer)).value();
  CHECK(open.last == 2327);
  REQUIRE(open.legs.size() == 2);
  CHECK(open.legs[0] == Leg{"DE30_EUR", Side::buy, decimal("10"), decimal("10678.3")});
  CHECK(open.legs[1] == Leg{"EUR_USD", Side::sell, decimal("100"), decimal("1.09843")});
}

TEST_CASE("oanda: hedged legs are a row each, flat sides none, units of the wrong side are refused") {
  const auto hedged = read_open_positions(oanda_answer(positions("30", "-12.5"))).value();
  REQUIRE(hedged.legs.size() == 2);
  CHECK(hedged.legs[0] == Leg{"EUR_USD", Side::buy, decimal("30"), decimal("1.1")});
  CHECK(hedged.legs[1] == Leg{"EUR_USD", Side::sell, decimal("12.5"), decimal("1.2")});
  CHECK(read_open_positions(oanda_answer(positions("0", "0.0"))).value().legs.empty());
  CHECK(read_open_positions(oanda_answer(positions("-1", "0"))).error().pointer == "/positions/0/long/units");
  CHECK(read_open_positions(oanda_answer(positions("0", "1"))).error().pointer == "/positions/0/short/units");
}

TEST_CASE("oanda: decimals stay exact, more digits than fit are refused") {
  const auto order = [](const std::string& units) {
    return R"({"orders":[)" + oanda_pending_row(3, "LIMIT", oanda_terms("EUR_USD", units, "1.200000")) +
           R"(],"lastTransactionID":"9"})";
  };
  const auto read = read_pending_orders(oanda_answer(order("-123456789012345.123"))).value().orders.front();
  CHECK(read.terms.units.text() == "-123456789012345.123");
  CHECK(read.terms.price->text() == "1.2");
  CHECK(read_pending_orders(oanda_answer(order("0.1234567891"))).error().pointer == "/orders/0/units");
  CHECK(read_pending_orders(oanda_answer(order("1234567890123456789"))).error().pointer == "/orders/0/units");
  CHECK(read_pending_orders(oanda_answer(order("0"))).error().pointer == "/orders/0/units");
  CHECK(read_pending_orders(oanda_answer(order("NaN"))).error().pointer == "/orders/0/units");
}

TEST_CASE("oanda: order types; market if touched is neither limit nor stop") {
  const auto type = [](const std::string& name) {
    return one(name, oanda_terms("EUR_USD", "1", "1.2")).terms->type;
  };
  CHECK(type("MARKET_ORDER") == OrderType::market);
  CHECK(type("LIMIT_ORDER") == OrderType::limit);
  CHECK(type("STOP_ORDER") == OrderType::stop);
  CHECK(type("MARKET_IF_TOUCHED_ORDER") == std::nullopt);
  CHECK(type("FIXED_PRICE_ORDER") == std::nullopt);
  for (const auto* name :
       {"TAKE_PROFIT_ORDER", "STOP_LOSS_ORDER", "TRAILING_STOP_LOSS_ORDER", "GUARANTEED_STOP_LOSS_ORDER"})
    CHECK(one(name, R"("tradeID":"2","price":"1.1")").kind == TransactionKind::dependent_created);
}

TEST_CASE(
    "oanda: an order of a kind that nobody knows yet is listed by its units, or hangs on a trade, or is "
    "refused") {
  CHECK(one("NEW_KIND_ORDER", oanda_terms("EUR_USD", "1", "")).kind == TransactionKind::order_created);
  CHECK(one("NEW_KIND_ORDER", R"("tradeID":"2")").kind == TransactionKind::dependent_created);
  const auto text =
      R"({"transactions":[)" + oanda_transaction(5, "NEW_KIND_ORDER", "") + R"(],"lastTransactionID":"5"})";
  CHECK_FALSE(read_transactions(oanda_answer(text)));
  CHECK(one("DAILY_FINANCING", "").kind == TransactionKind::other);
}

TEST_CASE("oanda: a fill's price is the trades' average, else its own, else its average by volume") {
  const std::string base =
      R"("orderID":"4","instrument":"EUR_USD","units":"-30","price":"1.5","fullVWAP":"1.6")";
  CHECK(one("ORDER_FILL", base).price == decimal("1.5"));
  const std::string trades =
      R"(,"tradeOpened":{"units":"-10","price":"1.1"},"tradeReduced":{"units":"-5","price":"1.2"},)"
      R"("tradesClosed":[{"units":"-15","price":"1.3"}])";
  CHECK(one("ORDER_FILL", base + trades).price == decimal("1.216666667"));
  const std::string not_all = R"(,"tradeOpened":{"units":"-10","price":"1.1"})";
  CHECK(one("ORDER_FILL", base + not_all).price == decimal("1.5"));
  const std::string unpriced = R"(,"tradeOpened":{"units":"-30"})";
  CHECK(one("ORDER_FILL", base + unpriced).price == decimal("1.5"));
  CHECK(one("ORDER_FILL", R"("orderID":"4","instrument":"EUR_USD","units":"3","fullVWAP":"1.6")").price ==
        decimal("1.6"));
  const auto none =
      R"({"transactions":[)" +
      oanda_transaction(5, "ORDER_FILL", R"("orderID":"4","instrument":"EUR_USD","units":"3")") +
      R"(],"lastTransactionID":"5"})";
  CHECK(read_transactions(oanda_answer(none)).error().message.find("without a price") != std::string::npos);
}

TEST_CASE("oanda: an answer for another account is told apart from a malformed one") {
  auto answer = oanda_answer(R"({"account":{"id":"101-004-1-001"},"lastTransactionID":"5"})");
  CHECK(read_summary(answer).error().kind == ErrorKind::config);
  answer.text = R"({"account":{"id":")" + std::string(kAccount) + R"("},"lastTransactionID":"5"})";
  CHECK(read_summary(answer).value() == 5);
  answer.text = R"({"account":{},"lastTransactionID":"5"})";
  CHECK(read_summary(answer).error().kind == ErrorKind::malformed);
}

TEST_CASE("oanda: what is no JSON says what it is") {
  CHECK(error_of(" \n").find("is empty") != std::string::npos);
  CHECK(error_of("<html>").find("web page") != std::string::npos);
  CHECK(error_of("{\"orders\":[").find("GET /v3/test:1:") != std::string::npos);
  CHECK(error_of("[]").find("GET /v3/test") != std::string::npos);
}

TEST_CASE("oanda: the pages of an index are two ids each, whatever host they name") {
  const auto index = [](const std::string& page) {
    return read_transaction_index(
        oanda_answer(R"({"count":3,"pages":[")" + page + R"("],"lastTransactionID":"9"})"));
  };
  const auto good =
      index("https://evil.example/v3/accounts/x/transactions/idrange?from=7&to=9&type=ORDER_FILL").value();
  CHECK(good.pages == std::vector<IdRange>{{7, 9}});
  CHECK(good.count == 3);
  CHECK(index("https://h/v3/accounts/x/transactions/idrange?to=9&from=7").value().pages ==
        std::vector<IdRange>{{7, 9}});
  CHECK_FALSE(index("https://h/v3/accounts/x/transactions/idrange?from=9&to=7"));
  CHECK_FALSE(index("https://h/v3/accounts/x/transactions/idrange?from=7"));
  CHECK_FALSE(index("https://h/v3/accounts/x/orders?from=7&to=9"));
  CHECK_FALSE(index("https://h/v3/accounts/x/transactions/idrange?from=-7&to=9"));
}

TEST_CASE("oanda: caps are the largest position, else the largest order, else none") {
  const auto caps =
      read_unit_caps(
          oanda_answer(
              R"({"instruments":[{"name":"A","maximumPositionSize":"5.5","maximumOrderUnits":"9"},)"
              R"({"name":"B","maximumPositionSize":"0","maximumOrderUnits":"9"},{"name":"C"},)"
              R"({"name":"D","maximumPositionSize":"0","maximumOrderUnits":"0"}],"lastTransactionID":"9"})"))
          .value();
  CHECK(caps == std::map<std::string, Decimal>{{"A", decimal("5.5")}, {"B", decimal("9")}});
}

TEST_CASE("oanda: requests hold nothing but ids, times and an account") {
  CHECK(is_account_id("101-004-1435156-001"));
  for (const auto* wrong : {"", "a/b", "a b", "a?b", "..", "a%2e", "ä"}) CHECK_FALSE(is_account_id(wrong));
  const Requests requests("1-2");
  CHECK(requests.since(7) == "/v3/accounts/1-2/transactions/sinceid?id=7");
  CHECK(requests.page({7, 9}) == "/v3/accounts/1-2/transactions/idrange?from=7&to=9");
  CHECK(requests.transactions_from(UtcTime::parse("2025-10-06T12:00:00.5Z").value()) ==
        "/v3/accounts/1-2/transactions?from=2025-10-06T12%3A00%3A00.5Z&pageSize=1000");
  CHECK(requests.cancel(12) == "/v3/accounts/1-2/orders/12/cancel");
}

TEST_CASE("oanda: an error message is what the broker says, and never fails") {
  CHECK(read_error_message(
            R"({"errorCode":"X","errorMessage":"y","orderCancelRejectTransaction":{"rejectReason":"Z"}})") ==
        "X y Z");
  CHECK(read_error_message("<html>").empty());
  CHECK(read_error_message(R"({"errorMessage":7})").empty());
  CHECK(read_error_message(R"({"errorMessage":")" + std::string(500, 'x') + R"("})").size() == 200);
}
