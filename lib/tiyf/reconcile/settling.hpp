// Orders of which a comparison will have nothing to say: closed here, and at the broker closed with the same
// fills or not listed. A fold may let go of them while it reads on, so that a run's memory grows with what is
// open.
//
// Invariant (tests/property): R5. Settling changes nothing but memory: findings, positions, corrections,
// advice and trades are the same without it.
#pragma once

#include <functional>
#include <vector>

#include "tiyf/model/cache_entry.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/listed_orders.hpp"
#include "tiyf/model/settler.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf {

class Settling final : public Settler {
 public:
  using OnTrade = std::function<void(const TradeView&)>;

  // `broker`, `cache` (null: none in use, or it could not be loaded) and `rules` must outlive it. `on_trade`
  // gets the trades of settled orders, in no order.
  Settling(const ListedOrders& broker, const CacheEntries* cache, const ReconcileRules& rules,
           OnTrade on_trade);
  ~Settling() override;

  void settle(std::span<Closed> orders) override;

  // The broker's orders that are settled, by their place in the list; the others are to be compared with what
  // the fold kept.
  [[nodiscard]] const std::vector<bool>& settled() const { return settled_; }

 private:
  struct Look;
  void expect(std::span<Look> looks) const;
  [[nodiscard]] bool settle_one(const Look& look);

  const ListedOrders& broker_;
  const CacheEntries* cache_;
  const ReconcileRules& rules_;
  OnTrade on_trade_;
  IdIndex by_client_;
  std::vector<bool> settled_;
  std::vector<Look> looks_;  // of the orders at hand
  Order theirs_;             // of the one at hand: its id, filled and fills
};

}  // namespace tiyf
