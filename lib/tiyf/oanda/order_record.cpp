#include "tiyf/oanda/order_record.hpp"

#include <algorithm>

namespace tiyf::oanda {
namespace {

void open(OrderRecord& record, const Transaction& t) {
  record.created_at = t.time;
  record.client_id = t.client_id;
  record.terms = t.terms;
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
    record.terms = row.terms;
    record.created_at = row.created_at;
    record.client_id = row.client_id;
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
  return records;
}

}  // namespace tiyf::oanda
