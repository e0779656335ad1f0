// What a tool writes, the next one reads and loses nothing: CONTRACT §1 "Determinism", §2.
#include <doctest/doctest.h>

#include "tiyf/documents/finding_json.hpp"
#include "tiyf/documents/snapshot.hpp"

using namespace tiyf;
using json::Layout;

namespace {

constexpr const char* kLocal =
    R"({"schema":"tiyf.local_snapshot.v1","as_of":"2025-10-06T12:00:00.5Z","account":"a",
"findings":[{"severity":"critical","kind":"overfill","where":"local","symbol":"EURUSD","broker_client_order_id":"c2",
  "broker_order_id":"B2","local":{"size":100,"filled":120},"message":"m","evidence":[{"line":9,"input":"order_journal"}]},
 {"kind":"journal_gap","severity":"critical","broker_client_order_id":"c9","where":"local","message":"never opened",
  "evidence":[],"n":12,"none":null,"yes":true,"list":["b","a"],"at":"2025-10-06T12:00:00Z"}],
"orders":[
 {"broker_client_order_id":"c2","broker_order_id":"B2","decision_id":"d2","symbol":"EURUSD","side":"sell","size":100,
  "filled":120,"avg_fill_price":1.123456789,"type":"limit","price":1.1,"intended_price":1.1,"status":"filled",
  "created_at":"2025-10-06T10:00:00Z","last_event_at":"2025-10-06T11:00:00Z","evidence":[{"input":"order_journal","line":3}]},
 {"broker_client_order_id":"c1","decision_id":"d1","symbol":"USDJPY","side":"buy","size":0.5,"filled":0,
  "status":"decided","created_at":"2025-10-06T10:00:00Z","close_reason":""}],
"fills":[{"fill_id":"f2","broker_client_order_id":"c2","symbol":"EURUSD","side":"sell","size":20,"price":1.1,
  "ts":"2025-10-06T10:30:00Z","line":7},
 {"fill_id":"f1","broker_client_order_id":"c2","symbol":"EURUSD","side":"sell","size":100,"ts":"2025-10-06T10:20:00Z",
  "inferred":true,"replaced":20,"line":5},
 {"fill_id":"f7","broker_client_order_id":"c7","symbol":"EURUSD","side":"buy","size":1,"price":2,"ts":"2025-10-06T10:20:00Z"}],
"positions":[{"symbol":"USDJPY","side":"buy","units":0},{"symbol":"EURUSD","side":"sell","units":119,"avg_price":1.2}],
"limits":{"symbol_caps":{}}})";

std::string rewritten(std::string_view text, Layout layout) {
  const auto snapshot = documents::read_local_snapshot(text, "l.json", {});
  REQUIRE_MESSAGE(snapshot.has_value(), (snapshot ? "" : snapshot.error().text()));
  const auto out = documents::write_local_snapshot(*snapshot, layout);
  REQUIRE(out);
  return *out;
}

}  // namespace

TEST_CASE("local snapshot: write, read, write gives the same bytes") {
  for (const auto layout : {Layout::pretty, Layout::line}) {
    const auto once = rewritten(kLocal, layout);
    CHECK(rewritten(once, layout) == once);
  }
}

TEST_CASE("local snapshot: a line that no input can have is told, not taken for another one") {
  for (const auto* line : {"72057594037927935", "72057594037927936"}) {
    auto text = rewritten(kLocal, Layout::line);
    const std::string three = R"("line":3)";
    const auto at = text.find(three);
    REQUIRE(at != std::string::npos);
    text.replace(at, three.size(), R"("line":)" + std::string(line));
    const auto s = documents::read_local_snapshot(text, "l.json", {});
    if (line == std::to_string(Evidence::kLastLine)) {
      REQUIRE(s);
      CHECK(s->orders[1].evidence == std::vector<Evidence>{{Input::order_journal, Evidence::kLastLine}});
    } else {
      REQUIRE_FALSE(s);
      CHECK(s.error().kind == ErrorKind::malformed);
      CHECK(s.error().pointer.ends_with("/line"));
    }
  }
}

