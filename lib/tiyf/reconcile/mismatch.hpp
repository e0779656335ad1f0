// order_mismatch: in which fields two matched orders cannot be the same order (CONTRACT §4). Internal to
// reconcile/.
#pragma once

#include <string>
#include <vector>

#include "tiyf/model/order.hpp"

namespace tiyf::reconciling {

// Empty: no mismatch. Fields in the order symbol, side, size, type, price, filled.
[[nodiscard]] std::vector<std::string> mismatched_fields(const Order& ours, const Order& theirs);

}  // namespace tiyf::reconciling
