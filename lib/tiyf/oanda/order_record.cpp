#include "tiyf/oanda/order_record.hpp"

#include <algorithm>

namespace tiyf::oanda {
namespace {

void open(OrderRecord& record, const Transaction& t) {
  record.created_at = t.time;
  record.client_id = record.opened_as = t.client_id;
  record.terms = t.terms;
  record.replaces = t.replaces;
  record.dependent = t.kind == TransactionKind::dependent_created;
  record.dependent_type = t.dependent_type;
  record.dependent_price = t.price;
}

// Cancels and fills name the client id that the order had by then; one without it had none.
void close(OrderRecord& record, const Transaction& t) {
  if (t.client_id) record.client_id = t.client_id;
  if (t.kind == TransactionKind::order_filled)
    record.fills.push_back(&t);
  else
    record.cancel = &t;
}

Error contradiction(const OrderRecord& record, const Transaction& fill, const char* member,
                    const char* what) {
  return {.kind = ErrorKind::malformed,
          .message = "a fill of order " + std::to_string(record.id) + " " + what + " than the order",
          .file = fill.place.source,
          .pointer = fill.place.pointer + "/" + member};
}

void apply(OrderRecord& record, const Transaction& t) {
  switch (t.kind) {
    case TransactionKind::order_created:
    case TransactionKind::dependent_created:
      open(record, t);
      break;
    case TransactionKind::order_rejected:
      open(record, t);
      record.reject = &t;
      break;
    case TransactionKind::order_filled:
    case TransactionKind::order_cancelled:
      close(record, t);
      break;
    case TransactionKind::extensions_changed:
      record.client_id = t.client_id;
      break;
    case TransactionKind::other:
      break;
  }
  record.last_event_at = std::max(record.last_event_at, t.time);
}

}  // namespace

Decimal OrderRecord::filled() const {
  Decimal sum;
  for (const auto* fill : fills) sum += fill->terms->units.abs();
  return sum;
}

Result<void> check_fills(const OrderRecords& records) {
  for (const auto& [id, record] : records) {
    if (record.fills.empty()) continue;
    const auto& terms = record.terms ? *record.terms : *record.fills.front()->terms;
    for (const auto* fill : record.fills) {
      if (fill->terms->instrument != terms.instrument)
        return fail(contradiction(record, *fill, "instrument", "of another instrument"));
      if (fill->terms->units.is_negative() != terms.units.is_negative())
        return fail(contradiction(record, *fill, "units", "to another side"));
    }
  }
  return {};
}

bool is_known(const OrderRecords& records, TransactionId order) {
  const auto found = records.find(order);
  return found != records.end() && found->second.known();
}

OrderRecords record_orders(const History& history, const PendingOrders& pending) {
  OrderRecords records;
  const auto apply_if = [&](auto wanted) {
    for (const auto& [id, t] : history.all()) {
      if (t.kind == TransactionKind::other || !wanted(id)) continue;
      auto& record = records[t.order_id];
      record.id = t.order_id;
      apply(record, t);
    }
  };
  apply_if([&](TransactionId id) { return id <= pending.last; });
  for (const auto& row : pending.orders) {
    auto& record = records[row.id];
    record.id = row.id;
    if (!record.created_at) record.opened_as = row.client_id;
    record.terms = row.terms;
    record.created_at = row.created_at;
    record.client_id = row.client_id;
    if (row.replaces) record.replaces = row.replaces;
    record.last_event_at = std::max(record.last_event_at, row.created_at);
    record.pending = true;
    record.cancel = nullptr;  // it is pending after that: the later word counts
  }
  for (const auto id : pending.dependents) {
    auto& record = records[id];
    record.id = id;
    record.dependent = record.pending = true;
    record.cancel = nullptr;
  }
  apply_if([&](TransactionId id) { return id > pending.last; });
  for (const auto& [id, record] : records)
    if (record.cancel != nullptr && record.cancel->replaced_by)
      if (const auto newer = records.find(*record.cancel->replaced_by);
          newer != records.end() && !newer->second.replaces)
        newer->second.replaces = id;
  return records;
}

}  // namespace tiyf::oanda
