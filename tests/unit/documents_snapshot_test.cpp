// Snapshots read: CONTRACT §2 "Broker snapshot", "Local snapshot", §3.
#include <doctest/doctest.h>

#include "tiyf/documents/snapshot.hpp"

using namespace tiyf;

namespace {

Instruments instruments() {
  Instruments known;
  CHECK(known.add("EURUSD", std::nullopt, {"EUR_USD"}));
  return known;
}

std::string broker(std::string_view orders, std::string_view more = "") {
  return R"({"schema":"tiyf.broker_snapshot.v1","as_of":"2025-10-06T12:00:00Z","orders":[)" +
         std::string(orders) + "]" + std::string(more) + "}";
}

std::string order(std::string_view id, std::string_view more) {
  return R"({"broker_order_id":")" + std::string(id) +
         R"(","symbol":"EUR_USD","side":"Buy","size":100,"created_at":"2025-10-06T11:00:00Z",)" +
         std::string(more) + "}";
}

std::string fill(std::string_view id, std::string_view order_id, std::string_view more) {
  return R"({"fill_id":")" + std::string(id) + R"(","broker_order_id":")" + std::string(order_id) +
         R"(","symbol":"EURUSD","side":"buy",)" + std::string(more) + "}";
}

std::string fills(std::string_view rows) { return R"(,"fills":[)" + std::string(rows) + "]"; }

Snapshot read(const std::string& text) {
  auto snapshot = documents::read_broker_snapshot(text, "b.json", instruments());
  REQUIRE_MESSAGE(snapshot.has_value(), (snapshot ? "" : snapshot.error().text()));
  return *snapshot;
}

Error refused(const std::string& text) {
  const auto snapshot = documents::read_broker_snapshot(text, "b.json", instruments());
  REQUIRE_FALSE(snapshot);
  CHECK(snapshot.error().kind == ErrorKind::malformed);
  return snapshot.error();
}

const std::string kOpen = R"("filled":0,"status":"accepted")";

}  // namespace

TEST_CASE("broker snapshot: symbols in our spelling, sides in any case, orders by id") {
  const auto s = read(broker(order("B2", kOpen) + "," + order("B1", R"("filled":"40","avg_fill_price":1.1,
    "broker_client_order_id":"c-1","type":"limit","price":"1.10","status":"partially_filled")")));
  REQUIRE(s.orders.size() == 2);
  const auto& first = s.orders[0];
  CHECK(first.broker_id == BrokerOrderId("B1"));
  CHECK(first.client_id == ClientOrderId("c-1"));
  CHECK(first.symbol == Symbol("EURUSD"));
  CHECK(first.side == Side::buy);
  CHECK(first.filled == Decimal(40));
  CHECK(first.avg_fill_price->text() == "1.1");
  CHECK(first.type == OrderType::limit);
  CHECK(first.status == OrderStatus::partially_filled);
  CHECK(first.created_at.text() == "2025-10-06T11:00:00Z");
  CHECK_FALSE(s.orders[1].client_id);
}

TEST_CASE("broker snapshot: what a row may not say is refused with its pointer") {
  CHECK(refused(broker(order("", kOpen))).pointer == "/orders/0/broker_order_id");
  CHECK(refused(broker(order("B1", R"("filled":0,"status":"sent")"))).pointer == "/orders/0/status");
  CHECK(refused(broker(order("B1", R"("filled":0,"status":"decided")"))).pointer == "/orders/0/status");
  CHECK(refused(broker(order("B1", R"("filled":0,"status":"ACCEPTED")"))).pointer == "/orders/0/status");
  CHECK(refused(broker(order("B1", R"("filled":-1,"status":"accepted")"))).pointer == "/orders/0/filled");
  CHECK(refused(broker(order("B1", R"("avg_fill_price":0,)" + kOpen))).pointer == "/orders/0/avg_fill_price");
  CHECK(refused(broker(order("B1", R"("broker_client_order_id":"",)" + kOpen))).pointer ==
        "/orders/0/broker_client_order_id");
  CHECK(refused(broker(order("B1", R"("broker_client_order_id":null,)" + kOpen))).pointer ==
        "/orders/0/broker_client_order_id");
  CHECK(refused(broker(R"({"broker_order_id":"B1","symbol":"EURUSD","side":"buy","size":0,"filled":0,
    "status":"accepted","created_at":"2025-10-06T11:00:00Z"})"))
            .pointer == "/orders/0/size");
  CHECK(
      refused(R"({"schema":"tiyf.local_snapshot.v1","as_of":"2025-10-06T12:00:00Z","orders":[]})").pointer ==
      "/schema");
}

TEST_CASE("broker snapshot: one id twice: identical rows count once, differing ones are refused") {
  const auto open = order("B1", kOpen);
  const auto spelled = R"({"created_at":"2025-10-06T13:00:00+02:00","broker_order_id":"B1","symbol":"eurusd",
    "side":"buy","size":"100.0","filled":0,"status":"accepted","note":"another page"})";
  CHECK(read(broker(open + "," + spelled)).orders.size() == 1);
  const auto error = refused(
      broker(order("B0", kOpen) + "," + open + "," + order("B1", R"("filled":0,"status":"cancelled")")));
  CHECK(error.pointer == "/orders/2");
  CHECK(error.message.find("/orders/1") != std::string::npos);
}

