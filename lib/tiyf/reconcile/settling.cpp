#include "tiyf/reconcile/settling.hpp"

#include <bit>
#include <string>

#include "tiyf/reconcile/order_rules.hpp"
#include "tiyf/reconcile/trades.hpp"

namespace tiyf {
namespace {

std::size_t hash_of(const std::string& id) { return std::hash<std::string>{}(id); }

}  // namespace

Settling::Index::Index(std::size_t rows) : slots_(std::bit_ceil(2 * rows + 1)) {}

void Settling::Index::add(const std::string& id, std::size_t row) {
  const auto hash = hash_of(id);
  auto i = hash & (slots_.size() - 1);
  while (slots_[i].row != 0) i = (i + 1) & (slots_.size() - 1);
  slots_[i] = {static_cast<std::uint32_t>(hash >> 32U), static_cast<std::uint32_t>(row + 1)};
}

template <class Visit>
void Settling::Index::each(const std::string& id, Visit visit) const {
  const auto hash = hash_of(id);
  for (auto i = hash & (slots_.size() - 1); slots_[i].row != 0; i = (i + 1) & (slots_.size() - 1))
    if (slots_[i].hash == static_cast<std::uint32_t>(hash >> 32U)) visit(std::size_t{slots_[i].row} - 1);
}

Settling::Settling(const Snapshot& broker, const CacheEntries* cache, const ReconcileRules& rules,
                   OnTrade on_trade)
    : broker_(broker),
      cache_(cache),
      rules_(rules),
      on_trade_(std::move(on_trade)),
      by_client_(broker.orders.size()),
      by_broker_(broker.orders.size()),
      settled_(broker.orders.size()) {
  for (std::size_t row = 0; row < broker.orders.size(); ++row) {
    if (broker.orders[row].client_id) by_client_.add(broker.orders[row].client_id->value, row);
    by_broker_.add(broker.orders[row].broker_id->value, row);
  }
}

bool Settling::settle(const Order& ours) {
  // Its cache entry is yet to be closed.
  if (cache_ != nullptr)
    if (const auto entry = cache_->find(*ours.client_id);
        entry != cache_->end() && entry->second.status != CacheStatus::closed)
      return false;
  // A requeue is offered once: the comparison must see that it was taken.
  if (rules_.partial_fill == PartialFillPolicy::requeue && ours.client_id->value.ends_with("-r1")) return false;

  std::optional<std::size_t> row;
  bool contested = false;
  by_client_.each(ours.client_id->value, [&](std::size_t i) {
    if (broker_.orders[i].client_id != ours.client_id) return;
    contested = contested || row.has_value();
    row = i;
  });
  if (ours.broker_id)
    by_broker_.each(ours.broker_id->value, [&](std::size_t i) {
      if (broker_.orders[i].broker_id == ours.broker_id && row != i) contested = true;
    });
  if (contested) return false;
  const Order* theirs = row ? &broker_.orders[*row] : nullptr;
  if (theirs != nullptr && (!is_terminal(theirs->status) || theirs->filled != ours.filled ||
                            reconciling::conflicting_fill(ours, *theirs) != nullptr))
    return false;
  if (row) settled_[*row] = true;
  reconciling::order_trades(ours, theirs, on_trade_);
  return true;
}

Snapshot Settling::unsettled(Snapshot broker) const {
  std::size_t kept = 0;
  for (std::size_t row = 0; row < settled_.size(); ++row)
    if (!settled_[row]) {
      if (kept != row) broker.orders[kept] = std::move(broker.orders[row]);
      ++kept;
    }
  broker.orders.resize(kept);
  return broker;
}

}  // namespace tiyf
