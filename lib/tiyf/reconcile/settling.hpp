// Orders of which a comparison will have nothing to say: closed here, and at the broker closed with the same fills or not
// listed. A fold may let go of them while it reads on, so that a run's memory grows with what is open.
//
// Invariant (tests/property): R5. Settling changes nothing but memory: findings, positions, corrections, advice and
// trades are the same without it.
#pragma once

#include <functional>
#include <vector>

#include "tiyf/model/cache_entry.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/snapshot.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf {

class Settling {
 public:
  using OnTrade = std::function<void(Trade)>;

  // `broker`, `cache` (null: none in use, or it could not be loaded) and `rules` must outlive it. `on_trade` gets the
  // trades of settled orders, in no order.
  Settling(const Snapshot& broker, const CacheEntries* cache, const ReconcileRules& rules, OnTrade on_trade);

  // `ours` is closed, without a finding of its own and without inferred fills.
  [[nodiscard]] bool settle(const Order& ours);

  // The broker's orders less the settled ones; to be compared with what the fold kept.
  [[nodiscard]] Snapshot unsettled(Snapshot broker) const;

 private:
  // Rows by the hash of an id; which of them bear it is asked of the rows.
  class Index {
   public:
    explicit Index(std::size_t rows);
    void add(const std::string& id, std::size_t row);
    template <class Visit>
    void each(const std::string& id, Visit visit) const;

   private:
    struct Slot {
      std::uint32_t hash = 0;
      std::uint32_t row = 0;  // row + 1; 0: free
    };
    std::vector<Slot> slots_;  // a power of two, at most half full
  };

  const Snapshot& broker_;
  const CacheEntries* cache_;
  const ReconcileRules& rules_;
  OnTrade on_trade_;
  Index by_client_, by_broker_;
  std::vector<bool> settled_;
};

}  // namespace tiyf
