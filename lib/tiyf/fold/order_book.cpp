#include "tiyf/fold/order_book.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tiyf/base/text.hpp"

namespace tiyf {

using fold::Record;
using fold::StoredEvent;

namespace {

// Lines stay sorted and distinct.
void add_line(std::vector<std::uint64_t>& lines, std::uint64_t line) {
  const auto place = std::lower_bound(lines.begin(), lines.end(), line);
  if (place == lines.end() || *place != line) lines.insert(place, line);
}

}  // namespace

OrderBook::OrderBook(BookSide side, std::string log_file, std::string decision_file)
    : side_(side),
      log_file_(std::move(log_file)),
      decision_file_(std::move(decision_file)),
      records_(side == BookSide::ours ? fold::NamedBy::us : fold::NamedBy::broker) {}

std::string_view OrderBook::key_of(const Event& event) const {
  return side_ == BookSide::ours ? event.client_id : event.broker_id;
}

bool OrderBook::opens(EventKind kind) const {
  return kind == EventKind::order_sent || (side_ == BookSide::brokers && kind == EventKind::order_accepted);
}

Error OrderBook::at_line(const Event& event, std::string message) const {
  return {ErrorKind::malformed, std::move(message), log_file_, event.line, 1, {}};
}

void OrderBook::let_go(Settler& settler, Pinned pinned) {
  settler_ = &settler;
  pinned_ = std::move(pinned);
}

fold::Record& OrderBook::record_of(std::string_view key, std::uint64_t hash) {
  Record* const known = records_.find(key, hash);
  return known != nullptr ? *known : new_record(key, hash);
}

fold::Record& OrderBook::new_record(std::string_view key, std::uint64_t hash) {
  Record& record = records_.add(key, hash);
  record.pinned = is_pinned(hash);
  return record;
}

Result<void> OrderBook::pinned_decision(const Event& event) {
  const auto hash = event.key_hash;
  return is_pinned(hash) ? decide(event, hash) : Result<void>();
}

Result<void> OrderBook::decision(const Event& event) {
  if (event.kind == EventKind::engine_restart_reason) {
    state_.restart_reason = std::string(event.reason);
    return {};
  }
  const auto hash = event.key_hash;
  if (is_pinned(hash)) return {};  // it came first
  if (gone_.contains(hash) && records_.find(event.client_id, hash) == nullptr) {
    missed_.insert(hash);
    return {};
  }
  return decide(event, hash);
}

Result<void> OrderBook::decide(const Event& event, std::uint64_t hash) {
  auto& record = record_of(key_of(event), hash);
  if (!record.decided) {
    record.decide(event);
  } else {
    if (!record.decided_as(event))
      return fail(Error{
          ErrorKind::malformed,
          fmt::format("broker_client_order_id {} is decided again with other values (first at line {}); "
                      "client order ids must be unique",
                      event.client_id, record.first_decision_line()),
          decision_file_,
          event.line,
          1,
          {}});
  }
  record.order.evidence.push_back({Input::decision_log, event.line});
  return {};
}

Result<void> OrderBook::apply(const Event& event) {
  switch (event.kind) {
    case EventKind::position_snapshot:
      positions_.set(*event.symbol, signed_units(*event.side, *event.size), event.price, event.line);
      return {};
    case EventKind::limits: {
      auto& limits = state_.limits ? *state_.limits : state_.limits.emplace();
      if (event.limits->daily_loss_cap) {
        limits.daily_loss_cap = event.limits->daily_loss_cap;
        state_.limit_lines.daily_loss_cap = Evidence(input(), event.line);
      }
      if (event.limits->symbol_caps) {
        limits.symbol_caps = event.limits->symbol_caps;
        state_.limit_lines.symbol_caps = Evidence(input(), event.line);
      }
      return {};
    }
    default:
      break;
  }
  const auto key = key_of(event);
  const auto hash = event.key_hash;
  Record* record = records_.find(key, hash);
  // A pinned id is never let go: what is gone is only like it.
  if (record == nullptr && !is_pinned(hash) && gone_.contains(hash)) {
    missed_.insert(hash);
    return {};
  }
  if (opens(event.kind)) return open(event, record != nullptr ? *record : new_record(key, hash));
  if (record != nullptr && record->opened) return apply_to(*record, event);
  const auto decided = record == nullptr ? StoredEvent::Decided::not_yet : StoredEvent::Decided::yes;
  waiting_[std::string(key)].emplace_back(event, decided, hold_place(event, record));
  return {};
}

Result<void> OrderBook::open(const Event& event, Record& record) {
  if (record.opened) return reopen(record, event);
  record.open(event);
  record.opening_line = event.line;
  record.acknowledged = side_ == BookSide::brokers;
  record.note(input(), event);
  if (waiting_.empty()) return {};
  if (const auto waited = waiting_.find(record.key()); waited != waiting_.end()) {
    const auto events = std::move(waited->second);
    waiting_.erase(waited);
    for (const auto& stored : events) TIYF_CHECK(apply_to(record, stored.view()));
  }
  return {};
}

Result<void> OrderBook::reopen(Record& record, const Event& event) {
  if (record.opened_as(event)) {
    ++duplicate_sends_;
    return {};
  }
  if (side_ == BookSide::brokers) return accepted_again(record, event);
  record.odd().resent_lines.push_back(event.line);
  record.note(input(), event);
  return {};
}

// The same order at another time, and perhaps with the client id that was not given before, is a repetition.
Result<void> OrderBook::accepted_again(Record& record, const Event& event) {
  Event first = event;
  first.ts = record.order.created_at;
  bool same = record.opened_as(first);
  first.client_id = {};
  same = same || record.opened_as(first);
  if (!same)
    return fail(at_line(
        event, fmt::format("broker_order_id {} is accepted again with other values (first at line {})",
                           event.broker_id, record.opening_line)));
  ++duplicate_sends_;
  if (!record.order.client_id && !event.client_id.empty()) record.note(input(), event);
  return name_client(record, event);
}

Result<void> OrderBook::name_client(Record& record, const Event& event) const {
  if (event.client_id.empty()) return {};
  auto& known = record.order.client_id;
  if (known && known->value != event.client_id)
    return fail(at_line(event, fmt::format("broker_order_id {} has client id {} here and {} before",
                                           event.broker_id, event.client_id, known->value)));
  if (!known) record.keep_terms();
  known = ClientOrderId(event.client_id);
  return {};
}

Result<void> OrderBook::apply_to(Record& record, const Event& event, PositionBook::Place place) {
  TIYF_CHECK(change(record, event, place));
  if (settler_ != nullptr) queue(record);
  return {};
}

// Closed orders are let go when so many others have closed after them, some at once.
void OrderBook::queue(Record& record) {
  constexpr std::size_t kept = 256, at_once = 16;
  if (record.queued || record.pinned || !is_terminal(record.status())) return;
  record.queued = true;
  closed_.push_back({&record, record.hash});
  if (closed_.size() < kept + at_once) return;
  let_go(std::span(closed_).first(at_once));
  closed_.erase(closed_.begin(), closed_.begin() + at_once);
  for (const auto& next : std::span(closed_).first(at_once)) {
    next.record->expect();
    records_.expect_slot(next.hash);
    gone_.expect(next.hash);
  }
}

void OrderBook::let_go(std::span<const Queued> oldest) {
  for (const auto& queued : oldest) records_.expect_fills(*queued.record);
  asked_.clear();
  for (const auto& [record, hash] : oldest) {
    record->queued = false;
    if (!record->plainly_closed() || !average_fills(record->order)) continue;
    record->order.status = record->status();
    asked_.push_back({&record->order, hash});
  }
  for (const auto& closed : asked_) gone_.expect_place(closed.client_hash);
  settler_->settle(asked_);
  auto answer = asked_.begin();
  for (const auto& [record, hash] : oldest) {
    if (answer == asked_.end() || answer->order != &record->order) continue;
    if (answer++->settled) {
      gone_.insert(hash);
      records_.remove(*record);
    }
  }
}

Result<void> OrderBook::change(Record& record, const Event& event, PositionBook::Place place) {
  Order& order = record.order;
  if (side_ == BookSide::brokers) TIYF_CHECK(name_client(record, event));
  record.note(input(), event);
  switch (event.kind) {
    case EventKind::order_accepted:
      if (!order.broker_id || order.broker_id->value != event.broker_id)
        order.broker_id = BrokerOrderId(event.broker_id);
      record.acknowledged = true;
      return {};
    case EventKind::fill:
      return fill(record, event, place);
    case EventKind::order_replaced:
      record.keep_terms();
      if (event.size) order.size = *event.size;
      if (event.price) order.price = event.price;
      return {};
    case EventKind::order_cancelled:
      record.terminal = OrderStatus::cancelled;
      break;
    case EventKind::order_rejected:
      record.terminal = OrderStatus::rejected;
      break;
    default:
      record.terminal = OrderStatus::expired;
      break;
  }
  order.close_reason.reset();
  if (!event.reason.empty()) order.close_reason = std::string(event.reason);
  return {};
}

Result<void> OrderBook::fill(Record& record, const Event& event, PositionBook::Place place) {
  Fill fill{.id = FillId(event.fill_id), .size = *event.size, .price = event.price, .ts = event.ts};
  fill.inferred = event.inferred;
  fill.line = event.line;
  fill.place = place;
  const auto outcome = apply_fill(record.order, positions_, std::move(fill));
  if (!outcome)
    return fail(at_line(event, fmt::format("with this fill a sum {}", describe(outcome.error()))));
  if (*outcome == FillOutcome::duplicate) ++duplicate_fills_;
  if (*outcome == FillOutcome::conflict) {
    auto& lines = record.odd().conflict_lines;
    for (const auto& first : record.order.fills)
      if (first.id.value == event.fill_id) add_line(lines, first.line);
    add_line(lines, event.line);
  }
  return {};
}

Result<Snapshot> OrderBook::finish(UtcTime as_of) {
  TIYF_CHECK(apply_waiting());
  auto records = records_.all();
  std::sort(records.begin(), records.end(),
            [](const Record* a, const Record* b) { return a->key() < b->key(); });
  state_.orders.reserve(records.size());
  for (auto* record : records) {
    if (auto concluded = fold::conclude(*record, input(), state_.findings); !concluded)
      return fail(ErrorKind::malformed, fmt::format("{}: the average price of {} {}", log_file_,
                                                    record->key(), describe(concluded.error())));
    state_.orders.push_back(std::move(record->order));
  }
  std::sort(state_.findings.begin(), state_.findings.end(), report_order);
  state_.as_of = as_of;
  state_.positions = std::move(positions_);
  records_.clear();
  waiting_.clear();
  return std::move(state_);
}

}  // namespace tiyf