TEST_CASE("local snapshot: nothing that our side knows is lost") {
  const auto s = documents::read_local_snapshot(rewritten(kLocal, Layout::line), "l.json", {});
  REQUIRE(s);
  REQUIRE(s->orders.size() == 2);
  CHECK(s->orders[0].status == OrderStatus::decided);
  CHECK(s->orders[0].last_event_at == s->orders[0].created_at);
  const auto& o = s->orders[1];
  CHECK(o.decision_id == DecisionId("d2"));
  CHECK(o.intended_price->text() == "1.1");
  CHECK(o.last_event_at.text() == "2025-10-06T11:00:00Z");
  CHECK(o.evidence == std::vector<Evidence>{{Input::order_journal, 3}});
  REQUIRE(o.fills.size() == 2);
  CHECK(o.inferred_units() == Decimal(80));
  CHECK_FALSE(o.fills[0].price);
  CHECK(o.fills[1].line == 7);
  CHECK(s->loose_fills.at(0).client_id == ClientOrderId("c7"));
  CHECK(s->positions->find(Symbol("EURUSD"))->net_units == Decimal(-119));
  CHECK(s->limits->symbol_caps->empty());
  REQUIRE(s->findings.size() == 2);  // the overfill that came along is not found a second time
  CHECK(s->findings[1].evidence == std::vector<Evidence>{{Input::order_journal, 9}});
}

TEST_CASE("local snapshot: an order needs its client id, also without a broker's") {
  const auto s = documents::read_local_snapshot(
      R"({"schema":"tiyf.local_snapshot.v1","as_of":"2025-10-06T12:00:00Z","orders":[{"broker_order_id":"B",
          "symbol":"EURUSD","side":"buy","size":1,"filled":0,"status":"sent","created_at":"2025-10-06T12:00:00Z"}]})",
      "l.json", {});
  REQUIRE_FALSE(s);
  CHECK(s.error().pointer == "/orders/0");
}

TEST_CASE("broker snapshot: write, read, write gives the same bytes, whatever the order of rows and keys") {
  const auto write = [](std::string_view text) {
    const auto s = documents::read_broker_snapshot(text, "b.json", {});
    REQUIRE_MESSAGE(s.has_value(), (s ? "" : s.error().text()));
    return *documents::write_broker_snapshot(*s, Layout::pretty);
  };
  const auto once = write(R"({"schema":"tiyf.broker_snapshot.v1","as_of":"2025-10-06T12:00:00Z","orders":[
   {"broker_order_id":"B2","symbol":"EURUSD","side":"buy","size":2,"filled":1,"status":"partially_filled","created_at":"2025-10-06T11:00:00Z"},
   {"broker_order_id":"B1","symbol":"EURUSD","side":"buy","size":2,"filled":0,"status":"accepted","created_at":"2025-10-06T11:00:00Z"}],
   "fills":[{"fill_id":"f","broker_order_id":"B2","symbol":"EURUSD","side":"buy","size":1,"price":1.5,"ts":"2025-10-06T11:00:00Z"}],
   "positions":[{"symbol":"EURUSD","side":"buy","units":2,"avg_price":1.1},{"symbol":"EURUSD","side":"buy","units":1,"avg_price":1.4}],
   "coverage":{"orders":"partial"},"limits":{"daily_loss_cap":"1e3"}})");
  CHECK(write(once) == once);
  CHECK(once == write(R"({"limits":{"daily_loss_cap":1000.0},"coverage":{"orders":"partial"},"orders":[
   {"status":"accepted","broker_order_id":"B1","symbol":"EURUSD","side":"buy","size":2,"filled":0,"created_at":"2025-10-06T11:00:00Z"},
   {"filled":1,"broker_order_id":"B2","symbol":"EURUSD","side":"buy","size":2,"status":"partially_filled","created_at":"2025-10-06T11:00:00Z"}],
   "positions":[{"symbol":"EURUSD","side":"buy","units":1,"avg_price":1.4},{"symbol":"EURUSD","side":"buy","units":2,"avg_price":1.1}],
   "fills":[{"fill_id":"f","broker_order_id":"B2","symbol":"EURUSD","side":"buy","size":1,"price":1.5,"ts":"2025-10-06T11:00:00Z"}],
   "schema":"tiyf.broker_snapshot.v1","as_of":"2025-10-06T14:00:00+02:00"})"));
}

TEST_CASE("finding: CONTRACT §4's members in order, extras at the top level") {
  Finding f{};
  f.kind = FindingKind::order_mismatch;
  f.severity = Severity::critical;
  f.symbol = Symbol("EURUSD");
  f.client_id = ClientOrderId("c");
  f.local = {{"size", Decimal(2)}};
  f.message = "differs";
  f.extras = {{"where", std::string("local")}, {"fields", std::vector<std::string>{"size"}}};
  f.evidence = {{Input::decision_log, 4}};
  json::Writer w(Layout::line);
  documents::write_finding(w, f);
  CHECK(*w.finish() ==
        R"({"kind":"order_mismatch","severity":"critical","symbol":"EURUSD","broker_client_order_id":"c",)"
        R"("local":{"size":2},"message":"differs","evidence":[{"input":"decision_log","line":4}],)"
        R"("fields":["size"],"where":"local"})");
}
