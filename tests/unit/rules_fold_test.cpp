// CONTRACT §3: orders folded from decision log, journal and broker event log. tests/RULES.md maps the rules.
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using enum FindingKind;

namespace {

const std::string kSent = "12:00:00 order_sent c1 EURUSD buy 1000 market";

std::string status_of(std::vector<std::string> journal) {
  const auto v = run(
      Scenario{.decisions = {"11:59:59 decision c1 EURUSD buy 1000 market"}, .journal = std::move(journal)});
  return std::string(name(v.order("c1").status));
}

std::string filled(const Outcome& v) { return v.order("c1").filled.text(); }

}  // namespace

TEST_CASE("rules: filled is the sum of distinct fill ids, the same fill again is counted as a duplicate") {
  const auto v = run(Scenario{.journal = {kSent, "12:00:01 fill c1 f1 400 1.1", "12:00:02 fill c1 f2 100 1.2",
                                          "12:00:09 fill c1 f1 4e2 1.10"}});
  CHECK(filled(v) == "500");
  CHECK(v.duplicate_fills == 1);
  CHECK(v.our_position("EURUSD") == "500@1.12");  // (440 + 120) / 500
  CHECK(v.kinds("c1").find("fill_conflict") == std::string::npos);
}

TEST_CASE("rules: fill ids are distinct within an order, two orders may use the same one") {
  const auto v = run(Scenario{.journal = {kSent, "12:00:00 order_sent c2 EURUSD buy 1000 market",
                                          "12:00:01 fill c1 f1 400 1.1", "12:00:02 fill c2 f1 300 1.1"}});
  CHECK(v.our_position("EURUSD") == "700@1.1");
  CHECK(v.duplicate_fills == 0);
}

TEST_CASE("rules: fill_conflict when a fill id comes with another size or price, the first one stands") {
  for (const auto* const other : {"12:00:02 fill c1 f1 401 1.1", "12:00:02 fill c1 f1 400 1.2"}) {
    const auto v = run(Scenario{.journal = {kSent, "12:00:01 fill c1 f1 400 1.1", other}});
    const auto& finding = v.finding(fill_conflict);
    CHECK(finding.severity == Severity::critical);
    CHECK(extra(finding, "where") == "local");
    CHECK(finding.evidence == std::vector<Evidence>{{Input::order_journal, 2}, {Input::order_journal, 3}});
    CHECK(v.our_position("EURUSD") == "400@1.1");
    CHECK(v.duplicate_fills == 0);
  }
}

TEST_CASE("rules: fill_conflict rests on the first fill's line and on each other one's, in order") {
  const auto v = run(Scenario{.journal = {kSent, "12:00:01 fill c1 f1 400 1.1", "12:00:02 fill c1 f2 100 1.1",
                                          "12:00:03 fill c1 f2 101 1.1", "12:00:04 fill c1 f1 401 1.1",
                                          "12:00:05 fill c1 f1 402 1.1"}});
  std::vector<std::uint64_t> lines;
  for (const auto& evidence : v.finding(fill_conflict).evidence) lines.push_back(evidence.line());
  CHECK(lines == std::vector<std::uint64_t>{2, 3, 4, 5, 6});
}

TEST_CASE("rules: fill_conflict also of a fill whose order nobody opens") {
  const auto v = run(Scenario{.journal = {"12:00:02 fill c9 f1 400 1.1 symbol=EURUSD side=sell",
                                          "12:00:03 fill c9 f1 400 1.2 symbol=EURUSD side=sell",
                                          "12:00:04 fill c9 f1 500 1.1 symbol=EURUSD side=sell"}});
  CHECK(v.kinds("c9") == "fill_conflict journal_gap");
  CHECK(v.finding(fill_conflict).evidence == std::vector<Evidence>{{Input::order_journal, 1},
                                                                   {Input::order_journal, 2},
                                                                   {Input::order_journal, 3}});
  CHECK(v.our_position("EURUSD") == "-400@1.1");
  CHECK(v.duplicate_fills == 0);
}