TEST_CASE("broker snapshot: positions absent are unknown, [] is flat, a listed flat symbol stays known") {
  CHECK_FALSE(read(broker("")).positions);
  CHECK(read(broker("", R"(,"positions":[])")).positions->rows().empty());
  const auto rows =
      read(broker("", R"(,"positions":[{"symbol":"EURUSD","side":"sell","units":0,"avg_price":0}])"))
          .positions->rows();
  CHECK(rows == std::vector<NetPosition>{{Symbol("EURUSD"), Decimal{}, std::nullopt}});
}

TEST_CASE("broker snapshot: hedging legs are netted, only legs on one side have an average") {
  const auto net = [](std::string_view rows) {
    return read(broker("", R"(,"positions":[)" + std::string(rows) + "]")).positions->rows().at(0);
  };
  const auto same = net(R"({"symbol":"EURUSD","side":"buy","units":1,"avg_price":1.1},
                           {"symbol":"EUR_USD","side":"buy","units":2,"avg_price":1.2},
                           {"symbol":"EURUSD","side":"sell","units":0})");
  CHECK(same.net_units == Decimal(3));
  CHECK(same.avg_price->text() == "1.166666667");
  const auto hedged = net(R"({"symbol":"EURUSD","side":"buy","units":1,"avg_price":1.1},
                             {"symbol":"EURUSD","side":"sell","units":4,"avg_price":1.1})");
  CHECK(hedged.net_units == Decimal(-3));
  CHECK_FALSE(hedged.avg_price);
  CHECK_FALSE(net(R"({"symbol":"EURUSD","side":"buy","units":1,"avg_price":1.1},
                     {"symbol":"EURUSD","side":"buy","units":1})")
                  .avg_price);
}

