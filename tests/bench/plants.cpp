#include "plants.hpp"

#include <fmt/format.h>

namespace tiyf::bench {

void Plants::plant(int kind, Milliseconds decided) {
  using Planting = void (Plants::*)(Milliseconds);
  constexpr std::array<Planting, kKinds> plantings{
      &Plants::stale,        &Plants::orphan,        &Plants::mismatch,       &Plants::closed_here,
      &Plants::fill_missing, &Plants::fill_conflict, &Plants::duplicate_fill, &Plants::duplicate_order};
  (this->*plantings[static_cast<std::size_t>(kind)])(decided);
}

void Plants::stale(Milliseconds decided) {
  const Order order = planner_.plan_working(decided);
  day_.decision(order);
  day_.journal(order);
  ++findings_["stale_local_order"];
}

void Plants::orphan(Milliseconds decided) {
  const Order order = planner_.plan_working(decided);
  day_.broker_row(order, broker_id(order), fmt::format("manual-{}", order.number));
  ++findings_["orphan_broker_order"];
}

void Plants::mismatch(Milliseconds decided) {
  Order order = planner_.plan_working(decided);
  day_.decision(order);
  day_.journal(order);
  order.size += order.instrument->step;
  day_.broker(order);
  ++findings_["order_mismatch"];
}

void Plants::closed_here(Milliseconds decided) {
  Order order = planner_.plan_working(decided);
  day_.broker(order);
  day_.decision(order);
  order.ending = Ending::cancelled;
  order.ended = decided + 20 * kSecond;
  day_.journal(order);
  ++findings_["closed_here_open_on_broker"];
}

// The broker took a fill back. Gold's position is off by it; every such plant is in gold, so that one drift
// is planted.
void Plants::fill_missing(Milliseconds decided) {
  Order order = planner_.plan_filled(decided, kGold);
  order.side = Side::buy;
  day_.decision(order);
  day_.journal(order);
  order.fills.pop_back();
  order.ending = Ending::cancelled;
  order.ended = kSnapshot - kSecond;  // a moment ago, so it is listed
  day_.broker(order);
  ++findings_["fill_missing_on_broker"];
  findings_["position_drift"] = 1;
}

void Plants::fill_conflict(Milliseconds decided) {
  const Order order = planner_.plan_filled(decided, 0);
  day_.decision(order);
  day_.journal(order);
  day_.broker(order);
  Fill again = order.fills.back();
  again.size += order.instrument->step;
  again.at += kSecond;
  day_.journal_line(again.at + kJournalDelay, day_.fill_line(order, again));
  ++findings_["fill_conflict"];
}

void Plants::duplicate_fill(Milliseconds decided) {
  const Order order = planner_.plan_filled(decided, 1);
  day_.decision(order);
  day_.journal(order);
  day_.broker(order);
  Fill again = order.fills.front();
  again.at += kSecond;
  day_.journal_line(again.at + kJournalDelay, day_.fill_line(order, again));
  ++duplicate_fills_;
}

void Plants::duplicate_order(Milliseconds decided) {
  const Order order = planner_.plan_working(decided);
  day_.decision(order);
  day_.journal(order);
  day_.broker(order);
  day_.broker_row(order, broker_id(order) + "-again", client_id(order));
  ++findings_["duplicate_broker_order"];
}

void Plants::carried_over() {
  const Order order = planner_.plan_working(kMidnight - 3 * kDay + 14 * kHour);
  day_.decision(order);
  day_.journal(order);
  day_.broker(order);
  ++findings_["stale_order_over_ttl"];
}

void Plants::at_the_crash(int each) {
  for (int i = 0; i < each; ++i) {  // sent, never journaled, filled while nobody looked
    Order order = planner_.plan_filled(kCrash - 300, 2);
    Milliseconds at = kCrash;
    for (Fill& fill : order.fills) fill.at = at += 150;
    day_.decision(order);
    day_.broker(order);
    ++findings_["unjournaled_order_caught_by_reconcile"];
    ++findings_["fill_caught_by_reconcile"];
  }
  for (int i = 0; i < each; ++i) {  // the same, still working
    const Order order = planner_.plan_working(kCrash - 250);
    day_.decision(order);
    day_.broker(order);
    ++findings_["unjournaled_order_caught_by_reconcile"];
  }
  for (int i = 0; i < each; ++i) {  // journaled as sent; the broker's answer came too late
    const Order order = planner_.plan_working(kCrash - 40);
    day_.decision(order);
    day_.journal(as_journaled(order));
    day_.broker(order);
    ++findings_["ack_caught_by_reconcile"];
  }
  for (int i = 0; i < each; ++i) {  // decided in the engine's last moment
    day_.decision(planner_.plan_working(kCrash - 3));
    ++findings_["decision_not_sent"];
  }
}

void Plants::ordinary(const Order& order) {
  const Order ours = as_journaled(order);
  day_.decision(order);
  day_.journal(ours);
  day_.broker(order);
  count_caught(ours, order);
}

void Plants::count_caught(const Order& ours, const Order& theirs) {
  const bool open_there = theirs.ending == Ending::working;
  if (theirs.filled() > ours.filled())
    ++findings_[open_there ? "partial_fill_caught_by_reconcile" : "fill_caught_by_reconcile"];
  if (ours.ending == Ending::working && !open_there && theirs.ending != Ending::filled)
    ++findings_["cancel_caught_by_reconcile"];
}

}  // namespace tiyf::bench
