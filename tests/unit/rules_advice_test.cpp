// CONTRACT §4 "Retry advice" and "Status".
#include <doctest/doctest.h>

#include "support/scenario.hpp"
#include "tiyf/outcome/report.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using enum FindingKind;

namespace {

const std::string kDecided = "11:59:00 decision c1 EURUSD buy 1000 market";
const std::string kSent = "12:00:00 order_sent c1 EURUSD buy 1000 market";
const std::string kAccepted = "12:00:01 order_accepted c1 B1";

std::string advice(std::vector<std::string> journal, std::vector<std::string> orders) {
  return run(Scenario{.decisions = {kDecided}, .journal = std::move(journal), .orders = std::move(orders)})
      .advice_on("c1");
}

std::string with_coverage(std::string coverage) {
  return run(Scenario{.decisions = {kDecided}, .coverage = std::move(coverage)}).advice_on("c1");
}

// A run with so many stale and orphan orders and a healthy rest.
RunStatus status(int stale, int orphans, std::string expected) {
  Scenario scenario{.positions = {{}}, .config = R"("reconcile":{"expected":)" + expected + "}"};
  for (int i = 0; i < stale; ++i)
    scenario.journal.push_back("12:00:00 order_sent s" + std::to_string(i) + " EURUSD buy 1 market");
  for (int i = 0; i < orphans; ++i)
    scenario.orders.push_back("O" + std::to_string(i) + " - EURUSD buy 1 0 accepted");
  return run(scenario).status;
}

}  // namespace

TEST_CASE("rules: advice is hold when anything critical is on the order") {
  CHECK(advice({kSent}, {}) == "hold");
  CHECK(advice({kSent}, {"B1 c1 EURUSD buy 999 0 accepted"}) == "hold");
  CHECK(advice({kSent, "12:00:02 fill c1 f1 5 1.1"}, {"B1 c1 EURUSD buy 1000 0 rejected"}) == "hold");
  CHECK(advice({"12:00:01 order_accepted c1 B1"}, {"B1 c1 EURUSD buy 1000 0 accepted"}) ==
        "hold");  // journal_gap
}

TEST_CASE("rules: advice is hold when what is critical names the order only by its broker id") {
  CHECK(advice({kSent, kAccepted}, {"B1 - EURUSD buy 1000 1001 filled"}) == "hold");
  const auto gap = run(Scenario{
      .journal = {kSent, kAccepted}, .broker_events = {{"12:00:09 order_cancelled B1"}}, .now = "12:00:10"});
  CHECK(gap.kinds("c1") == "in_flight_order");
  CHECK(gap.advice_on("c1") == "hold");
}

TEST_CASE("rules: advice is safe_to_retry when the broker rejected the order") {
  CHECK(advice({kSent}, {"B1 c1 EURUSD buy 1000 0 rejected"}) == "safe_to_retry");
  CHECK(advice({}, {"B1 c1 EURUSD buy 1000 0 rejected"}) == "safe_to_retry");
}

TEST_CASE(
    "rules: advice is safe_to_retry when only decided before as_of less the grace and not at the broker") {
  const auto at = [](std::string as_of, std::string now) {
    return run(Scenario{
                   .decisions = {"12:00:00 decision c1 EURUSD buy 1000 market"}, .as_of = as_of, .now = now})
        .advice_on("c1");
  };
  CHECK(at("12:00:10", "12:01:00") == "do_not_retry");
  CHECK(at("12:00:10.000000001", "12:01:00") == "safe_to_retry");
  CHECK(at("11:59:00", "12:01:00") == "do_not_retry");
}

TEST_CASE("rules: advice on a decision needs coverage all from before it was decided") {
  CHECK(with_coverage("") == "safe_to_retry");
  CHECK(with_coverage(R"({"orders":"all"})") == "safe_to_retry");
  CHECK(with_coverage(R"({"orders":"open_only"})") == "do_not_retry");
  CHECK(with_coverage(R"({"orders":"partial"})") == "do_not_retry");
  CHECK(with_coverage(R"({"orders":"all","since":"2025-10-06T11:58:59Z"})") == "safe_to_retry");
  CHECK(with_coverage(R"({"orders":"all","since":"2025-10-06T11:59:00.1Z"})") == "do_not_retry");
}