TEST_CASE("rules: fill_conflict on the broker's side, one an order") {
  const auto listed =
      run(Scenario{.orders = {"B1 - EURUSD buy 1000 1000 filled"},
                   .fills = {{"f1 B1 EURUSD buy 400 1.1 12:00:01", "f1 B1 EURUSD buy 400 1.2 12:00:02",
                              "f1 B1 EURUSD buy 600 1.2 12:00:03"}}});
  CHECK(extra(listed.finding(fill_conflict), "where") == "broker");
  const auto folded = run(Scenario{
      .broker_events = {{"12:00:00 order_accepted B1 EURUSD buy 1000 market", "12:00:01 fill B1 f1 400 1.1",
                         "12:00:02 fill B1 f1 400 1.2", "12:00:03 fill B1 f1 300 1.1"}}});
  CHECK(extra(folded.finding(fill_conflict), "where") == "broker");
}

TEST_CASE("rules: overfill when filled is beyond size, on either side") {
  const auto local =
      run(Scenario{.journal = {kSent, "12:00:01 fill c1 f1 1000 1.1", "12:00:02 fill c1 f2 1 1.1"}});
  CHECK(local.finding(overfill).severity == Severity::critical);
  CHECK(extra(local.finding(overfill), "where") == "local");
  const auto broker = run(Scenario{.orders = {"B1 - EURUSD buy 1000 1000.5 filled"}});
  CHECK(extra(broker.finding(overfill), "where") == "broker");
  const auto exact = run(Scenario{.journal = {kSent, "12:00:01 fill c1 f1 1000 1.1"}});
  CHECK(exact.kinds() == "positions_unknown");
}

TEST_CASE("rules: a fill after a cancel counts and leaves the order cancelled until it is full") {
  CHECK(status_of({kSent, "12:00:01 order_cancelled c1", "12:00:02 fill c1 f1 400 1.1"}) == "cancelled");
  CHECK(status_of({kSent, "12:00:01 order_cancelled c1", "12:00:02 fill c1 f1 1000 1.1"}) == "filled");
  const auto v =
      run(Scenario{.journal = {kSent, "12:00:01 order_cancelled c1", "12:00:02 fill c1 f1 400 1.1"}});
  CHECK(filled(v) == "400");
  CHECK(v.our_position("EURUSD") == "400@1.1");
}

TEST_CASE("rules: status is filled, else the last terminal event, else as far as the order got") {
  CHECK(status_of({}) == "decided");
  CHECK(status_of({kSent}) == "sent");
  CHECK(status_of({kSent, "12:00:01 order_accepted c1 B1"}) == "accepted");
  CHECK(status_of({kSent, "12:00:01 order_accepted c1 B1", "12:00:02 fill c1 f1 999 1.1"}) ==
        "partially_filled");
  CHECK(status_of({kSent, "12:00:02 fill c1 f1 1 1.1"}) == "partially_filled");
  CHECK(status_of({kSent, "12:00:02 fill c1 f1 1000 1.1", "12:00:03 order_cancelled c1"}) == "filled");
  CHECK(status_of({kSent, "12:00:02 order_rejected c1", "12:00:03 order_expired c1"}) == "expired");
  CHECK(status_of({kSent, "12:00:02 order_expired c1", "12:00:03 order_rejected c1"}) == "rejected");
}

TEST_CASE("rules: order_replaced gives new totals, and the new size decides what is filled") {
  CHECK(status_of({kSent, "12:00:01 fill c1 f1 400 1.1", "12:00:02 order_replaced c1 400"}) == "filled");
  const auto v =
      run(Scenario{.journal = {"12:00:00 order_sent c1 EURUSD buy 1000 limit 1.1",
                               "12:00:02 order_replaced c1 - 1.2", "12:00:03 order_replaced c1 2000"}});
  CHECK(v.order("c1").size.text() == "2000");
  CHECK(v.order("c1").price->text() == "1.2");
}

