// CONTRACT §4 "order_mismatch".
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using enum FindingKind;

namespace {

// c1 is a limit order for 1000 EURUSD at 1.1 here, open; the broker's row is given.
Outcome against(std::string row, std::vector<std::string> more = {}) {
  Scenario scenario{
      .journal = {"12:00:00 order_sent c1 EURUSD buy 1000 limit 1.1", "12:00:01 order_accepted c1 B1"},
      .orders = {std::move(row)}};
  scenario.journal.insert(scenario.journal.end(), more.begin(), more.end());
  return run(scenario);
}

std::string fields(const Outcome& v) { return extra(v.finding(order_mismatch), "fields"); }

}  // namespace

TEST_CASE("rules: order_mismatch names each of symbol, side, size, type and price that differs") {
  CHECK(fields(against("B1 c1 GBPUSD buy 1000 0 accepted")) == "symbol");
  CHECK(fields(against("B1 c1 EURUSD sell 1000 0 accepted")) == "side");
  CHECK(fields(against("B1 c1 EURUSD buy 999 0 accepted")) == "size");
  CHECK(fields(against("B1 c1 EURUSD buy 1000 0 accepted type=stop price=1.1")) == "type");
  CHECK(fields(against("B1 c1 EURUSD buy 1000 0 accepted type=limit price=1.100001")) == "price");
  CHECK(fields(against("B1 c1 GBPUSD sell 1 0 accepted type=stop price=1.2")) ==
        "symbol side size type price");
  CHECK(against("B1 c1 GBPUSD buy 1000 0 accepted").finding(order_mismatch).severity == Severity::critical);
}

TEST_CASE("rules: order_mismatch compares type and price only when both are given") {
  CHECK(against("B1 c1 EURUSD buy 1000 0 accepted").kinds("c1").empty());
  CHECK(against("B1 c1 EURUSD buy 1000 0 accepted type=limit").kinds("c1").empty());
  CHECK(against("B1 c1 EURUSD buy 1000.0 0 accepted type=limit price=1.10").kinds("c1").empty());
}

TEST_CASE("rules: order_mismatch of an order open here and filled there, also short of its size") {
  CHECK(fields(against("B1 c1 EURUSD buy 900 900 filled")) == "size");
  CHECK(fields(against("B1 c1 EURUSD buy 1000 900 filled")) == "filled");
  CHECK(against("B1 c1 EURUSD buy 1000 1000 filled").kinds("c1") == "fill_caught_by_reconcile");
}

TEST_CASE("rules: order_mismatch is not raised by terms when the broker closed it short") {
  CHECK(against("B1 c1 EURUSD buy 900 0 cancelled").kinds("c1") == "cancel_caught_by_reconcile");
}

TEST_CASE(
    "rules: order_mismatch of an order closed here when the broker filled more than ours and our size") {
  const std::string cancelled = "12:00:05 order_cancelled c1";
  const auto beyond = against("B1 c1 EURUSD buy 1000 1001 cancelled", {cancelled});
  CHECK(fields(beyond) == "filled");
  CHECK(beyond.corrections().empty());
  const auto within = against("B1 c1 EURUSD buy 2000 1000 cancelled", {cancelled});
  CHECK(within.kinds("c1") == "fill_caught_by_reconcile");
  // Exactly what we have, though beyond our size: the overfill is ours too.
  const auto same =
      against("B1 c1 EURUSD buy 2000 1001 cancelled", {cancelled, "12:00:06 fill c1 f1 1001 1.1"});
  CHECK(same.kinds("c1") == "overfill");
}

TEST_CASE("rules: a mismatched order gets no corrections and its fills are not applied") {
  const auto v = run(Scenario{.journal = {"12:00:00 order_sent c1 EURUSD buy 1000 limit 1.1"},
                              .orders = {"B1 c1 EURUSD buy 900 400 partially_filled"},
                              .positions = {{"EURUSD buy 400 1.1"}}});
  CHECK(v.kinds("c1") == "order_mismatch partial_fill_caught_by_reconcile ack_caught_by_reconcile");
  CHECK(v.corrections().empty());
  CHECK(v.position("EURUSD") == "0@- here, 400@1.1 there, drift -400 and - pips: mismatch engine_missing");
}

TEST_CASE("rules: an adopted order is compared with its decision or its cache entry") {
  const auto decided = run(Scenario{.decisions = {"11:59:00 decision c1 EURUSD buy 1000 limit 1.1"},
                                    .orders = {"B1 c1 EURUSD buy 1000 0 accepted price=1.2"}});
  CHECK(decided.kinds("c1") == "order_mismatch unjournaled_order_caught_by_reconcile");
  CHECK(fields(decided) == "price");
  CHECK(decided.corrections().empty());
  const auto cached =
      run(Scenario{.orders = {"B1 c1 EURUSD sell 1000 0 accepted"}, .cache = {{"c1 EURUSD buy 1000"}}});
  CHECK(fields(cached) == "side");
}

TEST_CASE("rules: an order replaced here is compared by its new totals") {
  CHECK(against("B1 c1 EURUSD buy 500 0 accepted price=1.2", {"12:00:02 order_replaced c1 500 1.2"})
            .kinds("c1")
            .empty());
}

TEST_CASE("rules: fills of another symbol or side are never applied to an order closed here") {
  const auto v = against("B1 c1 GBPUSD buy 1000 400 cancelled", {"12:00:05 order_cancelled c1"});
  CHECK(fields(v) == "symbol");
  CHECK(v.corrections().empty());
}
