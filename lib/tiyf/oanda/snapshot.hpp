// Everything that was asked of OANDA as one tiyf.broker_snapshot.v1 (CONTRACT §2).
#pragma once

#include <functional>
#include <map>

#include "tiyf/model/limits.hpp"
#include "tiyf/oanda/order_list.hpp"

namespace tiyf::oanda {

struct Account {
  std::string id;
  UtcTime as_of;
  Coverage coverage;
  OrderList orders;
  std::vector<Leg> legs;
  std::optional<std::map<std::string, Decimal>> unit_caps;  // by instrument
};

// Instruments become what `spelling` makes of them. Orders by broker order id, fills by order, then time and
// id, a position row a leg by symbol, long before short. malformed: a number does not fit, two caps for one
// symbol.
[[nodiscard]] Result<std::string> write_snapshot(
    const Account& account, const std::function<std::string(const std::string&)>& spelling);

}  // namespace tiyf::oanda
