// Orders that have been open for too long, and what came of cancelling them (CONTRACT §4
// "stale_order_cancelled", "stale_order_over_ttl"; §2 "partial_fill"). Internal to reconcile/.
#pragma once

#include <vector>

#include "tiyf/reconcile/match.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf::reconciling {

// This run cancelled it, and the broker said so.
[[nodiscard]] bool cancelled_by_run(const Order& at_broker, const ReconcileContext& context);

void judge_stale(const Match& match, const ReconcileContext& context, std::vector<Finding>& findings);

// What may be cancelled, by broker id; `findings` are all that the comparison made. The matches' local orders
// are as they were before anything was caught up with.
[[nodiscard]] std::vector<Cancellable> list_cancellable(const Matches& matches,
                                                        const ReconcileContext& context,
                                                        const std::vector<Finding>& findings);

}  // namespace tiyf::reconciling
