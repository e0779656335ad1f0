#include "tiyf/reconcile/critical.hpp"

namespace tiyf::reconciling {

CriticalIds::CriticalIds(const std::vector<Finding>& findings) {
  for (const auto& finding : findings) {
    if (finding.severity != Severity::critical) continue;
    if (finding.client_id)
      client_ids_.insert(*finding.client_id);
    else if (finding.broker_id)
      broker_ids_.insert(*finding.broker_id);
  }
}

bool CriticalIds::on(const Order& ours, const Order* at_broker) const {
  const auto named = [&](const std::optional<BrokerOrderId>& id) { return id && broker_ids_.contains(*id); };
  return client_ids_.contains(*ours.client_id) || named(ours.broker_id) ||
         (at_broker != nullptr && named(at_broker->broker_id));
}

}  // namespace tiyf::reconciling
