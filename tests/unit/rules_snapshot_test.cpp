// CONTRACT §2 "Broker snapshot" as far as it decides findings: coverage, age, unknown positions, repeated
// rows.
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using enum FindingKind;

namespace {

const std::string kDecided = "11:59:00 decision c1 EURUSD buy 1000 market";
const std::string kSent = "12:00:00 order_sent c2 EURUSD buy 1000 market";

bool mentions_closing(const Outcome& v) {
  return v.finding(stale_local_order).message.find("closed") != std::string::npos;
}

}  // namespace

TEST_CASE("rules: with coverage partial absence proves nothing and the run is at best degraded") {
  const auto v = run(Scenario{
      .decisions = {kDecided}, .journal = {kSent}, .positions = {{}}, .coverage = R"({"orders":"partial"})"});
  CHECK(v.kinds() == "coverage_partial");
  CHECK(v.finding(coverage_partial).severity == Severity::warning);
  CHECK(v.status == RunStatus::degraded);
  const auto flying = run(Scenario{.journal = {"12:09:59 order_sent c2 EURUSD buy 1000 market"},
                                   .positions = {{}},
                                   .coverage = R"({"orders":"partial"})"});
  CHECK(flying.kinds() == "coverage_partial");
}

TEST_CASE("rules: with coverage partial what is listed is still judged") {
  const auto v = run(Scenario{.journal = {kSent},
                              .orders = {"B2 c2 EURUSD buy 1000 0 cancelled", "B9 - EURUSD buy 1 0 accepted"},
                              .coverage = R"({"orders":"partial"})"});
  CHECK(v.kinds() ==
        "orphan_broker_order cancel_caught_by_reconcile coverage_partial positions_unknown "
        "ack_caught_by_reconcile");
}

TEST_CASE("rules: with coverage open_only a stale_local_order says that it may also have closed") {
  CHECK(mentions_closing(run(Scenario{.journal = {kSent}, .coverage = R"({"orders":"open_only"})"})));
  CHECK_FALSE(mentions_closing(run(Scenario{.journal = {kSent}, .coverage = R"({"orders":"all"})"})));
  CHECK_FALSE(mentions_closing(run(Scenario{.journal = {kSent}})));
}

TEST_CASE("rules: a stale_local_order whose last event is before since says that it may also have closed") {
  const auto with_since = [](std::string since) {
    return run(
        Scenario{.journal = {kSent}, .coverage = R"({"orders":"all","since":")" + timestamp(since) + "\"}"});
  };
  CHECK(mentions_closing(with_since("12:00:00.1")));
  CHECK_FALSE(mentions_closing(with_since("12:00:00")));
}

TEST_CASE("rules: broker_snapshot_stale when as_of is older than max_snapshot_age") {
  const auto at = [](std::string now) {
    return run(Scenario{.positions = {{}}, .as_of = "12:00:00", .now = now});
  };
  CHECK(at("12:10:00").kinds().empty());
  const auto v = at("12:10:00.000000001");
  CHECK(v.kinds() == "broker_snapshot_stale");
  CHECK(v.status == RunStatus::manual_intervention);
}

TEST_CASE("rules: clock_skew when as_of is ahead of now by more than the grace") {
  const auto at = [](std::string as_of) {
    return run(Scenario{.positions = {{}}, .as_of = as_of, .now = "12:00:00"});
  };
  CHECK(at("12:00:10").kinds().empty());
  const auto v = at("12:00:10.000000001");
  CHECK(v.kinds() == "clock_skew");
  CHECK(v.status == RunStatus::degraded);
}

TEST_CASE("rules: positions_unknown when the snapshot has no positions, unknown is never read as empty") {
  const auto v = run(Scenario{.journal = {kSent, "12:00:01 fill c2 f1 1000 1.1"}});
  CHECK(v.kinds() == "positions_unknown");
  CHECK(v.finding(positions_unknown).severity == Severity::warning);
  CHECK(v.position("EURUSD") ==
        "1000@1.1 here, -@- there, drift - and - pips: unknown broker_snapshot_unavailable");
  const auto flat = run(Scenario{.journal = {kSent, "12:00:01 fill c2 f1 1000 1.1"}, .positions = {{}}});
  CHECK(flat.kinds() == "position_drift");
  CHECK(flat.position("EURUSD") ==
        "1000@1.1 here, 0@- there, drift 1000 and - pips: mismatch broker_missing");
}

TEST_CASE("rules: the same broker order twice counts once, differing rows are refused") {
  const auto twice =
      run(Scenario{.orders = {"B1 - EURUSD buy 1000 0 accepted", "B1 - eurusd BUY 1e3 0.0 accepted"}});
  CHECK(twice.kinds() == "orphan_broker_order positions_unknown");
  const auto differing =
      try_run(Scenario{.orders = {"B1 - EURUSD buy 1000 0 accepted", "B1 - EURUSD buy 1001 0 accepted"}});
  REQUIRE_FALSE(differing);
  CHECK(differing.error().kind == ErrorKind::malformed);
  CHECK(differing.error().pointer == "/orders/1");
}

TEST_CASE("rules: severities are those of the table, whichever tool makes the finding") {
  const auto kinds_of = [](Severity severity) {
    std::string text;
    for (int i = 0; i <= static_cast<int>(unjournaled_order_caught_by_reconcile); ++i)
      if (const auto kind = static_cast<FindingKind>(i); usual_severity(kind) == severity)
        text += std::string(name(kind)) + " ";
    return text;
  };
  CHECK(kinds_of(Severity::critical) ==
        "broker_snapshot_stale cache_unreadable closed_here_open_on_broker duplicate_broker_order "
        "duplicate_order_sent exposure_over_cap fill_conflict fill_missing_on_broker id_conflict journal_gap "
        "limit_mismatch order_mismatch orphan_broker_order overfill pip_size_missing position_drift "
        "stale_local_order ");
  CHECK(
      kinds_of(Severity::warning) ==
      "cache_entry_restored cancel_caught_by_reconcile clock_skew coverage_partial fill_caught_by_reconcile "
      "partial_fill_caught_by_reconcile positions_unknown slippage_over_preset slippage_preset_missing "
      "stale_order_cancelled stale_order_over_ttl unjournaled_order_caught_by_reconcile ");
  CHECK(kinds_of(Severity::info) == "ack_caught_by_reconcile decision_not_sent in_flight_order ");
}
