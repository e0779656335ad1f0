#include "tiyf/oanda/order_list.hpp"

#include <algorithm>
#include <set>

#include "tiyf/oanda/order_record.hpp"

namespace tiyf::oanda {
namespace {

constexpr std::string_view kExpired = "TIME_IN_FORCE_EXPIRED";
constexpr std::string_view kRepeated = "CLIENT_ORDER_ID_ALREADY_EXISTS";

Side side_of(Decimal units) { return units.is_negative() ? Side::sell : Side::buy; }

Fill fill_of(const Transaction& t) {
  return {.id = FillId{std::to_string(t.id)}, .size = t.terms->units.abs(), .price = t.price, .ts = t.time};
}

// Client ids of orders that came to be.
std::set<ClientOrderId> living_ids(const OrderRecords& records) {
  std::set<ClientOrderId> ids;
  for (const auto& [id, record] : records)
    if (record.reject == nullptr && record.client_id) ids.insert(*record.client_id);
  return ids;
}

class Lister {
 public:
  Lister(const OrderRecords& records, TransactionId pending_last, std::vector<std::string> gaps)
      : living_(living_ids(records)), pending_last_(pending_last) {
    out_.gaps = std::move(gaps);
  }

  Result<void> add(const OrderRecord& record);
  [[nodiscard]] OrderList take() && { return std::move(out_); }

 private:
  void add_unknown(const OrderRecord& record);
  void add_loose_fills(const OrderRecord& record);
  Result<void> add_order(const OrderRecord& record, const Terms& terms, Decimal size);
  OrderStatus status(const OrderRecord& record, const Order& order);

