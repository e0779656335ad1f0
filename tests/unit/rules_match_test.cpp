// CONTRACT §4, first paragraph: which broker order is which of ours.
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using enum FindingKind;

namespace {

const std::string kSent = "12:00:00 order_sent c1 EURUSD buy 1000 market";
const std::string kAccepted = "12:00:01 order_accepted c1 B1";
const std::string kDecided = "11:59:00 decision c1 EURUSD buy 1000 market";

}  // namespace

TEST_CASE("rules: match by client id first, whatever the broker order id") {
  const auto v = run(Scenario{.journal = {kSent, kAccepted}, .orders = {"B2 c1 EURUSD buy 1000 0 accepted"}});
  CHECK(v.kinds() == "positions_unknown");
}

TEST_CASE("rules: match by broker order id when the broker gives no client id") {
  const auto v = run(Scenario{.journal = {kSent, kAccepted}, .orders = {"B1 - EURUSD buy 1000 0 accepted"}});
  CHECK(v.kinds() == "positions_unknown");
}

TEST_CASE("rules: id_conflict when matched by broker order id and the broker gives another client id") {
  const auto v =
      run(Scenario{.journal = {kSent, kAccepted}, .orders = {"B1 other EURUSD buy 1000 0 accepted"}});
  CHECK(v.kinds() == "id_conflict positions_unknown");
  CHECK(v.finding(id_conflict).severity == Severity::critical);
  CHECK(v.finding(id_conflict).client_id->value == "c1");
  CHECK(v.advice_on("c1") == "hold");
}

TEST_CASE("rules: client ids are case-sensitive") {
  const auto v = run(Scenario{.journal = {kSent}, .orders = {"B1 C1 EURUSD buy 1000 0 accepted"}});
  CHECK(v.kinds("c1") == "stale_local_order");
  CHECK(v.kinds("C1") == "orphan_broker_order");
}

TEST_CASE("rules: match by a cache entry when neither log knows the order") {
  const auto v =
      run(Scenario{.orders = {"B1 c1 EURUSD buy 1000 0 accepted"}, .cache = {{"c1 EURUSD buy 1000"}}});
  CHECK(v.kinds("c1") == "unjournaled_order_caught_by_reconcile");
  CHECK(v.corrections() ==
        std::vector<std::string>{"order_sent c1 EURUSD buy 1000 market", "order_accepted c1 B1"});
  // The journal's acknowledgement goes before the cache.
  const auto tied = run(Scenario{.journal = {kSent, kAccepted},
                                 .orders = {"B1 c2 EURUSD buy 1000 0 accepted"},
                                 .cache = {{"c2 EURUSD buy 1000"}}});
  CHECK(tied.kinds() == "id_conflict cache_entry_restored positions_unknown");
}

TEST_CASE(
    "rules: duplicate_broker_order for two open orders under one client id, nothing else is said of it") {
  const auto v =
      run(Scenario{.journal = {kSent},
                   .orders = {"B1 c1 EURUSD buy 1000 400 partially_filled", "B2 c1 EURUSD sell 7 0 accepted",
                              "B3 c1 EURUSD buy 1000 0 cancelled"}});
  CHECK(v.kinds("c1") == "duplicate_broker_order");
  CHECK(v.finding(duplicate_broker_order).severity == Severity::critical);
  CHECK(v.corrections().empty());
  CHECK(v.advice_on("c1") == "hold");
  const auto unknown =
      run(Scenario{.orders = {"B1 c7 EURUSD buy 1000 0 accepted", "B2 c7 EURUSD buy 1000 0 accepted"}});
  CHECK(unknown.kinds() == "duplicate_broker_order positions_unknown");
}

TEST_CASE(
    "rules: duplicate_broker_order silences what either fold says of that id and of its broker orders") {
  const Scenario scenario{
      .journal = {kSent, kAccepted, "12:00:03 fill c1 f1 1 1.1", "12:00:03 fill c1 f1 2 1.1",
                  "12:00:04 order_accepted c7 B7", "12:00:05 order_sent c2 EURUSD buy 5 market",
                  "12:00:06 fill c2 f1 6 1.1"},
      .orders = {"B1 - EURUSD buy 1000 1200 accepted", "B2 c1 EURUSD buy 1000 0 accepted",
                 "B3 c1 EURUSD buy 1000 1200 filled", "B4 c1 EURUSD buy 1000 0 partially_filled",
                 "B5 c2 EURUSD buy 5 6 filled", "B7 c7 EURUSD buy 5 0 accepted",
                 "B8 c7 EURUSD buy 5 0 accepted"}};
  const auto v = run(scenario);
  CHECK(v.kinds("c1") == "duplicate_broker_order");
  CHECK(v.kinds("c7") == "duplicate_broker_order");
  CHECK(v.kinds("c2") == "overfill overfill");  // another id's are still said
  CHECK(v.kinds() == "duplicate_broker_order duplicate_broker_order overfill overfill positions_unknown");
}

