#include "tiyf/reconcile/cache_plan.hpp"

#include <fmt/format.h>

#include "tiyf/reconcile/order_rules.hpp"
#include "tiyf/reconcile/stale.hpp"

namespace tiyf::reconciling {
namespace {

CacheEntry restored(const Order& order, CacheStatus status, const ReconcileContext& context) {
  return {.client_id = *order.client_id,
          .decision_id = order.decision_id.value_or(DecisionId(order.client_id->value)),
          .symbol = order.symbol,
          .side = order.side,
          .size = order.size,
          .ttl_utc = context.now + context.cache_ttl,
          .status = status,
          .updated_utc = context.now};
}

// The furthest that both sides allow the entry to be; none: nothing is known that moves it.
std::optional<CacheStatus> wanted(const Match& match, const ReconcileContext& context) {
  if (match.broker != nullptr) {
    const bool open = is_open(match.broker->status) && !cancelled_by_run(*match.broker, context);
    return open ? CacheStatus::pending_fill : CacheStatus::closed;
  }
  return is_terminal(match.local->status) ? std::optional(CacheStatus::closed) : std::nullopt;
}

}  // namespace

void plan_cache(const Match& match, const ReconcileContext& context, CachePlan& plan,
                std::vector<Finding>& findings) {
  if (context.cache == nullptr || !match.duplicates.empty()) return;
  const auto entry = context.cache->find(*match.local->client_id);
  if (entry != context.cache->end()) {
    const auto status = wanted(match, context);
    if (status && *status > entry->second.status) plan.mark.emplace(entry->first, *status);
    return;
  }
  if (match.broker == nullptr || !is_open(match.broker->status) || is_terminal(match.local->status)) return;
  plan.restore.push_back(restored(*match.local, *wanted(match, context), context));
  if (!is_open(match.local->status))
    return;  // adopted: put back too, but unjournaled_order says what was lost
  findings.push_back(order_finding(
      FindingKind::cache_entry_restored, match.local, match.broker,
      fmt::format("{} is open and had no live cache entry: it was put back", match.local->client_id->value)));
}

}  // namespace tiyf::reconciling
