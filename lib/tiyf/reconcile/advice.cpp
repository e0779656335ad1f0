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

Judgement judge_present(const Order& order, const AtBroker& there) {
  const Order& theirs = *there.order;
  if (there.cancelled) return {Advice::do_not_retry, "cancelled by this run"};
  if (theirs.status != OrderStatus::rejected)
    return {Advice::do_not_retry, fmt::format("{} at the broker", name(theirs.status))};
  // Rejected, yet filled: it was not simply refused.
  if (theirs.filled.is_positive() || order.filled.is_positive())
    return {Advice::do_not_retry, "rejected by the broker, but there are fills of it"};
  if (there.another_used) return {Advice::do_not_retry, "the broker had another order under this id"};
  return {Advice::safe_to_retry, "rejected by the broker"};
}

// The broker does not say whose it is, but it could be this one.
bool could_be(const Order& nameless, const Order& order) {
  return nameless.symbol == order.symbol && nameless.side == order.side && nameless.size == order.size;
}

Judgement judge_absent(const Order& order, const Reconciliation& result, const Snapshot& broker,
                       const ReconcileContext& context) {
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
  if (context.journal_torn)
    return {Advice::do_not_retry, "the journal's last line is cut off: it may have been sent"};
  if (std::ranges::any_of(result.nameless, [&](const Order* o) { return could_be(*o, order); }))
    return {Advice::do_not_retry, "the broker has such an order without a client id: it may be this one"};
  return {Advice::safe_to_retry, "decided, never sent, and the broker has no record of it"};
}

}  // namespace

std::vector<RetryAdvice> retry_advice(const Reconciliation& result, const Snapshot& broker,
                                      const ReconcileContext& context) {
  const CriticalIds critical(result.findings);
  std::vector<RetryAdvice> out;
  for (const auto& order : result.local_before) {
    if (is_terminal(order.status)) continue;
    const auto found = result.at_broker.find(*order.client_id);
    const auto* there = found == result.at_broker.end() ? nullptr : &found->second;
    auto [advice, reason] = critical.on(order, there != nullptr ? there->order : nullptr)
                                ? Judgement{Advice::hold, "a critical finding is open on it"}
                            : there != nullptr ? judge_present(order, *there)
                                               : judge_absent(order, result, broker, context);
    out.push_back({*order.client_id, order.decision_id, advice, std::move(reason)});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.client_id < b.client_id; });
  return out;
}

}  // namespace tiyf
