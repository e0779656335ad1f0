// CONTRACT §4, the table of finding kinds: one order on both sides.
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using enum FindingKind;

namespace {

const std::string kDecided = "11:59:00 decision c1 EURUSD buy 1000 market";
const std::string kSent = "12:00:00 order_sent c1 EURUSD buy 1000 market";
const std::string kAccepted = "12:00:01 order_accepted c1 B1";
const std::string kFilled400 = "12:00:02 fill c1 f1 400 1.1";

// What is said of c1.
std::string said(std::vector<std::string> journal, std::vector<std::string> orders, std::string config = {}) {
  return run(Scenario{.decisions = {kDecided},
                      .journal = std::move(journal),
                      .orders = std::move(orders),
                      .config = std::move(config)})
      .kinds("c1");
}

}  // namespace

TEST_CASE("rules: nothing is said of an order on which both sides agree") {
  CHECK(said({kSent, kAccepted}, {"B1 c1 EURUSD buy 1000 0 accepted"}).empty());
  CHECK(said({kSent, kAccepted, kFilled400}, {"B1 c1 EURUSD buy 1000 400 partially_filled"}).empty());
  CHECK(
      said({kSent, kAccepted, "12:01:00 order_cancelled c1"}, {"B1 c1 EURUSD buy 1000 0 cancelled"}).empty());
  CHECK(said({kSent, kAccepted, "12:01:00 order_cancelled c1"}, {}).empty());
}

TEST_CASE(
    "rules: stale_local_order is open here, gone there, its last event more than the grace before as_of") {
  const auto at = [](std::string as_of, std::string now) {
    return run(Scenario{.journal = {kSent, "12:00:05 order_accepted c1 B1"}, .as_of = as_of, .now = now})
        .kinds("c1");
  };
  CHECK(at("12:00:15", "12:00:30") == "in_flight_order");  // exactly the grace of 10s
  CHECK(at("12:00:15.000000001", "12:00:30") == "stale_local_order");
  CHECK(at("12:00:30", "12:00:15") == "in_flight_order");  // now is earlier than as_of
  CHECK(at("12:00:20", "12:00:15.5") == "stale_local_order");
  CHECK(at("12:00:01", "12:00:30") == "in_flight_order");  // the snapshot is older than the order
}

TEST_CASE("rules: stale_local_order is critical, in_flight_order info, of an order sent or later") {
  const auto stale = run(Scenario{.decisions = {kDecided}, .journal = {kSent, kAccepted, kFilled400}});
  CHECK(stale.finding(stale_local_order).severity == Severity::critical);
  CHECK(stale.finding(stale_local_order).evidence == std::vector<Evidence>{{Input::decision_log, 1},
                                                                           {Input::order_journal, 1},
                                                                           {Input::order_journal, 2},
                                                                           {Input::order_journal, 3}});
  const auto flying = run(Scenario{.journal = {kSent}, .as_of = "12:00:03"});
  CHECK(flying.finding(in_flight_order).severity == Severity::info);
  CHECK(said({kSent}, {"B1 c1 EURUSD buy 1000 0 cancelled"}).find("stale") == std::string::npos);
}

TEST_CASE("rules: in_flight_grace is the config's") {
  const auto at = [](std::string now) {
    return run(Scenario{.journal = {kSent},
                        .config = R"("reconcile":{"in_flight_grace":"5m"})",
                        .as_of = now,
                        .now = now})
        .kinds("c1");
  };
  CHECK(at("12:05:00") == "in_flight_order");
  CHECK(at("12:05:01") == "stale_local_order");
}

TEST_CASE("rules: decision_not_sent is decided and not at the broker") {
  const auto v = run(Scenario{.decisions = {kDecided}});
  CHECK(v.kinds("c1") == "decision_not_sent");
  CHECK(v.finding(decision_not_sent).severity == Severity::info);
}

TEST_CASE("rules: unjournaled_order_caught_by_reconcile is at the broker and here only decided") {
  const auto v = run(Scenario{.decisions = {kDecided}, .orders = {"B1 c1 EURUSD buy 1000 0 accepted"}});
  CHECK(v.kinds("c1") == "unjournaled_order_caught_by_reconcile");
  CHECK(v.finding(unjournaled_order_caught_by_reconcile).severity == Severity::warning);
  CHECK(said({}, {"B1 c1 EURUSD buy 1000 1000 filled"}) ==
        "fill_caught_by_reconcile unjournaled_order_caught_by_reconcile");
  CHECK(said({}, {"B1 c1 EURUSD buy 1000 0 rejected"}) == "unjournaled_order_caught_by_reconcile");
}

TEST_CASE("rules: an order with a journal line is not only decided") {
  const auto v = run(Scenario{.decisions = {kDecided},
                              .journal = {"12:00:09 order_replaced c1 900"},
                              .orders = {"B1 c1 EURUSD buy 900 0 accepted"}});
  CHECK(v.order("c1").status == OrderStatus::sent);
  CHECK(v.kinds("c1") == "journal_gap ack_caught_by_reconcile");
  CHECK(v.corrections() == std::vector<std::string>{"order_accepted c1 B1"});
}

TEST_CASE("rules: ack_caught_by_reconcile is sent here and known there, but not when rejected there") {
  CHECK(said({kSent}, {"B1 c1 EURUSD buy 1000 0 accepted"}) == "ack_caught_by_reconcile");
  CHECK(said({kSent}, {"B1 c1 EURUSD buy 1000 0 expired"}) ==
        "cancel_caught_by_reconcile ack_caught_by_reconcile");
  CHECK(said({kSent}, {"B1 c1 EURUSD buy 1000 0 rejected"}) == "cancel_caught_by_reconcile");
  CHECK(said({kSent, kAccepted}, {"B1 c1 EURUSD buy 1000 0 accepted"}).empty());
  CHECK(run(Scenario{.journal = {kSent}, .orders = {"B1 c1 EURUSD buy 1000 0 accepted"}})
            .finding(ack_caught_by_reconcile)
            .severity == Severity::info);
}

