#include "plan.hpp"

#include <algorithm>

namespace tiyf::bench {

Units Order::filled() const {
  Units sum = 0;
  for (const Fill& fill : fills) sum += fill.size;
  return sum;
}

Order Planner::decide(Milliseconds decided, std::size_t instrument, Type type) {
  Order order;
  order.number = next_order_++;
  order.instrument = &kInstruments[instrument];
  order.side = dice_.percent(50) ? Side::buy : Side::sell;
  order.type = type;
  order.size = dice_.between(2, 40) * order.instrument->step;
  Points& mid = mid_[instrument];
  mid += dice_.between(-12, 12);
  // A resting limit order waits on the near side of the market, a stop on the far side.
  const Points distance = type == Type::market ? 0 : dice_.between(15, 160);
  const bool below = (order.side == Side::buy) == (type == Type::limit);
  order.price = below ? mid - distance : mid + distance;
  order.decided = decided;
  order.sent = decided + dice_.between(5, 30);
  order.accepted = order.sent + dice_.between(40, 180);
  return order;
}

void Planner::fill(Order& order, Units units, Milliseconds from, int parts) {
  Milliseconds at = from;
  for (int part = 1; part <= parts && units > 0; ++part) {
    const Units step = order.instrument->step;
    const Units size = part == parts ? units : std::max(step, units / 2 / step * step);
    // Adverse is positive: a limit order never does worse than its price, a market order or a stop may by
    // some points.
    const Points adverse = order.type == Type::limit ? -dice_.between(0, 2) : dice_.between(-2, 7);
    order.fills.push_back(
        {at, next_fill_++, size, order.side == Side::buy ? order.price + adverse : order.price - adverse});
    units -= size;
    at += dice_.between(60, 400);
  }
}

void Planner::live_as_market(Order& order) {
  fill(order, order.size, *order.accepted + dice_.between(30, 250), static_cast<int>(dice_.between(1, 2)));
  order.ending = Ending::filled;
  order.ended = order.fills.back().at;
}

void Planner::live_as_resting(Order& order) {
  const Milliseconds touched = *order.accepted + dice_.between(1, 75) * kMinute + dice_.below(kMinute);
  const std::int64_t fate = dice_.below(100);
  const auto parts = static_cast<int>(dice_.between(1, 2));
  if (fate < 4) {
    order.ending = Ending::rejected;
    order.ended = *order.accepted;
    order.accepted.reset();
    return;
  }
  const Milliseconds replaced_at = *order.accepted + 30 * kSecond;  // well before the price is touched
  if (fate < 10 && replaced_at < kCrash - kSecond)
    order.replaced = Replacement{replaced_at, order.size + 2 * order.instrument->step};
  if (fate < 62) {
    fill(order, order.total(), touched, parts);
    order.ending = Ending::filled;
    order.ended = order.fills.back().at;
    return;
  }
  const bool partly = fate < 74;
  if (partly) fill(order, order.size / 2 / order.instrument->step * order.instrument->step, touched, 1);
  order.ended = touched + dice_.between(1, 30) * kMinute;
  order.ending = fate >= 94 ? Ending::expired : Ending::cancelled;
  // Most cancels are the engine's own; a dead engine sends none.
  if (order.ending == Ending::cancelled && fate < 90 && order.ended > kCrash) order.ending = Ending::working;
}

void Planner::cut_at_snapshot(Order& order) const {
  const Milliseconds last = kSnapshot - kSecond;
  std::erase_if(order.fills, [&](const Fill& fill) { return fill.at > last; });
  if (order.ending != Ending::working && order.ended > last) order.ending = Ending::working;
  if (order.ending == Ending::filled && order.filled() != order.total()) order.ending = Ending::working;
}

Order Planner::plan(Milliseconds decided) {
  const std::int64_t kind = dice_.below(100);
  const Type type = kind < 60 ? Type::market : kind < 90 ? Type::limit : Type::stop;
  Order order = decide(decided, static_cast<std::size_t>(dice_.below(std::ssize(kInstruments))), type);
  type == Type::market ? live_as_market(order) : live_as_resting(order);
  cut_at_snapshot(order);
  return order;
}

Order Planner::plan_working(Milliseconds decided) {
  return decide(decided, static_cast<std::size_t>(dice_.below(std::ssize(kInstruments))), Type::limit);
}

Order Planner::plan_filled(Milliseconds decided, std::size_t instrument) {
  Order order = decide(decided, instrument, Type::market);
  fill(order, order.size, *order.accepted + dice_.between(30, 250), 2);
  order.ending = Ending::filled;
  order.ended = order.fills.back().at;
  return order;
}

Order as_journaled(const Order& order) {
  constexpr Milliseconds last = kCrash - kJournalDelay;
  Order ours = order;
  std::erase_if(ours.fills, [](const Fill& fill) { return fill.at > last; });
  if (ours.accepted && *ours.accepted > last) ours.accepted.reset();
  if (ours.ending != Ending::working && ours.ended > last) ours.ending = Ending::working;
  return ours;
}

}  // namespace tiyf::bench