TEST_CASE("broker snapshot: positions that cannot be are refused") {
  const auto at = [](std::string_view row) {
    return refused(broker("", R"(,"positions":[)" + std::string(row) + "]")).pointer;
  };
  CHECK(at(R"({"symbol":"EURUSD","side":"buy","units":-1})") == "/positions/0/units");
  CHECK(at(R"({"symbol":"EURUSD","side":"buy","units":1,"avg_price":0})") == "/positions/0/avg_price");
  CHECK(at(R"({"symbol":"EURUSD","units":1})").starts_with("/positions/0"));
  CHECK(at(R"({"symbol":"EURUSD","side":"buy","units":999999999999999999},
              {"symbol":"EURUSD","side":"buy","units":999999999999999999})") == "/positions");
}

TEST_CASE("broker snapshot: fills belong to their orders, by time, then id; the others are loose") {
  const auto s =
      read(broker(order("B1", R"("filled":60,"status":"partially_filled")"),
                  fills(fill("f3", "B1", R"("size":10,"price":1.1,"ts":"2025-10-06T11:00:02Z")") + "," +
                        fill("f2", "B1", R"("size":20,"price":1.1,"ts":"2025-10-06T11:00:02Z")") + "," +
                        fill("f9", "B1", R"("size":30,"price":1.1,"ts":"2025-10-06T11:00:01Z")") + "," +
                        fill("f9", "B7", R"("size":5,"price":1.1,"ts":"2025-10-06T11:00:01Z")"))));
  REQUIRE(s.orders[0].fills.size() == 3);
  CHECK(s.orders[0].fills[0].id == FillId("f9"));
  CHECK(s.orders[0].fills[1].id == FillId("f2"));
  CHECK(s.orders[0].fills[2].id == FillId("f3"));
  REQUIRE(s.loose_fills.size() == 1);
  CHECK(s.loose_fills[0].broker_id == BrokerOrderId("B7"));
  CHECK(s.findings.empty());
}

TEST_CASE(
    "broker snapshot: the same fill again counts once, another size or price is a conflict, whatever the "
    "order") {
  const auto filled = order("B1", R"("broker_client_order_id":"c1","filled":20,"status":"partially_filled")");
  const auto a = fill("f1", "B1", R"("size":20,"price":1.1,"ts":"2025-10-06T11:00:01Z")");
  const auto a_again = fill("f1", "B1", R"("size":"20.0","price":1.10,"ts":"2025-10-06T11:00:05Z")");
  const auto b = fill("f1", "B1", R"("size":20,"price":1.2,"ts":"2025-10-06T11:00:02Z")");
  const auto once = read(broker(filled, fills(a_again + "," + a)));
  CHECK(once.orders[0].fills.size() == 1);
  CHECK(once.findings.empty());
  const auto forwards =
      documents::write_broker_snapshot(read(broker(filled, fills(a + "," + b))), json::Layout::line);
  const auto backwards =
      documents::write_broker_snapshot(read(broker(filled, fills(b + "," + a))), json::Layout::line);
  CHECK(*forwards == *backwards);
  const auto s = read(broker(filled, fills(b + "," + a_again + "," + a)));
  REQUIRE(s.findings.size() == 1);
  CHECK(s.findings[0].kind == FindingKind::fill_conflict);
  CHECK(s.findings[0].severity == Severity::critical);
  CHECK(s.findings[0].client_id == ClientOrderId("c1"));
  CHECK(s.orders[0].fills[0].price->text() == "1.1");
}

TEST_CASE("broker snapshot: a fill that disagrees with its order is refused") {
  const auto text =
      broker(order("B1", kOpen), fills(R"({"fill_id":"f1","broker_order_id":"B1","symbol":"EURUSD",
    "side":"sell","size":1,"price":1.1,"ts":"2025-10-06T11:00:01Z"})"));
  CHECK(refused(text).pointer == "/fills/0");
  CHECK(refused(broker("", fills(fill("f", "B", R"("size":1,"ts":"2025-10-06T11:00:01Z")"))))
            .pointer.starts_with("/fills/0"));
  CHECK(refused(broker("", fills(fill("f", "B", R"("size":0,"price":1,"ts":"2025-10-06T11:00:01Z")"))))
            .pointer == "/fills/0/size");
}

TEST_CASE("broker snapshot: filled beyond size is an overfill, one an order") {
  const auto s = read(broker(order("B1", R"("filled":120,"status":"filled")")));
  REQUIRE(s.findings.size() == 1);
  CHECK(s.findings[0].kind == FindingKind::overfill);
  CHECK(s.findings[0].extras == Fields{{"where", std::string("broker")}});
}

TEST_CASE("broker snapshot: coverage, account and limits") {
  const auto plain = read(broker(""));
  CHECK(plain.coverage.orders == OrderCoverage::all);
  CHECK_FALSE(plain.coverage.since);
  CHECK_FALSE(plain.limits);
  const auto s =
      read(broker("", R"(,"account":"a-1","coverage":{"orders":"open_only","since":"2025-10-05T00:00:00Z"},
    "limits":{"symbol_caps":{"EUR_USD":1}})"));
  CHECK(s.account == "a-1");
  CHECK(s.coverage.orders == OrderCoverage::open_only);
  CHECK(s.coverage.since->text() == "2025-10-05T00:00:00Z");
  CHECK_FALSE(s.limits->daily_loss_cap);
  CHECK(s.limits->symbol_caps->at(Symbol("EURUSD")) == Decimal(1));
  CHECK(refused(broker("", R"(,"coverage":{"orders":"some"})")).pointer == "/coverage/orders");
  CHECK(refused(broker("", R"(,"limits":{"symbol_caps":{"EUR_USD":1,"EURUSD":1}})"))
            .pointer.starts_with("/limits"));
}
