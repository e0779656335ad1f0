// CONTRACT §3 "Position": nets and averages of our own fold; inferred fills and what replaces them.
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace tiyf;
using namespace tiyf::scenario;

namespace {

// c1 and c2 buy, s1 and s2 sell; all large enough.
std::string position(std::vector<std::string> lines) {
  Scenario scenario{.journal = {"11:00:00 order_sent c1 EURUSD buy 9000 market",
                                "11:00:00 order_sent c2 EURUSD buy 9000 market",
                                "11:00:00 order_sent s1 EURUSD sell 9000 market"}};
  scenario.journal.insert(scenario.journal.end(), lines.begin(), lines.end());
  return run(scenario).our_position("EURUSD");
}

}  // namespace

TEST_CASE("rules: position average is weighted on increase and unchanged on decrease") {
  CHECK(position({"12:00:00 fill c1 f1 1000 1.1", "12:00:01 fill c2 f2 3000 1.2"}) == "4000@1.175");
  CHECK(position({"12:00:00 fill c1 f1 1000 1.1", "12:00:01 fill s1 f2 400 1.5"}) == "600@1.1");
  CHECK(position({"12:00:00 fill s1 f1 1000 1.1", "12:00:01 fill s1 f2 1000 1.3"}) == "-2000@1.2");
}

TEST_CASE("rules: position average is the fill's price after a flip and none when flat") {
  CHECK(position({"12:00:00 fill c1 f1 1000 1.1", "12:00:01 fill s1 f2 1500 1.3"}) == "-500@1.3");
  CHECK(position({"12:00:00 fill c1 f1 1000 1.1", "12:00:01 fill s1 f2 1000 1.3"}) == "0@-");
  CHECK(position({"12:00:00 fill c1 f1 1000 1.1", "12:00:01 fill s1 f2 1000 1.3",
                  "12:00:02 fill c1 f3 5 1.7"}) == "5@1.7");
}

TEST_CASE("rules: position averages keep nine decimals, half to even") {
  CHECK(position({"12:00:00 fill c1 f1 1 1.000000001", "12:00:01 fill c2 f2 1 1.000000002"}) ==
        "2@1.000000002");
  CHECK(position({"12:00:00 fill c1 f1 1 1.000000002", "12:00:01 fill c2 f2 1 1.000000003"}) ==
        "2@1.000000002");
  CHECK(position({"12:00:00 fill c1 f1 1 1", "12:00:01 fill c2 f2 2 2"}) == "3@1.666666667");
}

TEST_CASE("rules: position_snapshot sets the position as of its line, later fills add to it") {
  CHECK(position({"12:00:00 fill c1 f1 1000 1.1", "12:00:01 position_snapshot EURUSD sell 200 1.4"}) ==
        "-200@1.4");
  CHECK(position({"12:00:00 fill c1 f1 1000 1.1", "12:00:01 position_snapshot EURUSD buy 200 1.4",
                  "12:00:02 fill c1 f2 200 1.2"}) == "400@1.3");
  CHECK(position({"12:00:01 position_snapshot EURUSD buy 0"}) == "0@-");
}

TEST_CASE("rules: a fill that waits counts by its own line against a position_snapshot") {
  const auto v = run(
      Scenario{.journal = {"12:00:00 fill c9 f1 1000 1.1", "12:00:01 position_snapshot EURUSD buy 1000 1.1",
                           "11:00:00 order_sent c9 EURUSD buy 1000 market"}});
  CHECK(v.our_position("EURUSD") == "1000@1.1");
  CHECK(v.order("c9").filled.text() == "1000");
}

