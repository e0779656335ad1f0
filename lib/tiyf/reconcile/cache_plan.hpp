// What the idempotency cache must say after the run (CONTRACT §4 "cache_entry_restored"). Internal to
// reconcile/.
#pragma once

#include "tiyf/reconcile/match.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf::reconciling {

// An order that is open on both sides, or adopted by this run, without a live entry is put back: else a
// replayed decision would be sent twice. A finding tells of it where the order is open here, not only
// decided. Entries of orders that are closed are closed, of accepted ones pending_fill. An order that is
// still open at the broker is never closed in the cache, whatever our journal says.
void plan_cache(const Match& match, const ReconcileContext& context, CachePlan& plan,
                std::vector<Finding>& findings);

}  // namespace tiyf::reconciling
