#include "tiyf/reconcile/settling.hpp"

#include <string>

#include "tiyf/reconcile/order_rules.hpp"
#include "tiyf/reconcile/trades.hpp"

namespace tiyf {

Settling::Settling(const ListedOrders& broker, const CacheEntries* cache, const ReconcileRules& rules,
                   OnTrade on_trade)
    : broker_(broker),
      cache_(cache),
      rules_(rules),
      on_trade_(std::move(on_trade)),
      by_client_(broker.orders.size()),
      by_broker_(broker.orders.size()),
      settled_(broker.orders.size()) {
  for (std::size_t row = 0; row < broker.orders.size(); ++row) {
    if (!broker.orders[row].client_id.empty()) by_client_.add(broker.orders[row].client_id, row);
    by_broker_.add(broker.orders[row].broker_id, row);
  }
}

void Settling::expect(const Order& ours) const {
  by_client_.expect(ours.client_id->value);
  if (ours.broker_id) by_broker_.expect(ours.broker_id->value);
}

bool Settling::settle(const Order& ours) {
  // Its cache entry is yet to be closed.
  if (cache_ != nullptr)
    if (const auto entry = cache_->find(*ours.client_id);
        entry != cache_->end() && entry->second.status != CacheStatus::closed)
      return false;
  // A requeue is offered once: the comparison must see that it was taken.
  if (rules_.partial_fill == PartialFillPolicy::requeue && ours.client_id->value.ends_with("-r1"))
    return false;

  std::optional<std::size_t> row;
  bool contested = false;
  by_client_.each(ours.client_id->value, [&](std::size_t i) {
    if (broker_.orders[i].client_id != ours.client_id->value) return;
    contested = contested || row.has_value();
    row = i;
  });
  if (ours.broker_id)
    by_broker_.each(ours.broker_id->value, [&](std::size_t i) {
      if (broker_.orders[i].broker_id == ours.broker_id->value && row != i) contested = true;
    });
  if (contested) return false;
  if (!row) {
    reconciling::order_trades(ours, nullptr, on_trade_);
    return true;
  }
  const auto& listed = broker_.orders[*row];
  if (!listed.plainly_closed || listed.filled != ours.filled) return false;
  theirs_.broker_id = BrokerOrderId(listed.broker_id);
  theirs_.filled = listed.filled;
  theirs_.fills.clear();
  for (const auto& fill : broker_.fills_of(listed))
    theirs_.fills.push_back({.id = FillId(fill.id), .size = fill.size, .price = fill.price});
  if (reconciling::conflicting_fill(ours, theirs_) != nullptr) return false;
  settled_[*row] = true;
  reconciling::order_trades(ours, &theirs_, on_trade_);
  return true;
}

}  // namespace tiyf