  std::set<ClientOrderId> living_;
  TransactionId pending_last_;
  OrderList out_;
};

Result<void> Lister::add(const OrderRecord& record) {
  if (!record.known()) {
    add_unknown(record);
    return {};
  }
  if (record.reject != nullptr && !record.terms) {
    out_.empty_rejects.push_back(record.id);
    return {};
  }
  if (record.successor_lost) {
    add_loose_fills(record);
    return {};
  }
  if (!record.dependent) return add_order(record, *record.terms, record.terms->units.abs() + record.before);
  if (record.fills.empty()) {
    if (record.cancel == nullptr) out_.dependents.push_back(record.id);
    return {};
  }
  auto terms = *record.fills.front()->terms;
  terms.type = record.dependent_type;
  terms.price = record.dependent_price;
  return add_order(record, terms, record.filled());
}

void Lister::add_unknown(const OrderRecord& record) {
  if (record.fills.empty() && record.cancel == nullptr) return;  // a changed comment says nothing
  out_.gaps.push_back("the opening of order " + std::to_string(record.id) + " is not to be had");
  add_loose_fills(record);
}

void Lister::add_loose_fills(const OrderRecord& record) {
  for (const auto* t : record.fills)
    out_.loose_fills.push_back({.fill = fill_of(*t),
                                .client_id = record.client_id,
                                .broker_id = BrokerOrderId{std::to_string(record.id)},
                                .symbol = Symbol{t->terms->instrument},
                                .side = side_of(t->terms->units)});
}

OrderStatus Lister::status(const OrderRecord& record, const Order& order) {
  if (record.reject != nullptr) return OrderStatus::rejected;
  if (order.filled >= order.size) return OrderStatus::filled;
  if (record.cancel != nullptr) return status_after(*record.cancel);
  if (record.replaced) return OrderStatus::cancelled;
  const bool open = record.pending || record.id > pending_last_;
  if (!open && record.filled() > record.before) return OrderStatus::filled;
  if (!open)
    out_.gaps.push_back("order " + std::to_string(record.id) + " is not pending, but nothing closed it");
  return order.filled.is_zero() ? OrderStatus::accepted : OrderStatus::partially_filled;
}

Result<void> Lister::add_order(const OrderRecord& record, const Terms& terms, Decimal size) {
  Order order;
  order.broker_id = BrokerOrderId{std::to_string(record.id)};
  const bool repeats = record.reject != nullptr && record.client_id &&
                       (record.reject->reason == kRepeated || living_.contains(*record.client_id));
  if (!repeats) order.client_id = record.client_id;
  order.symbol = Symbol{terms.instrument};
  order.side = side_of(terms.units);
  order.size = size;
  order.filled = record.filled();
  for (const auto* t : record.fills) order.fills.push_back(fill_of(*t));
  order.type = terms.type;
  if (order.type != OrderType::market) order.price = terms.price;
  order.status = status(record, order);
  order.created_at = record.created_at.value_or(record.last_event_at);
  order.last_event_at = std::max(record.last_event_at, order.created_at);
  const auto* const closed_by = record.reject != nullptr ? record.reject : record.cancel;
  if (closed_by != nullptr && !closed_by->reason.empty()) order.close_reason = closed_by->reason;
  if (!order.size.fits() || !order.filled.fits() || !average_fills(order))
    return fail(ErrorKind::malformed,
                "order " + order.broker_id->value + ": its fills add up to more than 18 digits");
  out_.orders.push_back(std::move(order));
  return {};
}

// Of an order whose whole history is there.
OrderStatus status_of(const OrderRecord& record) {
  if (record.reject != nullptr) return OrderStatus::rejected;
  const auto filled = record.filled();
  const bool whole = record.dependent ? !filled.is_zero() : filled >= record.terms->units.abs();
  if (whole) return OrderStatus::filled;
  if (record.cancel != nullptr) return status_after(*record.cancel);
  return filled.is_zero() ? OrderStatus::accepted : OrderStatus::partially_filled;
}

// Later than `order`, as the reader of a transaction has seen to.
std::optional<TransactionId> successor(const OrderRecords& records, TransactionId order) {
  const auto found = records.find(order);
  const auto* const cancel = found == records.end() ? nullptr : found->second.cancel;
  if (cancel == nullptr || !cancel->replaced) return std::nullopt;
  if (cancel->replaced_by) return cancel->replaced_by;
  for (const auto& [id, record] : records)
    if (record.replaces == order) return id;
  return std::nullopt;
}

}  // namespace

OrderStatus status_after(const Transaction& cancel) {
  return cancel.reason == kExpired ? OrderStatus::expired : OrderStatus::cancelled;
}

Result<OrderList> list_orders(const History& history, const PendingOrders& pending) {
  auto records = record_orders(history, pending);
  TIYF_CHECK(check_fills(records));
  auto gaps = fold_replaced(records, history);
  Lister lister(records, pending.last, std::move(gaps));
  for (const auto& [id, record] : records) TIYF_CHECK(lister.add(record));
  return std::move(lister).take();
}

std::set<TransactionId> missing_transactions(const History& history, const PendingOrders& pending) {
  const auto records = record_orders(history, pending);
  auto missing = missing_openings(records, history);
  missing.merge(missing_between(records, history));
  return missing;
}

std::optional<UtcTime> needs_fills_from(const History& history, const PendingOrders& pending) {
  const auto records = record_orders(history, pending);
  const auto* const first = history.first();
  std::optional<UtcTime> oldest;
  for (const auto id : listed_orders(records, history)) {
    const auto& record = records.at(id);
    if (!record.listable() || !record.created_at) continue;
    const bool opened_before = first == nullptr ? id <= pending.last : id < first->id;
    if (!opened_before || record.filled() >= record.terms->units.abs()) continue;
    if (!oldest || *record.created_at < *oldest) oldest = record.created_at;
  }
  return oldest;
}

void add_earlier_fills(History& history, const PendingOrders& pending, std::vector<Transaction> fills) {
  const auto records = record_orders(history, pending);
  std::set<TransactionId> ids;
  for (const auto& [id, record] : records) ids.insert(id);
  for (auto& fill : fills)
    if (fill.kind == TransactionKind::order_filled && ids.contains(fill.order_id))
      history.add_earlier(std::move(fill));
}

Result<Fate> fate_of(const History& history, TransactionId order) {
  if (!history.gaps().empty()) return fail(ErrorKind::malformed, history.gaps().front());
  const auto records = record_orders(history, {});
  TIYF_CHECK(check_fills(records));
  Fate fate;
  const auto found = records.find(order);
  if (found == records.end() || !found->second.known()) return fate;
  fate.status = status_of(found->second);
  fate.replaced = found->second.cancel != nullptr && found->second.cancel->replaced;
  for (auto next = successor(records, order); next; next = successor(records, *next))
    fate.successors.push_back(*next);
  return fate;
}

}  // namespace tiyf::oanda
