// CONTRACT §4 "positions[]" and position_drift: reasons in their order of test, tolerances, pips, hedged
// legs.
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using enum FindingKind;

namespace {

// Our position is an opening balance; both sides in the notation of a position row.
Outcome compare(std::string ours, std::vector<std::string> theirs, std::string rules = "{}") {
  return run(Scenario{.journal = {"11:00:00 position_snapshot " + std::move(ours)},
                      .positions = std::move(theirs),
                      .config = R"("reconcile":)" + std::move(rules)});
}

std::string verdict(const Outcome& v, std::string_view symbol = "EURUSD") {
  const auto text = v.position(symbol);
  return text.substr(text.rfind(": ") + 2);
}

}  // namespace

TEST_CASE("rules: position reasons in their order of test") {
  CHECK(verdict(compare("EURUSD buy 0", {})) == "match flat");
  CHECK(verdict(compare("EURUSD buy 5 1.1", {"EURUSD buy 5 1.1"})) == "match aligned");
  CHECK(verdict(compare("EURUSD buy 0", {"EURUSD sell 5 1.1"})) == "mismatch engine_missing");
  CHECK(verdict(compare("EURUSD buy 5 1.1", {"EURUSD buy 0 0"})) == "mismatch broker_missing");
  CHECK(verdict(compare("EURUSD buy 5 1.1", {})) == "mismatch broker_missing");
  CHECK(verdict(compare("EURUSD buy 5 1.1", {"EURUSD sell 5 1.1"})) == "mismatch side_diff");
  CHECK(verdict(compare("EURUSD buy 5 1.1", {"EURUSD buy 6 1.2"})) == "mismatch units_diff");
  CHECK(verdict(compare("EURUSD buy 5 1.1", {"EURUSD buy 5 1.2"})) == "mismatch price_diff");
}

TEST_CASE("rules: positions list signed units, averages, signed drift and absolute pips") {
  CHECK(compare("EURUSD sell 50000 1.1", {"EURUSD sell 40000 1.095"}).position("EURUSD") ==
        "-50000@1.1 here, -40000@1.095 there, drift -10000 and 50 pips: mismatch units_diff");
  CHECK(compare("EURUSD buy 5 1.1", {"EURUSD buy 5 1.10003"}).position("EURUSD") ==
        "5@1.1 here, 5@1.10003 there, drift 0 and 0.3 pips: match aligned");
  CHECK(compare("EURUSD buy 5", {"EURUSD buy 5 1.1"}).position("EURUSD") ==
        "5@- here, 5@1.1 there, drift 0 and - pips: match aligned");
}

TEST_CASE("rules: tolerance_units exactly equal is within, and then side and lack do not matter") {
  const std::string rules = R"({"tolerance_units":2})";
  CHECK(verdict(compare("EURUSD buy 5 1.1", {"EURUSD buy 7 1.1"}, rules)) == "match aligned");
  CHECK(verdict(compare("EURUSD buy 5 1.1", {"EURUSD buy 7.000000001 1.1"}, rules)) == "mismatch units_diff");
  CHECK(verdict(compare("EURUSD buy 2 1.1", {}, rules)) == "match aligned");
  CHECK(verdict(compare("EURUSD buy 1 1.1", {"EURUSD sell 1 1.1"}, rules)) == "match aligned");
  CHECK(verdict(compare("EURUSD buy 5 1.1", {"EURUSD buy 7 1.2"}, rules)) == "mismatch price_diff");
}

TEST_CASE("rules: tolerance_pips exactly equal is within") {
  CHECK(compare("EURUSD buy 5 1.1", {"EURUSD buy 5 1.10005"}).kinds().empty());
  const auto beyond = compare("EURUSD buy 5 1.1", {"EURUSD buy 5 1.100050001"});
  CHECK(beyond.kinds() == "position_drift");
  CHECK(beyond.finding(position_drift).severity == Severity::critical);
  CHECK(extra(beyond.finding(position_drift), "reason") == "price_diff");
  CHECK(compare("EURUSD buy 5 1.1", {"EURUSD buy 5 1.2"}, R"({"tolerance_pips":1000})").kinds().empty());
}

TEST_CASE("rules: a pip is 0.01 for JPY pairs, 0.0001 for other pairs, else the config's") {
  CHECK(compare("USDJPY buy 5 150", {"USDJPY buy 5 150.004"}).position("USDJPY").find("0.4 pips") !=
        std::string::npos);
  const auto gold = run(Scenario{.journal = {"11:00:00 position_snapshot XAUUSD buy 5 2000"},
                                 .positions = {{"XAUUSD buy 5 2000.04"}},
                                 .config = R"("instruments":[{"symbol":"XAUUSD","pip_size":0.1}])"});
  CHECK(gold.position("XAUUSD").find("0.4 pips") != std::string::npos);
  CHECK(gold.kinds().empty());
}

TEST_CASE("rules: pip_size_missing is critical and the units are still compared") {
  const auto v = compare("XAUUSD buy 5 2000", {"XAUUSD buy 6 2000"});
  CHECK(v.kinds() == "pip_size_missing position_drift");
  CHECK(v.finding(pip_size_missing).severity == Severity::critical);
  CHECK(v.finding(pip_size_missing).symbol->value == "XAUUSD");
  CHECK(v.position("XAUUSD") == "5@2000 here, 6@2000 there, drift -1 and - pips: mismatch units_diff");
  CHECK(
      compare("XAUUSD buy 5", {"XAUUSD buy 5 2000"}).kinds().empty());  // no price to compare, no pip needed
}

TEST_CASE("rules: hedging legs are netted, averaged by weight on one side, without an average on both") {
  CHECK(compare("EURUSD buy 4 1.15", {"EURUSD buy 1 1.3", "EURUSD buy 3 1.1"}).position("EURUSD") ==
        "4@1.15 here, 4@1.15 there, drift 0 and 0 pips: match aligned");
  CHECK(compare("EURUSD buy 2 1.15", {"EURUSD buy 3 1.1", "EURUSD sell 1 1.3"}).position("EURUSD") ==
        "2@1.15 here, 2@- there, drift 0 and - pips: match aligned");
}

TEST_CASE("rules: position_drift is judged after the caught fills are applied to our side") {
  const auto v = run(Scenario{.journal = {"12:00:00 order_sent c1 EURUSD buy 1000 market"},
                              .orders = {"B1 c1 EURUSD buy 1000 1000 filled avg_fill_price=1.1"},
                              .positions = {{"EURUSD buy 1000 1.1"}}});
  CHECK(v.kinds() == "fill_caught_by_reconcile ack_caught_by_reconcile");
  CHECK(v.position("EURUSD") == "1000@1.1 here, 1000@1.1 there, drift 0 and 0 pips: match aligned");
}

TEST_CASE("rules: max_drift_pips is the largest drift, positions are listed by symbol") {
  const auto v = run(Scenario{.journal = {"11:00:00 position_snapshot GBPUSD buy 5 1.3",
                                          "11:00:00 position_snapshot EURUSD buy 5 1.1"},
                              .positions = {{"GBPUSD buy 5 1.30002", "EURUSD buy 5 1.10004"}}});
  CHECK(v.result.max_drift_pips.text() == "0.4");
  CHECK(v.result.positions.at(0).symbol.value == "EURUSD");
}
