#include "tiyf/reconcile/match.hpp"

#include <algorithm>
#include <unordered_map>

namespace tiyf::reconciling {
namespace {

struct Tied {
  const Order* order;
  bool by_broker_id_against_client_id;
};

// The one that stands for a client id: the open one, else the newest.
const Tied& representative(const std::vector<Tied>& tied) {
  return *std::max_element(tied.begin(), tied.end(), [](const Tied& a, const Tied& b) {
    const auto rank = [](const Tied& t) {
      return std::make_tuple(is_open(t.order->status), t.order->created_at,
                             std::cref(t.order->broker_id->value));
    };
    return rank(a) < rank(b);
  });
}

std::vector<const Order*> open_ones(const std::vector<Tied>& tied) {
  std::vector<const Order*> out;
  for (const auto& t : tied)
    if (is_open(t.order->status)) out.push_back(t.order);
  return out;
}

// The open orders under one client id where there are several; else none.
std::vector<const Order*> contesting(const ClientOrderId& client_id, const std::vector<Tied>& tied,
                                     Contested& contested) {
  auto open = open_ones(tied);
  if (open.size() < 2) return {};
  contested.clients.insert(client_id);
  for (const auto& t : tied) contested.at_broker.emplace(t.order->client_id, t.order->broker_id);
  return open;
}

Order from_cache(const CacheEntry& entry) {
  Order order;
  order.client_id = entry.client_id;
  order.decision_id = entry.decision_id;
  order.symbol = entry.symbol;
  order.side = entry.side;
  order.size = entry.size;
  order.status = OrderStatus::decided;
  order.created_at = order.last_event_at = entry.updated_utc;
  return order;
}

// Adds to `local` what only the cache knows, where the broker has an order under that client id.
std::size_t adopt_from_cache(std::vector<Order>& local, const std::vector<Order>& broker,
                             const CacheEntries* cache, const Gaps& gaps) {
  const auto from_logs = local.size();
  if (cache == nullptr) return from_logs;
  auto [known, acknowledged] = gaps;
  for (const auto& order : local) {
    known.insert(*order.client_id);
    if (order.broker_id) acknowledged.insert(*order.broker_id);
  }
  for (const auto& order : broker) {
    if (!order.client_id || known.contains(*order.client_id) || acknowledged.contains(*order.broker_id))
      continue;
    const auto entry = cache->find(*order.client_id);
    if (entry == cache->end()) continue;
    known.insert(*order.client_id);
    local.push_back(from_cache(entry->second));
  }
  return from_logs;
}

}  // namespace

bool Gaps::names(const Order& at_broker) const {
  return (at_broker.client_id && clients.contains(*at_broker.client_id)) ||
         brokers.contains(*at_broker.broker_id);
}

Gaps gaps_of(const Snapshot& local) {
  Gaps out;
  for (const auto& finding : local.findings) {
    if (finding.kind != FindingKind::journal_gap || !finding.client_id) continue;
    out.clients.insert(*finding.client_id);
    if (finding.broker_id) out.brokers.insert(*finding.broker_id);
  }
  return out;
}

Matches match_orders(std::vector<Order>& local, const std::vector<Order>& broker, const CacheEntries* cache,
                     const Gaps& gaps) {
  const auto from_logs = adopt_from_cache(local, broker, cache, gaps);
  std::unordered_map<ClientOrderId, std::size_t> by_client;
  std::unordered_map<BrokerOrderId, std::size_t> by_broker;
  for (std::size_t i = 0; i < local.size(); ++i) {
    by_client.emplace(*local[i].client_id, i);
    if (local[i].broker_id) by_broker.emplace(*local[i].broker_id, i);
  }
  std::vector<std::vector<Tied>> tied(local.size());
  std::map<ClientOrderId, std::vector<Tied>> strangers;
  Matches out;
  for (const auto& order : broker) {
    if (order.client_id)
      if (const auto found = by_client.find(*order.client_id); found != by_client.end()) {
        tied[found->second].push_back({&order, false});
        continue;
      }
    if (const auto found = by_broker.find(*order.broker_id); found != by_broker.end())
      tied[found->second].push_back({&order, order.client_id.has_value()});
    else if (order.client_id)
      strangers[*order.client_id].push_back({&order, false});
    else if (!gaps.names(order))
      out.unknown.push_back(&order);
  }

  for (std::size_t i = 0; i < local.size(); ++i) {
    Match match{.local = &local[i], .known_from = i < from_logs ? KnownFrom::logs : KnownFrom::cache};
    match.duplicates = contesting(*local[i].client_id, tied[i], out.contested);
    if (match.duplicates.empty() && !tied[i].empty()) {
      const auto& chosen = representative(tied[i]);
      match.broker = chosen.order;
      match.id_conflict = chosen.by_broker_id_against_client_id;
      for (const auto& other : tied[i])
        if (other.order != chosen.order) match.others.push_back(other.order);
    }
    out.ours.push_back(std::move(match));
  }
  std::sort(out.ours.begin(), out.ours.end(),
            [](const Match& a, const Match& b) { return a.local->client_id < b.local->client_id; });
  for (const auto& [client_id, orders] : strangers) {
    if (auto open = contesting(client_id, orders, out.contested); !open.empty())
      out.unknown_duplicates.push_back(std::move(open));
    else if (const auto* order = representative(orders).order; !gaps.names(*order))
      out.unknown.push_back(order);
  }
  std::sort(out.unknown.begin(), out.unknown.end(),
            [](const Order* a, const Order* b) { return a->broker_id < b->broker_id; });
  return out;
}

}  // namespace tiyf::reconciling
