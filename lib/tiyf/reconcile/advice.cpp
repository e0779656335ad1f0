// Retry advice (CONTRACT §4): what the retry manager may do with an order that was not closed here before the
// run.
#include <fmt/format.h>

#include <algorithm>

#include "tiyf/reconcile/critical.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf {
namespace {

using reconciling::CriticalIds;

struct Judgement {
  Advice advice;
  std::string reason;
};

Judgement judge(const Order& order, const Order* at_broker, const Snapshot& broker,
                const ReconcileContext& context) {
  if (at_broker != nullptr) {
    // A rejected order that has fills all the same was not simply refused: leave it.
    if (at_broker->status == OrderStatus::rejected && at_broker->filled.is_zero() && order.filled.is_zero())
      return {Advice::safe_to_retry, "rejected by the broker"};
    return {Advice::do_not_retry, fmt::format("{} at the broker", name(at_broker->status))};
  }
  if (order.status != OrderStatus::decided)
    return {Advice::do_not_retry, fmt::format("{} here: it may have reached the broker", name(order.status))};
  const UtcTime asked_at = std::min(broker.as_of, context.now);
  if (!(order.created_at < asked_at - context.rules.in_flight_grace))
    return {Advice::do_not_retry, "decided within the grace before the snapshot: it may be on its way"};
  const auto& coverage = broker.coverage;
  if (coverage.orders != OrderCoverage::all || (coverage.since && !(*coverage.since < order.created_at)))
    return {Advice::do_not_retry, "the snapshot does not list every order since it was decided"};
  if (context.cache != nullptr && context.cache->contains(*order.client_id))
    return {Advice::do_not_retry, "reserved in the cache: it may have been sent"};
  if (context.cache_unreadable)
    return {Advice::do_not_retry, "the cache could not be read: it may have been sent"};
  return {Advice::safe_to_retry, "decided, never sent, and the broker has no record of it"};
}

}  // namespace

std::vector<RetryAdvice> retry_advice(const Reconciliation& result, const Snapshot& broker,
                                      const ReconcileContext& context) {
  const CriticalIds critical(result.findings);
  std::vector<RetryAdvice> out;
  for (const auto& order : result.local_before) {
    if (is_terminal(order.status)) continue;
    const auto matched = result.broker_of.find(*order.client_id);
    const Order* const at_broker = matched == result.broker_of.end() ? nullptr : matched->second;
    auto [advice, reason] = critical.on(order, at_broker)
                                ? Judgement{Advice::hold, "a critical finding is open on it"}
                                : judge(order, at_broker, broker, context);
    out.push_back({*order.client_id, order.decision_id, advice, std::move(reason)});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.client_id < b.client_id; });
  return out;
}

}  // namespace tiyf
