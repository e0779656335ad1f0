// CONTRACT §4: fills caught from the broker, their prices and order; "Corrections"; requeue (§2 "Config").
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using enum FindingKind;

namespace {

using Lines = std::vector<std::string>;

const std::string kSent = "12:00:00 order_sent c1 EURUSD buy 1000 market";
const std::string kAccepted = "12:00:01 order_accepted c1 B1";

Lines corrections(Lines journal, std::string row, std::optional<Lines> fills = {}) {
  return run(Scenario{.journal = std::move(journal), .orders = {std::move(row)}, .fills = std::move(fills)})
      .corrections();
}

Lines requeued(std::string policy, Lines journal, std::string row) {
  const auto v = run(Scenario{.journal = std::move(journal),
                              .orders = {std::move(row)},
                              .config = R"("reconcile":{"partial_fill":")" + policy + "\"}"});
  Lines out;
  for (const auto& r : v.result.requeues)
    out.push_back(r.client_id.value + " " + r.terms.decision_id->value + " " + r.terms.symbol.value + " " +
                  std::string(name(r.terms.side)) + " " + r.terms.size->text() + " " +
                  std::string(name(*r.terms.type)) + (r.terms.price ? " " + r.terms.price->text() : ""));
  return out;
}

}  // namespace

TEST_CASE("rules: a caught fill is the broker's listed one where those that we lack add up") {
  const Lines listed{"f2 B1 EURUSD buy 600 1.2 12:00:04", "f1 B1 EURUSD buy 400 1.1 12:00:03"};
  const std::string row = "B1 c1 EURUSD buy 1000 1000 filled";
  CHECK(corrections({kSent, kAccepted}, row, listed) == Lines{"fill c1 f1 400 1.1", "fill c1 f2 600 1.2"});
  CHECK(corrections({kSent, kAccepted, "12:00:03 fill c1 f1 400 1.1"}, row, listed) ==
        Lines{"fill c1 f2 600 1.2"});
  const auto v = run(Scenario{.journal = {kSent, kAccepted}, .orders = {row}, .fills = listed});
  CHECK(v.result.corrections.at(0).ts.text() == "2025-10-06T12:00:03Z");
}

TEST_CASE(
    "rules: a caught fill has the price implied by the two averages where the listed ones do not add up") {
  // (1000 · 1.16 − 400 · 1.1) / 600 = 1.2
  const Lines journal{kSent, kAccepted, "12:00:03 fill c1 f1 400 1.1"};
  const std::string row = "B1 c1 EURUSD buy 1000 1000 filled avg_fill_price=1.16 type=market";
  const Lines implied{"fill c1 inferred:B1@1000 600 1.2 inferred"};
  CHECK(corrections(journal, row) == implied);
  CHECK(corrections(journal, row, Lines{"f2 B1 EURUSD buy 500 1.3 12:00:04"}) == implied);
  CHECK(run(Scenario{.journal = journal, .orders = {row}}).result.corrections.at(0).ts.text() ==
        "2025-10-06T12:10:00Z");  // dated as_of
}

TEST_CASE("rules: a broker row's filled stands as given, whatever its listed fills add up to") {
  const Lines listed{"f1 B1 EURUSD buy 10 1.2 12:00:03", "f2 B1 EURUSD buy 6 1.3 12:00:04",
                     "f3 B1 EURUSD buy 5 1.3 12:00:05"};
  const Lines journal{kSent, kAccepted, "12:00:03 fill c1 f1 10 1.2"};
  // 11 are listed beside ours, 10 are what we lack: one implied fill, (20 · 1.2 − 10 · 1.2) / 10.
  CHECK(corrections(journal, "B1 c1 EURUSD buy 1000 20 partially_filled avg_fill_price=1.2", listed) ==
        Lines{"fill c1 inferred:B1@20 10 1.2 inferred"});
  const auto equal = [&](std::string status) {
    return run(Scenario{.journal = journal,
                        .orders = {"B1 c1 EURUSD buy 21 10 " + status},
                        .fills = listed,
                        .positions = {{"EURUSD buy 10 1.2"}}})
        .brokers->orders.at(0);
  };
  CHECK(equal("partially_filled").filled.text() == "10");
  CHECK(equal("partially_filled").status == OrderStatus::partially_filled);
  CHECK(corrections(journal, "B1 c1 EURUSD buy 1000 10 partially_filled", listed).empty());
}

TEST_CASE("rules: a caught fill without averages has the limit price, a stop price is none") {
  const Lines limit{"12:00:00 order_sent c1 EURUSD buy 1000 limit 1.15", kAccepted};
  const Lines stop{"12:00:00 order_sent c1 EURUSD buy 1000 stop 1.15", kAccepted};
  const std::string row = "B1 c1 EURUSD buy 1000 1000 filled";
  CHECK(corrections(limit, row) == Lines{"fill c1 inferred:B1@1000 1000 1.15 inferred"});
  CHECK(corrections(limit, row + " type=limit price=1.15") ==
        Lines{"fill c1 inferred:B1@1000 1000 1.15 inferred"});
  CHECK(corrections(stop, row) == Lines{"fill c1 inferred:B1@1000 1000 inferred"});
}

