// Which broker order is which of ours (CONTRACT §4, first paragraph). Internal to reconcile/.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tiyf/model/cache_entry.hpp"
#include "tiyf/model/snapshot.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf::reconciling {

enum class KnownFrom { logs, cache };

// One of our orders (or one that only the cache knows) and what the broker has under it.
struct Match {
  Order* local;
  const Order* broker = nullptr;
  KnownFrom known_from = KnownFrom::logs;
  bool id_conflict = false;                // tied by broker id while the broker names another client id
  std::vector<const Order*> others{};      // closed ones under the same client id that are not the match
  std::vector<const Order*> duplicates{};  // two or more open under one client id: nothing else is said
};

// Ids of which our journal has lines that nothing opens and no decision knows (journal_gap). There is no
// order of ours to match, and yet the journal knows them: a row under one of them is neither nobody's nor the
// cache's alone.
struct Gaps {
  std::set<ClientOrderId> clients;
  std::set<BrokerOrderId> brokers;

  [[nodiscard]] bool names(const Order& at_broker) const;
};
[[nodiscard]] Gaps gaps_of(const Snapshot& local);

struct Matches {
  std::vector<Match> ours;            // by client id
  std::vector<const Order*> unknown;  // the broker's, of which nobody here knows; by broker id
  std::vector<std::vector<const Order*>> unknown_duplicates;  // two or more open under one unknown client id
  Contested contested;
};

// Orders that only the cache knows are appended to `local` as decided ones. `local` must not change
// afterwards.
[[nodiscard]] Matches match_orders(std::vector<Order>& local, const std::vector<Order>& broker,
                                   const CacheEntries* cache, const Gaps& gaps);

}  // namespace tiyf::reconciling
