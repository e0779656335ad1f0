// CONTRACT §4 "stale_order_cancelled", "stale_order_over_ttl"; §2 "partial_fill": what may be cancelled, and
// what is said once the broker has answered.
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using enum FindingKind;

namespace {

const std::string kSent = "12:00:00 order_sent c1 EURUSD buy 1000 limit 1.1";
const std::string kAccepted = "12:00:01 order_accepted c1 B1";
const std::string kOpen = "B1 c1 EURUSD buy 1000 0 accepted";
const std::string kPartly = "B1 c1 EURUSD buy 1000 400 partially_filled avg_fill_price=1.1";

// Open on both sides since 12:00, at 13:30 with a TTL of an hour.
Scenario stale(std::string order = kOpen) {
  return {.journal = {kSent, kAccepted},
          .orders = {std::move(order)},
          .config = R"("reconcile":{"order_ttl":"1h"})",
          .as_of = "13:30:00",
          .now = "13:30:00"};
}

Scenario with_cancel(Scenario scenario, std::string cancel) {
  scenario.cancels = {std::move(cancel)};
  return scenario;
}

// Well within its TTL, with partial_fill as given.
Scenario young(std::string order, const std::string& partial_fill) {
  return {.journal = {kSent, kAccepted},
          .orders = {std::move(order)},
          .config = R"("reconcile":{"partial_fill":")" + partial_fill + "\"}"};
}

std::string cancellable(const Scenario& scenario) {
  const auto outcome = run(scenario);
  std::string text;
  for (const auto& order : outcome.result.cancellable)
    text += (text.empty() ? "" : " ") + order.broker_id.value + "=" + order.client_id.value;
  return text;
}

}  // namespace

TEST_CASE(
    "rules: what is open on both for longer than order_ttl may be cancelled, in the order of broker ids") {
  CHECK(cancellable(stale()) == "B1=c1");
  CHECK(cancellable(stale(kOpen + " created_at=12:31:00")).empty());
  CHECK(cancellable(stale("B1 c1 EURUSD buy 1000 0 cancelled")).empty());
  auto two = stale();
  two.journal = {"12:00:00 order_sent c1 EURUSD buy 1000 limit 1.1",
                 "12:00:00 order_sent c2 EURUSD buy 1000 limit 1.1"};
  two.orders = {"B2 c1 EURUSD buy 1000 0 accepted", "B1 c2 EURUSD buy 1000 0 accepted"};
  CHECK(cancellable(two) == "B1=c2 B2=c1");
}

TEST_CASE("rules: an order with a critical finding on it is not cancelled, nor any on an old snapshot") {
  CHECK(cancellable(stale("B1 c1 EURUSD buy 999 0 accepted")).empty());
  CHECK(cancellable(stale("B1 c1 EURUSD buy 1000 1001 partially_filled")).empty());
  auto decided_only = stale();
  decided_only.decisions = {"11:59:00 decision c1 EURUSD buy 1000 limit 1.1"};
  decided_only.journal = {};
  CHECK(cancellable(decided_only).empty());
  auto orphan = stale("B9 - EURUSD buy 1000 0 accepted");
  CHECK(cancellable(orphan).empty());
  auto old = stale();
  old.as_of = "13:19:59";
  CHECK(cancellable(old).empty());
  auto another = stale();
  another.orders.push_back("B9 - EURUSD buy 5 0 accepted");  // critical, but not on this order
  CHECK(cancellable(another) == "B1=c1");
}

TEST_CASE(
    "rules: stale_order_cancelled once the broker has confirmed it: correction, advice, no second word") {
  const auto outcome = run(with_cancel(stale(), "B1 B1 cancelled"));
  CHECK(outcome.kinds() == "positions_unknown stale_order_cancelled");
  CHECK(outcome.finding(stale_order_cancelled).severity == Severity::warning);
  CHECK(outcome.corrections() == std::vector<std::string>{"order_cancelled c1"});
  CHECK(outcome.result.corrections[0].ts.text() == "2025-10-06T13:30:00Z");
  CHECK(outcome.result.corrections[0].cancelled_by_run);
  CHECK(outcome.advice_on("c1") == "do_not_retry");
  CHECK(outcome.status == RunStatus::degraded);
}