TEST_CASE("rules: a caught fill without any price leaves the prices uncompared") {
  const auto v = run(Scenario{.journal = {kSent, kAccepted},
                              .orders = {"B1 c1 EURUSD buy 1000 1000 filled"},
                              .positions = {{"EURUSD buy 1000 1.4"}}});
  CHECK(v.corrections() == Lines{"fill c1 inferred:B1@1000 1000 inferred"});
  CHECK(v.position("EURUSD") == "1000@- here, 1000@1.4 there, drift 0 and - pips: match aligned");
}

TEST_CASE("rules: listed fills that an inferred one of ours stands for are caught in its place") {
  const auto v =
      run(Scenario{.journal = {kSent, kAccepted, "12:00:02 fill c1 x1 400 1 inferred=true"},
                   .orders = {"B1 c1 EURUSD buy 1000 1000 filled"},
                   .fills = {{"f1 B1 EURUSD buy 400 1.1 12:00:02", "f2 B1 EURUSD buy 600 1.2 12:00:03"}},
                   .positions = {{"EURUSD buy 1000 1.16"}}});
  CHECK(v.corrections() == Lines{"fill c1 f1 400 1.1", "fill c1 f2 600 1.2"});
  CHECK(v.kinds() == "fill_caught_by_reconcile");
}

TEST_CASE("rules: caught fills are applied after the journal's own, by ts, then client id, then fill id") {
  // 500 held at 1.0. Sold first, the 1000 bought stand alone at 1.1; bought first they would mix with it.
  Scenario scenario{
      .journal = {"11:00:00 position_snapshot EURUSD buy 500 1", kSent, kAccepted,
                  "12:00:00 order_sent a2 EURUSD sell 500 market", "12:00:01 order_accepted a2 B2"},
      .orders = {"B1 c1 EURUSD buy 1000 1000 filled", "B2 a2 EURUSD sell 500 500 filled"},
      .fills = {{"f9 B1 EURUSD buy 400 1.1 12:00:03", "f8 B1 EURUSD buy 600 1.1 12:00:03",
                 "f7 B2 EURUSD sell 500 1.3 12:00:03"}},
      .positions = {{"EURUSD buy 1000 1.1"}}};
  const auto v = run(scenario);
  CHECK(v.corrections() == Lines{"fill a2 f7 500 1.3", "fill c1 f8 600 1.1", "fill c1 f9 400 1.1"});
  CHECK(v.kinds() == "fill_caught_by_reconcile fill_caught_by_reconcile");
  // An implied one comes as of the snapshot, after all listed ones.
  scenario.fills->pop_back();
  CHECK(run(scenario).corrections() ==
        Lines{"fill c1 f8 600 1.1", "fill c1 f9 400 1.1", "fill a2 inferred:B2@500 500 inferred"});
}

TEST_CASE("rules: corrections of an adopted order are its sending and what came of it, in natural order") {
  const auto adopt = [](std::string row, Lines fills) {
    return run(Scenario{.decisions = {"11:59:00 decision c1 EURUSD buy 1000 limit 1.1"},
                        .orders = {std::move(row)},
                        .fills = std::move(fills)})
        .corrections();
  };
  CHECK(adopt("B1 c1 EURUSD buy 1000 400 cancelled", {"f1 B1 EURUSD buy 400 1.1 12:00:05"}) ==
        Lines{"order_sent c1 EURUSD buy 1000 limit 1.1", "order_accepted c1 B1", "fill c1 f1 400 1.1",
              "order_cancelled c1"});
  CHECK(adopt("B1 c1 EURUSD buy 1000 0 accepted", {}) ==
        Lines{"order_sent c1 EURUSD buy 1000 limit 1.1", "order_accepted c1 B1"});
  CHECK(adopt("B1 c1 EURUSD buy 1000 0 rejected", {}) ==
        Lines{"order_sent c1 EURUSD buy 1000 limit 1.1", "order_rejected c1"});
}

TEST_CASE("rules: corrections close an order the way the broker did") {
  CHECK(corrections({kSent, kAccepted}, "B1 c1 EURUSD buy 1000 0 cancelled") == Lines{"order_cancelled c1"});
  CHECK(corrections({kSent, kAccepted}, "B1 c1 EURUSD buy 1000 0 rejected") == Lines{"order_rejected c1"});
  CHECK(corrections({kSent}, "B1 c1 EURUSD buy 1000 0 expired") ==
        Lines{"order_accepted c1 B1", "order_expired c1"});
  CHECK(corrections({kSent, kAccepted, "12:00:05 order_cancelled c1"}, "B1 c1 EURUSD buy 1000 0 cancelled")
            .empty());
}