TEST_CASE("rules: an event before its opening line waits for it") {
  const auto v = run(Scenario{.journal = {"12:00:03 order_cancelled c1", "12:00:02 fill c1 f1 400 1.1",
                                          "12:00:01 order_accepted c1 B1", kSent}});
  CHECK(v.kinds().find("journal_gap") == std::string::npos);
  CHECK(v.order("c1").status == OrderStatus::cancelled);
  CHECK(v.order("c1").broker_id->value == "B1");
  CHECK(v.our_position("EURUSD") == "400@1.1");
  const auto theirs = run(Scenario{.broker_events = {{"12:00:02 fill B1 f1 400 1.1",
                                                      "12:00:01 order_accepted B1 EURUSD buy 1000 market"}}});
  CHECK(theirs.brokers->orders.at(0).filled.text() == "400");
  CHECK(theirs.kinds() == "orphan_broker_order position_drift");  // no gap
}

TEST_CASE("rules: journal_gap applies to the order all the same when the decision log knows the id") {
  const auto v = run(Scenario{.decisions = {"12:00:00 decision c1 EURUSD buy 1000 market"},
                              .journal = {"12:00:01 order_accepted c1 B1", "12:00:02 fill c1 f1 400 1.1"}});
  const auto& finding = v.finding(journal_gap);
  CHECK(finding.severity == Severity::critical);
  CHECK(extra(finding, "where") == "local");
  CHECK(finding.client_id->value == "c1");
  CHECK(finding.evidence == std::vector<Evidence>{{Input::order_journal, 1}, {Input::order_journal, 2}});
  CHECK(v.order("c1").status == OrderStatus::partially_filled);
  CHECK(v.our_position("EURUSD") == "400@1.1");
}

TEST_CASE("rules: journal_gap of an unknown id counts towards the symbol that the line names") {
  const auto named = run(Scenario{.journal = {"12:00:02 fill c9 f1 400 1.1 symbol=EURUSD side=sell",
                                              "12:00:03 fill c9 f1 400 1.1 symbol=EURUSD side=sell"}});
  CHECK(named.kinds("c9") == "journal_gap");
  CHECK(named.our_position("EURUSD") == "-400@1.1");
  CHECK(named.duplicate_fills == 1);
  const auto unnamed = run(Scenario{.journal = {"12:00:02 fill c9 f1 400 1.1"}});
  CHECK(unnamed.kinds("c9") == "journal_gap");
  CHECK(unnamed.our_position("EURUSD").empty());
  const auto theirs =
      run(Scenario{.broker_events = {{"12:00:02 fill B9 f1 400 1.1 symbol=EURUSD side=buy"}}});
  CHECK(extra(theirs.finding(journal_gap), "where") == "broker");
  CHECK(theirs.position("EURUSD") ==
        "0@- here, 400@1.1 there, drift -400 and - pips: mismatch engine_missing");
}

TEST_CASE("rules: duplicate_order_sent when two order_sent lines differ, the first stands") {
  const auto v = run(Scenario{.journal = {kSent, "12:00:00 order_sent c1 EURUSD buy 2000 market", kSent}});
  const auto& finding = v.finding(duplicate_order_sent);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.evidence == std::vector<Evidence>{{Input::order_journal, 1}, {Input::order_journal, 2}});
  CHECK(v.order("c1").size.text() == "1000");
  CHECK(v.duplicate_sends == 1);
  const auto equal = run(Scenario{.journal = {kSent, kSent}});
  CHECK(equal.kinds("c1") == "stale_local_order");
  CHECK(equal.duplicate_sends == 1);
}