TEST_CASE("rules: partial_fill_caught_by_reconcile when the broker has more and is open") {
  const auto v =
      run(Scenario{.journal = {kSent, kAccepted}, .orders = {"B1 c1 EURUSD buy 1000 400 partially_filled"}});
  CHECK(v.kinds("c1") == "partial_fill_caught_by_reconcile");
  CHECK(v.finding(partial_fill_caught_by_reconcile).severity == Severity::warning);
}

TEST_CASE("rules: fill_caught_by_reconcile when the broker has more and is closed") {
  CHECK(said({kSent, kAccepted}, {"B1 c1 EURUSD buy 1000 1000 filled"}) == "fill_caught_by_reconcile");
  CHECK(said({kSent, kAccepted}, {"B1 c1 EURUSD buy 1000 400 cancelled"}) ==
        "cancel_caught_by_reconcile fill_caught_by_reconcile");
  // Closed on both sides: a fill that raced our cancel.
  CHECK(said({kSent, kAccepted, "12:01:00 order_cancelled c1"}, {"B1 c1 EURUSD buy 1000 400 cancelled"}) ==
        "fill_caught_by_reconcile");
}

TEST_CASE("rules: cancel_caught_by_reconcile names how the broker closed it short") {
  for (const std::string status : {"cancelled", "rejected", "expired"}) {
    const auto v =
        run(Scenario{.journal = {kSent, kAccepted}, .orders = {"B1 c1 EURUSD buy 1000 0 " + status}});
    CHECK(v.kinds("c1") == "cancel_caught_by_reconcile");
    CHECK(v.finding(cancel_caught_by_reconcile).severity == Severity::warning);
    CHECK(extra(v.finding(cancel_caught_by_reconcile), "broker_status") == status);
  }
  CHECK(said({kSent, kAccepted}, {"B1 c1 EURUSD buy 1000 1000 cancelled"}) == "fill_caught_by_reconcile");
}

TEST_CASE("rules: fill_missing_on_broker when we have more than the broker") {
  CHECK(said({kSent, kAccepted, kFilled400}, {"B1 c1 EURUSD buy 1000 300 partially_filled"}) ==
        "fill_missing_on_broker");
  CHECK(said({kSent, kAccepted, kFilled400}, {"B1 c1 EURUSD buy 1000 0 cancelled"}) ==
        "fill_missing_on_broker cancel_caught_by_reconcile");
  CHECK(usual_severity(fill_missing_on_broker) == Severity::critical);
}

TEST_CASE("rules: closed_here_open_on_broker when terminal here and open there") {
  CHECK(said({kSent, kAccepted, "12:01:00 order_cancelled c1"}, {"B1 c1 EURUSD buy 1000 0 accepted"}) ==
        "closed_here_open_on_broker");
  CHECK(said({kSent, kAccepted, "12:01:00 fill c1 f1 1000 1.1"},
             {"B1 c1 EURUSD buy 1000 400 partially_filled"}) ==
        "closed_here_open_on_broker fill_missing_on_broker");
  CHECK(usual_severity(closed_here_open_on_broker) == Severity::critical);
}

TEST_CASE("rules: stale_order_over_ttl when open on both for longer than order_ttl") {
  const auto at = [](std::string now, std::string order) {
    return run(Scenario{.journal = {kSent, kAccepted},
                        .orders = {std::move(order)},
                        .config = R"("reconcile":{"order_ttl":"1h"})",
                        .as_of = now,
                        .now = now})
        .kinds("c1");
  };
  CHECK(at("13:00:00", "B1 c1 EURUSD buy 1000 0 accepted").empty());
  CHECK(at("13:00:00.001", "B1 c1 EURUSD buy 1000 0 accepted") == "stale_order_over_ttl");
  CHECK(at("13:00:01", "B1 c1 EURUSD buy 1000 0 accepted created_at=12:30:00").empty());
  CHECK(at("13:00:01", "B1 c1 EURUSD buy 1000 0 cancelled") == "cancel_caught_by_reconcile");
  CHECK(usual_severity(stale_order_over_ttl) == Severity::warning);
}

TEST_CASE("rules: findings compose, one order may have several") {
  CHECK(said({kSent}, {"B1 c1 EURUSD buy 1000 400 cancelled"}) ==
        "cancel_caught_by_reconcile fill_caught_by_reconcile ack_caught_by_reconcile");
}

TEST_CASE("rules: findings are sorted by severity, kind, symbol, client id and broker id") {
  const auto v = run(Scenario{
      .decisions = {"11:59:00 decision z EURUSD buy 1 market"},
      .journal = {"12:00:00 order_sent b EURUSD buy 1 market", "12:00:00 order_sent a EURUSD buy 1 market",
                  "12:00:00 order_sent c AUDUSD buy 1 market"},
      .orders = {"B2 - EURUSD buy 5 0 accepted", "B1 - EURUSD buy 5 0 accepted"}});
  std::string order;
  for (const auto& f : v.result.findings)
    order += (f.client_id ? f.client_id->value : f.broker_id ? f.broker_id->value : "-") + " ";
  CHECK(order == "B1 B2 c a b - z ");
}