TEST_CASE(
    "rules: stale_order_over_ttl is critical when the cancel was not confirmed as cancelled for that order") {
  for (const auto* answer : {"B1 B1 filled", "B1 B1 accepted", "B1 B2 cancelled", "B1 B1 expired"}) {
    CAPTURE(answer);
    const auto outcome = run(with_cancel(stale(), answer));
    CHECK(outcome.kinds("c1") == "stale_order_over_ttl");
    CHECK(outcome.finding(stale_order_over_ttl).severity == Severity::critical);
    CHECK(outcome.corrections().empty());
    CHECK(outcome.advice_on("c1") == "hold");
    CHECK(outcome.status == RunStatus::manual_intervention);
  }
  const auto other = run(with_cancel(stale(), "B1 B2 filled"));
  const auto& said = other.finding(stale_order_over_ttl);
  CHECK(extra(said, "answered_order_id") == "B2");
  CHECK(extra(said, "answered_status") == "filled");
}

TEST_CASE(
    "rules: the fills of an order that was cancelled are caught all the same, and nothing is requeued") {
  auto scenario = with_cancel(stale(kPartly), "B1 B1 cancelled");
  scenario.config = R"("reconcile":{"order_ttl":"1h","partial_fill":"requeue"})";
  scenario.positions = {{"EURUSD buy 400 1.1"}};
  const auto outcome = run(scenario);
  CHECK(outcome.kinds("c1") == "partial_fill_caught_by_reconcile stale_order_cancelled");
  CHECK(outcome.corrections() ==
        std::vector<std::string>{"fill c1 inferred:B1@400 400 1.1 inferred", "order_cancelled c1"});
  CHECK(outcome.result.requeues.empty());
}

TEST_CASE("rules: what an earlier run asked to cancel is not requeued, whoever tells of its end") {
  auto scenario = stale("B1 c1 EURUSD buy 1000 400 cancelled avg_fill_price=1.1");
  scenario.config = R"("reconcile":{"order_ttl":"1h","partial_fill":"requeue"})";
  scenario.positions = {{"EURUSD buy 400 1.1"}};
  CHECK(run(scenario).result.requeues.size() == 1);
  scenario.cancel_requests = {"B2"};
  CHECK(run(scenario).result.requeues.size() == 1);
  scenario.cancel_requests = {"B1", "B2"};
  const auto outcome = run(scenario);
  CHECK(outcome.result.requeues.empty());
  CHECK(outcome.kinds("c1") == "cancel_caught_by_reconcile fill_caught_by_reconcile");
  CHECK(outcome.corrections() ==
        std::vector<std::string>{"fill c1 inferred:B1@400 400 1.1 inferred", "order_cancelled c1"});
}

TEST_CASE("rules: partial_fill close offers the remainder of a partly filled order for cancelling") {
  CHECK(cancellable(young(kPartly, "close")) == "B1=c1");
  CHECK(cancellable(young(kPartly, "keep")).empty());
  CHECK(cancellable(young(kPartly, "requeue")).empty());
  CHECK(cancellable(young(kOpen, "close")).empty());
  CHECK(run(young(kPartly, "close")).kinds("c1") ==
        "partial_fill_caught_by_reconcile");  // as keep: nothing more
}

TEST_CASE(
    "rules: a remainder that partial_fill close cancelled is told as stale_order_cancelled, or critical") {
  const auto done = run(with_cancel(young(kPartly, "close"), "B1 B1 cancelled"));
  CHECK(done.kinds("c1") == "partial_fill_caught_by_reconcile stale_order_cancelled");
  CHECK(done.finding(stale_order_cancelled).message.find("partial_fill is close") != std::string::npos);
  const auto failed = run(with_cancel(young(kPartly, "close"), "B1 B1 partially_filled"));
  CHECK(failed.finding(stale_order_over_ttl).severity == Severity::critical);
}

TEST_CASE(
    "rules: the cache entry of an order that this run cancelled is closed, and put back where it was lost") {
  auto known = with_cancel(stale(), "B1 B1 cancelled");
  known.cache = {{"c1 EURUSD buy 1000"}};
  CHECK(run(known).result.cache.mark.at(ClientOrderId("c1")) == CacheStatus::closed);
  auto lost = with_cancel(stale(), "B1 B1 cancelled");
  lost.cache = {std::vector<std::string>{}};
  const auto outcome = run(lost);
  REQUIRE(outcome.result.cache.restore.size() == 1);
  CHECK(outcome.result.cache.restore[0].status == CacheStatus::closed);
  CHECK(outcome.kinds("c1") == "cache_entry_restored stale_order_cancelled");
  auto kept = with_cancel(stale(), "B1 B1 accepted");
  kept.cache = {{"c1 EURUSD buy 1000"}};
  CHECK(run(kept).result.cache.mark.at(ClientOrderId("c1")) == CacheStatus::pending_fill);
}
