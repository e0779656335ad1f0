// Lines about orders that their log has not opened (yet), and what they come to when it never does:
// journal_gap.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tiyf/base/text.hpp"
#include "tiyf/fold/order_book.hpp"

namespace tiyf {

using fold::Record;
using fold::StoredEvent;

PositionBook::Place OrderBook::hold_place(const Event& event, const Record* decided) {
  if (event.kind != EventKind::fill) return 0;
  if (decided != nullptr) return positions_.hold(decided->order.symbol);
  return event.symbol != nullptr && event.side ? positions_.hold(*event.symbol) : 0;
}

Result<void> OrderBook::loose_fill(const Event& event, PositionBook::Place place) {
  if (event.kind != EventKind::fill || event.symbol == nullptr || !event.side) return {};
  // The same fill twice counts once here too.
  for (const auto& other : state_.loose_fills) {
    const auto& id = side_ == BookSide::ours ? other.client_id->value : other.broker_id->value;
    if (other.fill.id.value != event.fill_id || id != key_of(event)) continue;
    if (other.fill.size == *event.size && other.fill.price == event.price)
      ++duplicate_fills_;
    else
      fold::add_loose_conflict(input(), other, event.line, state_.findings);
    return {};
  }
  positions_.take(place, signed_units(*event.side, *event.size), event.price, event.line);
  LooseFill loose{
      .fill = {.id = FillId(event.fill_id), .size = *event.size, .price = event.price, .ts = event.ts},
      .symbol = *event.symbol,
      .side = *event.side};
  loose.fill.line = event.line;
  if (!event.client_id.empty()) loose.client_id = ClientOrderId(event.client_id);
  if (!event.broker_id.empty()) loose.broker_id = BrokerOrderId(event.broker_id);
  state_.loose_fills.push_back(std::move(loose));
  return {};
}

Result<void> OrderBook::apply_waiting() {
  std::vector<std::pair<Record*, const StoredEvent*>> gaps;
  for (const auto& [key, events] : waiting_) {
    const auto hash = id_hash(key);
    Record* record = records_.find(key, hash);
    if (record == nullptr) state_.findings.push_back(fold::gap_finding(input(), events));
    for (const auto& event : events) {
      gaps.emplace_back(record, &event);
      if (record == nullptr) continue;
      record->odd().gap_lines.push_back(event.line());
      // Its decision came after it, so its place in the position was not held.
      if (event.decided() == StoredEvent::Decided::not_yet) missed_.insert(hash);
    }
  }
  std::sort(gaps.begin(), gaps.end(),
            [](const auto& a, const auto& b) { return a.second->line() < b.second->line(); });
  for (const auto& [record, event] : gaps) {
    auto applied = record != nullptr ? change(*record, event->view(), event->place())
                                     : loose_fill(event->view(), event->place());
    if (!applied) return applied;
  }
  if (auto folded = positions_.fold_taken(); !folded)
    return fail(ErrorKind::malformed, fmt::format("{}: with the fills that no line opens a sum {}", log_file_,
                                                  describe(folded.error())));
  return {};
}

OrderBook::Unopened OrderBook::unopened() const {
  Unopened out;
  for (const auto& [key, events] : waiting_) {
    if (records_.find(key, id_hash(key)) != nullptr) continue;
    std::set<std::string> named;
    for (const auto& stored : events)
      if (const auto id = stored.view().client_id; !id.empty()) named.emplace(id);
    if (named.size() == 1) out.emplace(*named.begin(), key);  // two ids: nothing says whose it is
  }
  return out;
}

Result<void> OrderBook::decision_of(const Unopened& orders, const Event& event) {
  for (auto [order, end] = orders.equal_range(event.client_id); order != end; ++order) {
    Event decision = event;
    decision.broker_id = order->second;
    decision.key_hash = id_hash(order->second);
    TIYF_CHECK(decide(decision, decision.key_hash));
    record_of(order->second, decision.key_hash).acknowledged = true;  // its lines are the broker's own
  }
  return {};
}

}  // namespace tiyf
