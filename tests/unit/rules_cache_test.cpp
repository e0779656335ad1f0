// CONTRACT §4 "cache_entry_restored": what a comparison says of the idempotency cache.
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using enum FindingKind;

namespace {

std::string said(std::vector<std::string> journal, std::string row,
                 std::optional<std::vector<std::string>> cache) {
  journal.insert(journal.begin(),
                 {"12:00:00 order_sent c1 EURUSD buy 1000 market", "12:00:01 order_accepted c1 B1"});
  return run(Scenario{.journal = std::move(journal), .orders = {std::move(row)}, .cache = std::move(cache)})
      .kinds("c1");
}

}  // namespace

TEST_CASE("rules: cache_entry_restored when open here and at the broker without a live cache entry") {
  const std::vector<std::string> empty;
  CHECK(said({}, "B1 c1 EURUSD buy 1000 0 accepted", empty) == "cache_entry_restored");
  CHECK(said({}, "B1 c1 EURUSD buy 1000 0 accepted", {{"c1 EURUSD buy 1000"}}).empty());
  CHECK(said({}, "B1 c1 EURUSD buy 1000 0 accepted", std::nullopt).empty());  // no cache in use
  CHECK(said({}, "B1 c1 EURUSD buy 1000 0 cancelled", empty) == "cancel_caught_by_reconcile");
  CHECK(said({"12:00:02 order_cancelled c1"}, "B1 c1 EURUSD buy 1000 0 accepted", empty) ==
        "closed_here_open_on_broker");
  CHECK(usual_severity(cache_entry_restored) == Severity::warning);
}

TEST_CASE("rules: an adopted order's cache entry is put back, and only its adoption is told") {
  const auto v = run(Scenario{.decisions = {"11:59:00 decision c1 EURUSD buy 1000 market"},
                              .orders = {"B1 c1 EURUSD buy 1000 0 accepted"},
                              .cache = std::vector<std::string>{}});
  CHECK(v.kinds("c1") == "unjournaled_order_caught_by_reconcile");
  REQUIRE(v.result.cache.restore.size() == 1);
  CHECK(v.result.cache.restore[0].client_id.value == "c1");
  CHECK(v.result.cache.restore[0].status == CacheStatus::pending_fill);
}
