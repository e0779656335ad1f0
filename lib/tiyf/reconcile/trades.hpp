// All fills of our orders after the run, the caught ones included (CONTRACT §5 "trades.csv"). Internal to
// reconcile/.
#pragma once

#include <functional>
#include <vector>

#include "tiyf/reconcile/match.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf::reconciling {

// The fills of one of our orders; `broker` is its match, or null.
using OnTrade = std::function<void(const TradeView&)>;
void order_trades(const Order& order, const Order* broker, const OnTrade& on_trade);

// The orders have the caught fills applied. By time, then ids.
[[nodiscard]] std::vector<Trade> list_trades(const Snapshot& local, const Matches& matches);

}  // namespace tiyf::reconciling