TEST_CASE("rules: corrections are order-journal lines that name their source and run") {
  const auto v = run(Scenario{.decisions = {"11:59:00 decision c1 EURUSD buy 1000 market"},
                              .orders = {"B1 c1 EURUSD buy 1000 400 cancelled avg_fill_price=1.1"}});
  CHECK(
      corrections_text(v) ==
      R"({"ts":"2025-10-06T12:00:00Z","event":"order_sent","broker_client_order_id":"c1","decision_id":"d-c1","symbol":"EURUSD","side":"buy","size":1000,"type":"market","source":"reconcile","reconcile_id":"rec-test"}
{"ts":"2025-10-06T12:00:00Z","event":"order_accepted","broker_client_order_id":"c1","broker_order_id":"B1","source":"reconcile","reconcile_id":"rec-test"}
{"ts":"2025-10-06T12:10:00Z","event":"fill","broker_client_order_id":"c1","broker_order_id":"B1","fill_id":"inferred:B1@400","symbol":"EURUSD","side":"buy","size":400,"price":1.1,"inferred":true,"source":"reconcile","reconcile_id":"rec-test"}
{"ts":"2025-10-06T12:10:00Z","event":"order_cancelled","broker_client_order_id":"c1","broker_order_id":"B1","reason":"caught_by_reconcile","source":"reconcile","reconcile_id":"rec-test"}
)");
}

TEST_CASE("rules: corrections appended to the journal converge and correct nothing critical away") {
  auto texts = Scenario{.decisions = {"11:59:00 decision c2 EURUSD buy 1000 market"},
                        .journal = {kSent, "12:00:00 order_sent c3 EURUSD buy 100 market",
                                    "12:00:01 fill c3 f3 90 1.1"},
                        .orders = {"B1 c1 EURUSD buy 1000 400 partially_filled avg_fill_price=1.1",
                                   "B2 c2 EURUSD buy 1000 1000 filled avg_fill_price=1.2",
                                   "B3 c3 EURUSD buy 100 80 cancelled"}}
                   .texts();
  texts.journal += corrections_text(run(texts));
  const auto again = run(texts);
  CHECK(again.kinds() == "fill_missing_on_broker positions_unknown");
  CHECK(again.result.corrections.empty());
}

TEST_CASE("rules: corrections of an order whose opening is missing leave its journal_gap") {
  auto texts = Scenario{.decisions = {"11:59:00 decision c1 EURUSD buy 1000 market"},
                        .journal = {"12:00:02 fill c1 f1 400 1.1"},
                        .orders = {"B1 c1 EURUSD buy 1000 400 cancelled avg_fill_price=1.1"}}
                   .texts();
  const auto first = run(texts);
  CHECK(first.corrections() == Lines{"order_cancelled c1"});
  texts.journal += corrections_text(first);
  CHECK(run(texts).kinds() == "journal_gap positions_unknown");
}

TEST_CASE("rules: a requeue that the journal has a line of was taken, though nothing opens it") {
  const auto offered = [](Lines journal) {
    journal.insert(journal.begin(), {kSent, kAccepted});
    return run(Scenario{.journal = std::move(journal),
                        .orders = {"B1 c1 EURUSD buy 1000 400 cancelled"},
                        .config = R"("reconcile":{"partial_fill":"requeue"})"})
        .result.requeues.size();
  };
  CHECK(offered({}) == 1);
  CHECK(offered({"12:01:00 order_accepted c1-r1 B7"}) == 0);
}

TEST_CASE("rules: requeue gives one decision for the remainder of a partly filled order closed short") {
  const Lines journal{"12:00:00 order_sent c1 EURUSD buy 1000 limit 1.1", kAccepted};
  CHECK(requeued("requeue", journal, "B1 c1 EURUSD buy 1000 400 cancelled") ==
        Lines{"c1-r1 d-c1 EURUSD buy 600 limit 1.1"});
  CHECK(requeued("requeue", journal, "B1 c1 EURUSD buy 1000 400 expired").size() == 1);
  CHECK(requeued("requeue", journal, "B1 c1 EURUSD buy 1000 0 cancelled").empty());
  CHECK(requeued("requeue", journal, "B1 c1 EURUSD buy 1000 400 partially_filled").empty());
  CHECK(requeued("requeue", {journal[0], journal[1], "12:01:00 order_cancelled c1"},
                 "B1 c1 EURUSD buy 1000 400 cancelled")
            .empty());
}

TEST_CASE("rules: requeue only where the config asks for it and nothing critical is on the order") {
  const Lines journal{"12:00:00 order_sent c1 EURUSD buy 1000 limit 1.1", kAccepted};
  const std::string row = "B1 c1 EURUSD buy 1000 400 cancelled";
  CHECK(requeued("keep", journal, row).empty());
  CHECK(requeued("close", journal, row).empty());
  CHECK(requeued("requeue", {journal[0], journal[1], "12:00:02 fill c1 f1 500 1.1"}, row).empty());
}
