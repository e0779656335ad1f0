#include "tiyf/reconcile/trades.hpp"

#include <algorithm>
#include <tuple>

namespace tiyf::reconciling {
namespace {

// Our own fill: does the broker confirm it? It lists that fill, or lists none for the order and its filled
// covers ours.
TradeSource confirmed(const Fill& fill, Decimal our_filled, const Order* broker) {
  if (broker == nullptr) return TradeSource::journal;
  if (broker->fills.empty()) return broker->filled >= our_filled ? TradeSource::both : TradeSource::journal;
  const bool listed = std::any_of(broker->fills.begin(), broker->fills.end(), [&](const Fill& f) {
    return f.id == fill.id && f.size == fill.size && f.price == fill.price;
  });
  return listed ? TradeSource::both : TradeSource::journal;
}

std::optional<Evidence> line_of(Input log, const Fill& fill) {
  return fill.line == 0 ? std::nullopt : std::optional(Evidence(log, fill.line));
}

std::optional<Evidence> evidence_of(const Fill& fill, const Order* broker) {
  if (!fill.caught) return line_of(Input::order_journal, fill);
  if (broker != nullptr)
    for (const auto& listed : broker->fills)
      if (listed.id == fill.id) return line_of(Input::broker_events, listed);
  return std::nullopt;
}

Decimal journal_filled(const Order& order) {
  Decimal sum;
  for (const auto& fill : order.fills)
    if (!fill.caught) sum += fill.counted();
  return sum;
}

}  // namespace

void order_trades(const Order& order, const Order* broker, const OnTrade& on_trade) {
  const Decimal ours = journal_filled(order);
  for (const auto& fill : order.fills) {
    if (fill.counted().is_zero()) continue;
    on_trade({.ts = fill.ts,
              .decision_id = order.decision_id,
              .client_id = order.client_id,
              .broker_id = broker != nullptr ? broker->broker_id : order.broker_id,
              .fill_id = fill.id,
              .symbol = order.symbol,
              .side = order.side,
              .size = fill.counted(),
              .price = fill.price,
              .intended_price = order.intended_price,
              .source = fill.caught ? TradeSource::broker : confirmed(fill, ours, broker),
              .evidence = evidence_of(fill, broker)});
  }
}

std::vector<Trade> list_trades(const Snapshot& local, const Matches& matches) {
  std::vector<Trade> out;
  for (const auto& match : matches.ours)
    order_trades(*match.local, match.broker, [&out](const TradeView& trade) { out.push_back(kept(trade)); });
  for (const auto& loose : local.loose_fills)
    out.push_back({.ts = loose.fill.ts,
                   .client_id = loose.client_id,
                   .broker_id = loose.broker_id,
                   .fill_id = loose.fill.id,
                   .symbol = loose.symbol,
                   .side = loose.side,
                   .size = loose.fill.size,
                   .price = loose.fill.price,
                   .source = TradeSource::journal,
                   .evidence = line_of(Input::order_journal, loose.fill)});
  const auto key = [](const Trade& t) {
    return std::tie(t.ts, t.decision_id, t.client_id, t.broker_id, t.fill_id);
  };
  std::sort(out.begin(), out.end(), [&](const Trade& a, const Trade& b) { return key(a) < key(b); });
  return out;
}

}  // namespace tiyf::reconciling