TEST_CASE("rules: position folds in file order, a fill that never gets its opening line included") {
  // 100 bought at 1.0 and at 1.2, then 100 sold: 1.1. Applied last, the first fill would leave 1.0.
  const std::vector<std::string> journal{
      "12:00:00 fill c9 f1 100 1", "11:00:00 order_sent c1 EURUSD buy 100 market",
      "12:00:01 fill c1 f2 100 1.2", "12:00:02 order_sent s1 EURUSD sell 100 market",
      "12:00:03 fill s1 f3 100 1.3"};
  const auto decided =
      run(Scenario{.decisions = {"11:59:00 decision c9 EURUSD buy 100 market"}, .journal = journal});
  CHECK(decided.our_position("EURUSD") == "100@1.1");
  auto named = journal;
  named[0] += " symbol=EURUSD side=buy";
  CHECK(run(Scenario{.journal = named}).our_position("EURUSD") == "100@1.1");
}

TEST_CASE("rules: an inferred fill stands in and real fills replace it size for size") {
  const auto v = run(Scenario{.journal = {"11:00:00 order_sent c1 EURUSD buy 1000 market",
                                          "12:00:00 fill c1 x1 600 1.1 inferred=true",
                                          "12:00:01 fill c1 f1 400 1.2", "12:00:02 fill c1 f2 300 1.3"}});
  CHECK(v.order("c1").filled.text() == "700");
  CHECK(v.our_position("EURUSD") == "700@1.242857143");  // 400 at 1.2 and 300 at 1.3: 870 / 700
  const auto before =
      run(Scenario{.journal = {"11:00:00 order_sent c1 EURUSD buy 1000 market", "12:00:01 fill c1 f1 400 1.2",
                               "12:00:02 fill c1 x1 600 1.1 inferred=true"}});
  CHECK(before.order("c1").filled.text() == "1000");  // a real fill that came before is not a later one
}

TEST_CASE("rules: real fills take the place of the inferred one in the position's average") {
  // In place: 500 at 1.1, the other 500 still at 1.0, then 1000 at 1.2.
  CHECK(position({"12:00:00 fill c1 x1 1000 1 inferred=true", "12:00:01 fill c2 f2 1000 1.2",
                  "12:00:02 fill c1 f1 500 1.1"}) == "2000@1.125");
  // In place: 1000 bought at 1.1, then 400 sold, then 200 bought at 1.3. Appended, 1.1 would come too late.
  CHECK(position({"12:00:00 fill c1 x1 1000 1 inferred=true", "12:00:01 fill s1 f2 400 1.2",
                  "12:00:02 fill c2 f3 200 1.3", "12:00:03 fill c1 f1 1000 1.1"}) == "800@1.15");
}

TEST_CASE("rules: what of a real fill exceeds the inferred one stands at its own line") {
  // In place 400 at 1.2; then 400 sold: flat; then the remaining 100 at 1.2.
  CHECK(position({"12:00:00 fill c1 x1 400 1 inferred=true", "12:00:01 fill s1 f2 400 1.5",
                  "12:00:02 fill c1 f1 500 1.2"}) == "100@1.2");
}

TEST_CASE("rules: a fill that replaces an inferred one from before a position_snapshot is in that balance") {
  CHECK(position({"12:00:00 fill c1 x1 1000 1 inferred=true",
                  "12:00:01 position_snapshot EURUSD buy 900 1.05", "12:00:02 fill c1 f1 1000 1.1"}) ==
        "900@1.05");
  // 200 beyond it: (900 · 1.05 + 200 · 1.2) / 1100
  CHECK(
      position({"12:00:00 fill c1 x1 1000 1 inferred=true", "12:00:01 position_snapshot EURUSD buy 900 1.05",
                "12:00:02 fill c1 f1 600 1.1", "12:00:03 fill c1 f2 600 1.2"}) == "1100@1.077272727");
}

TEST_CASE("rules: an inferred fill without a price leaves no average until it is replaced") {
  CHECK(position({"12:00:00 fill c1 x1 1000 - inferred=true"}) == "1000@-");
  CHECK(position({"12:00:00 fill c1 x1 1000 - inferred=true", "12:00:01 fill c1 f1 1000 1.1"}) == "1000@1.1");
}
