#include "tiyf/reconcile/settling.hpp"

#include <string>

#include "tiyf/reconcile/order_rules.hpp"
#include "tiyf/reconcile/trades.hpp"

namespace tiyf {

struct Settling::Look {
  const Order& ours;
  std::uint64_t client, broker;      // hashes of its ids; no broker id: 0
  const ListedOrder* row = nullptr;  // likely its own
};

Settling::Settling(const ListedOrders& broker, const CacheEntries* cache, const ReconcileRules& rules,
                   OnTrade on_trade)
    : broker_(broker),
      cache_(cache),
      rules_(rules),
      on_trade_(std::move(on_trade)),
      by_client_(broker.orders.size()),
      settled_(broker.orders.size()) {
  for (std::size_t row = 0; row < broker.orders.size(); ++row)
    if (const auto id = broker.orders[row].client_id; !id.empty()) by_client_.add(id_hash(id), row);
}

Settling::~Settling() = default;

void Settling::settle(std::span<Closed> orders) {
  looks_.clear();
  for (const auto& closed : orders) {
    const auto& broker_id = closed.order->broker_id;
    looks_.push_back({*closed.order, closed.client_hash, broker_id ? id_hash(broker_id->value) : 0});
  }
  expect(looks_);
  for (std::size_t i = 0; i < orders.size(); ++i) orders[i].settled = settle_one(looks_[i]);
}

// Each step looks at what the one before it has asked for.
void Settling::expect(std::span<Look> looks) const {
  for (const auto& look : looks) {
    by_client_.expect(look.client);
    broker_.by_broker_id.expect(look.broker);
  }
  for (const auto& look : looks) {
    by_client_.expect_slot(look.client);
    broker_.by_broker_id.expect_slot(look.broker);
  }
  for (auto& look : looks)
    if (const auto row = by_client_.find(look.client, [](std::size_t) { return true; })) {
      look.row = &broker_.orders[*row];
      fetch(look.row);
    }
  const auto each_fill = [&](auto expect_fill) {
    for (const auto& look : looks)
      if (look.row != nullptr && look.row->fill_count != 0) expect_fill(broker_.fills[look.row->first_fill]);
  };
  each_fill([](const ListedFill& fill) { fetch(&fill); });
  for (const auto& look : looks)
    if (look.row != nullptr) fetch(look.row->client_id.data());
  each_fill([](const ListedFill& fill) { fetch(fill.id.data()); });
}

bool Settling::settle_one(const Look& look) {
  const Order& ours = look.ours;
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
  by_client_.each(look.client, [&](std::size_t i) {
    if (!same_text(broker_.orders[i].client_id, ours.client_id->value)) return;
    contested = contested || row.has_value();
    row = i;
  });
  if (ours.broker_id && !(row && same_text(broker_.orders[*row].broker_id, ours.broker_id->value)))
    broker_.by_broker_id.each(look.broker, [&](std::size_t i) {
      if (same_text(broker_.orders[i].broker_id, ours.broker_id->value)) contested = true;
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