TEST_CASE("rules: advice on a decision needs no entry where a cache is in use") {
  const auto with_cache = [](std::vector<std::string> entries) {
    return run(Scenario{.decisions = {kDecided}, .cache = std::move(entries)}).advice_on("c1");
  };
  CHECK(with_cache({"c2 EURUSD buy 1000"}) == "safe_to_retry");
  CHECK(with_cache({"c1 EURUSD buy 1000"}) == "do_not_retry");
}

TEST_CASE("rules: advice is do_not_retry when working, filled, cancelled or possibly sent") {
  CHECK(advice({kSent}, {"B1 c1 EURUSD buy 1000 0 accepted"}) == "do_not_retry");
  CHECK(advice({kSent}, {"B1 c1 EURUSD buy 1000 1000 filled"}) == "do_not_retry");
  CHECK(advice({kSent}, {"B1 c1 EURUSD buy 1000 0 cancelled"}) == "do_not_retry");
  CHECK(advice({}, {"B1 c1 EURUSD buy 1000 0 accepted"}) == "do_not_retry");
  CHECK(advice({"12:09:55 order_sent c1 EURUSD buy 1000 market"}, {}) == "do_not_retry");
}

TEST_CASE("rules: advice is one an order not closed here before the run, by id") {
  const auto v =
      run(Scenario{.decisions = {"11:59:00 decision z EURUSD buy 1 market", kDecided},
                   .journal = {"12:00:00 order_sent a EURUSD buy 1 market", "12:00:01 order_cancelled a",
                               "12:00:00 order_sent m EURUSD buy 1 market"},
                   .orders = {"B4 k EURUSD buy 1 0 accepted"},
                   .cache = {{"k EURUSD buy 1"}}});
  std::string rows;
  for (const auto& row : v.advice) rows += row.client_id.value + " " + std::string(name(row.advice)) + ", ";
  CHECK(rows == "c1 safe_to_retry, k do_not_retry, m hold, z safe_to_retry, ");
  CHECK(v.advice.front().decision_id->value == "d-c1");
}

TEST_CASE("rules: status is healthy, degraded with warnings, manual_intervention with anything critical") {
  CHECK(run(Scenario{.positions = {{}}}).status == RunStatus::healthy);
  CHECK(run(Scenario{.decisions = {kDecided}, .positions = {{}}}).status == RunStatus::healthy);  // only info
  CHECK(run(Scenario{}).status == RunStatus::degraded);  // positions_unknown
  CHECK(run(Scenario{.journal = {kSent}, .positions = {{}}}).status == RunStatus::manual_intervention);
}

TEST_CASE("rules: stale and orphan orders up to their expected counts do not count") {
  using enum RunStatus;
  CHECK(status(0, 1, R"({})") == manual_intervention);
  CHECK(status(1, 0, R"({"orphan_orders":5})") == manual_intervention);
  CHECK(status(1, 1, R"({"stale_orders":1,"orphan_orders":1})") == healthy);
  CHECK(status(2, 0, R"({"stale_orders":1})") == manual_intervention);
  CHECK(status(1, 2, R"({"stale_orders":1,"orphan_orders":1})") == manual_intervention);
}

TEST_CASE("rules: exit code and kill switch follow the status") {
  const auto of = [](RunStatus status) {
    Report report;
    report.status = status;
    return std::to_string(exit_code(report)) + (report.kill_switch() ? " kill" : "") +
           (report.clear_to_trade() ? " clear" : "");
  };
  CHECK(of(RunStatus::healthy) == "0 clear");
  CHECK(of(RunStatus::degraded) == "1 clear");
  CHECK(of(RunStatus::manual_intervention) == "2 kill");
  CHECK(of(RunStatus::failed) == "3 kill");
  Report latched;
  latched.status = RunStatus::healthy;
  latched.latched = true;
  CHECK_FALSE(latched.clear_to_trade());
}