TEST_CASE("rules: a broker's order_accepted again at another time, or with the client id, is a repetition") {
  const std::string bare = "12:00:00 order_accepted B1 EURUSD buy 1000 limit 1.1";
  const std::string named = "12:05:00 order_accepted B1 EURUSD buy 1000 limit 1.1 broker_client_order_id=c1";
  const auto fold = [](std::vector<std::string> events) {
    return try_run(Scenario{.journal = {"12:00:00 order_sent c1 EURUSD buy 1000 limit 1.1"},
                            .broker_events = std::move(events)});
  };
  const auto v = fold({bare, "12:01:00 order_accepted B1 EURUSD buy 1000 limit 1.1", named, bare, named});
  REQUIRE(v);
  CHECK(v->kinds() == "ack_caught_by_reconcile");
  const auto& order = v->brokers->orders.at(0);
  CHECK(order.client_id->value == "c1");
  CHECK(order.created_at.text() == "2025-10-06T12:00:00Z");
  CHECK(order.evidence == std::vector<Evidence>{{Input::broker_events, 1}, {Input::broker_events, 3}});
  for (const auto* const other :
       {"12:01:00 order_accepted B1 EURUSD buy 1001 limit 1.1",
        "12:01:00 order_accepted B1 EURUSD buy 1000 limit 1.2",
        "12:01:00 order_accepted B1 EURUSD sell 1000 limit 1.1",
        "12:01:00 order_accepted B1 EURUSD buy 1000 limit 1.1 broker_client_order_id=c2"}) {
    const auto differing = fold({bare, named, other});
    REQUIRE_FALSE(differing);
    CHECK(differing.error().kind == ErrorKind::malformed);
    CHECK(differing.error().line == 3);
  }
}

TEST_CASE(
    "rules: a broker event log's lines apply to the order that they name where our decision log knows it") {
  const auto against = [](std::vector<std::string> events) {
    return run(Scenario{.decisions = {"11:59:59 decision c1 EURUSD buy 1000 limit 1.1"},
                        .journal = {"12:00:00 order_sent c1 EURUSD buy 1000 limit 1.1"},
                        .broker_events = std::move(events)});
  };
  const auto rejected = against({"12:00:05 order_rejected B1 broker_client_order_id=c1"});
  CHECK(rejected.kinds("c1") == "journal_gap cancel_caught_by_reconcile");
  CHECK(extra(rejected.finding(journal_gap), "where") == "broker");
  CHECK(rejected.finding(journal_gap).broker_id->value == "B1");
  CHECK(extra(rejected.finding(cancel_caught_by_reconcile), "broker_status") == "rejected");
  CHECK(rejected.corrections() == std::vector<std::string>{"order_rejected c1"});
  CHECK(rejected.advice_on("c1") == "hold");
  // Its fills count where they stand in the log: 5 bought, 5 sold, flat in between.
  const auto filled =
      against({"12:00:05 fill B1 f1 5 1.1 broker_client_order_id=c1",
               "12:00:06 fill B9 f9 5 1.3 symbol=EURUSD side=sell", "12:00:07 fill B1 f2 5 1.2"});
  CHECK(filled.kinds("c1") == "journal_gap partial_fill_caught_by_reconcile ack_caught_by_reconcile");
  CHECK(filled.corrections() ==
        std::vector<std::string>{"order_accepted c1 B1", "fill c1 f1 5 1.1", "fill c1 f2 5 1.2"});
  CHECK(filled.position("EURUSD") == "10@1.15 here, 5@1.2 there, drift 5 and 500 pips: mismatch units_diff");
  const auto there = against({"12:00:05 order_replaced B1 900 broker_client_order_id=c1"});
  CHECK(there.kinds("c1") == "journal_gap order_mismatch ack_caught_by_reconcile");
  CHECK(there.brokers->orders.at(0).status == OrderStatus::accepted);
  CHECK(there.brokers->orders.at(0).price->text() == "1.1");
  // No decision of that name, or two names: nothing says what order it is.
  CHECK(against({"12:00:05 order_rejected B1 broker_client_order_id=c2"}).kinds() ==
        "journal_gap stale_local_order");
  CHECK(against({"12:00:05 order_rejected B1 broker_client_order_id=c1",
                 "12:00:06 order_rejected B1 broker_client_order_id=c2"})
            .brokers->orders.empty());
}

TEST_CASE("rules: a broker event log is complete up to now, its as_of is the clock") {
  const auto v = run(Scenario{.journal = {"12:09:49 order_sent c1 EURUSD buy 1000 market"},
                              .broker_events = {{"08:00:00 order_accepted B9 EURUSD buy 1 market"}},
                              .now = "12:10:00"});
  CHECK(v.brokers->as_of.text() == "2025-10-06T12:10:00Z");
  CHECK(v.kinds("c1") == "stale_local_order");
  CHECK(v.kinds() == "orphan_broker_order stale_local_order");
}
