// What a broker said when it was asked to cancel an order (CONTRACT §5 "Adapter protocol").
#pragma once

#include <map>
#include <set>

#include "tiyf/model/ids.hpp"
#include "tiyf/model/order.hpp"

namespace tiyf {

struct CancelAnswer {
  BrokerOrderId broker_id;  // the order that it speaks of
  OrderStatus status;       // as it stands after the request
};

// By the order that was to be cancelled. Only `cancelled`, for that very order, confirms.
using CancelAnswers = std::map<BrokerOrderId, CancelAnswer>;

// What earlier runs asked the broker to cancel, whether or not they lived to hear the answer.
using CancelRequests = std::set<BrokerOrderId>;

[[nodiscard]] inline bool confirms(const CancelAnswer& answer, const BrokerOrderId& asked) {
  return answer.broker_id == asked && answer.status == OrderStatus::cancelled;
}

}  // namespace tiyf
