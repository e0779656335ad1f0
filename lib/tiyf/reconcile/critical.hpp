// Which orders have a critical finding. Internal to reconcile/.
#pragma once

#include <set>
#include <vector>

#include "tiyf/model/finding.hpp"
#include "tiyf/model/order.hpp"

namespace tiyf::reconciling {

class CriticalIds {
 public:
  explicit CriticalIds(const std::vector<Finding>& findings);

  // By our client id, or by the broker's id where the finding names only that: the broker need not know our
  // ids. `at_broker` is the order's match, or null.
  [[nodiscard]] bool on(const Order& ours, const Order* at_broker) const;

 private:
  std::set<ClientOrderId> client_ids_;
  std::set<BrokerOrderId> broker_ids_;  // of findings that name no client id
};

}  // namespace tiyf::reconciling