TEST_CASE("rules: of several broker orders under one client id the open one is the match") {
  const auto v = run(Scenario{.journal = {kSent, kAccepted},
                              .orders = {"B1 c1 EURUSD buy 1000 0 accepted created_at=12:00:00",
                                         "B2 c1 EURUSD buy 1000 0 cancelled created_at=12:05:00"}});
  CHECK(v.kinds() == "positions_unknown");
}

TEST_CASE("rules: of several closed broker orders under one client id the newest is the match") {
  const auto v = run(Scenario{.journal = {kSent, kAccepted},
                              .orders = {"B2 c1 EURUSD buy 1000 0 expired created_at=12:00:00",
                                         "B1 c1 EURUSD buy 1000 0 cancelled created_at=12:05:00"}});
  CHECK(v.kinds("c1") == "cancel_caught_by_reconcile");
  CHECK(extra(v.finding(cancel_caught_by_reconcile), "broker_status") == "cancelled");
}

TEST_CASE("rules: aliases and lower case are our symbol on every side") {
  const auto v = run(Scenario{.decisions = {"11:59:00 decision c1 eur_usd buy 1000 market"},
                              .journal = {"12:00:00 order_sent c1 EURUSD BUY 1000 market", kAccepted},
                              .orders = {"B1 c1 EUR_USD Buy 1000 0 accepted"},
                              .positions = {{}},
                              .config = R"("instruments":[{"symbol":"EURUSD","aliases":["EUR_USD"]}])"});
  CHECK(v.kinds().empty());
}

TEST_CASE("rules: orphan_broker_order is open there and unknown to journal, decision log and cache") {
  const auto v = run(Scenario{.decisions = {kDecided},
                              .orders = {"B1 c1 EURUSD buy 1000 0 accepted", "B2 c2 EURUSD buy 5 0 accepted",
                                         "B3 - EURUSD buy 6 2 partially_filled",
                                         "B4 c4 EURUSD buy 7 7 filled", "B5 c5 EURUSD buy 8 0 accepted"},
                              .cache = {{"c1 EURUSD buy 1000", "c5 EURUSD buy 8"}}});
  CHECK(v.kinds("c1") == "unjournaled_order_caught_by_reconcile");
  CHECK(v.kinds("c2") == "orphan_broker_order");
  CHECK(v.kinds("c4").empty());  // closed: nobody's business any more
  CHECK(v.kinds("c5") == "unjournaled_order_caught_by_reconcile");
  CHECK(v.kinds() ==
        "orphan_broker_order orphan_broker_order positions_unknown unjournaled_order_caught_by_reconcile "
        "unjournaled_order_caught_by_reconcile");
}

TEST_CASE("rules: an id with journal lines and no opening is not adopted from the cache, nor an orphan") {
  Scenario scenario{.journal = {"12:00:03 fill c1 f1 10 1.1"},
                    .orders = {"B1 c1 EURUSD buy 1000 10 partially_filled avg_fill_price=1.1"},
                    .positions = {{"EURUSD buy 10 1.1"}},
                    .cache = {{"c1 EURUSD buy 1000"}}};
  const auto cached = run(scenario);
  CHECK(cached.kinds() == "journal_gap position_drift");  // the fill names no symbol: it counts for none
  CHECK(cached.corrections().empty());
  CHECK(cached.result.cache.restore.empty());
  // The same fill again, with its symbol: it counts, once.
  scenario.journal = {"12:00:03 fill c1 f1 10 1.1 symbol=EURUSD side=buy"};
  const auto counted = run(scenario);
  CHECK(counted.kinds() == "journal_gap");
  CHECK(counted.corrections().empty());
  CHECK(counted.position("EURUSD") == "10@1.1 here, 10@1.1 there, drift 0 and 0 pips: match aligned");
  scenario.cache.reset();
  CHECK(run(scenario).kinds() == "journal_gap");
}

TEST_CASE("rules: a journal_gap's line names the broker's order by either id") {
  const auto said = [](std::string row) {
    return run(Scenario{.journal = {kAccepted},
                        .orders = {std::move(row)},
                        .positions = {{}},
                        .cache = {{"c7 EURUSD buy 1000"}}})
        .kinds();
  };
  CHECK(said("B2 c1 EURUSD buy 1000 0 accepted") == "journal_gap");
  CHECK(said("B1 - EURUSD buy 1000 0 accepted") == "journal_gap");
  CHECK(said("B1 c7 EURUSD buy 1000 0 accepted") == "journal_gap");
  CHECK(said("B2 - EURUSD buy 1000 0 accepted") == "journal_gap orphan_broker_order");
}
