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
  Lister(const OrderRecords& records, TransactionId pending_last)
      : living_(living_ids(records)), pending_last_(pending_last) {}

  Result<void> add(const OrderRecord& record);
  [[nodiscard]] OrderList take() && { return std::move(out_); }

 private:
  void add_unknown(const OrderRecord& record);
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
    out_.gaps.push_back("the rejected order " + std::to_string(record.id) +
                        " has no units or price to list (" + record.reject->reason + ")");
    return {};
  }
  if (!record.dependent) return add_order(record, *record.terms, record.terms->units.abs());
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
  const bool open = record.pending || record.id > pending_last_;
  if (!order.filled.is_zero()) return open ? OrderStatus::partially_filled : OrderStatus::filled;
  if (!open)
    out_.gaps.push_back("order " + std::to_string(record.id) + " is not pending, but nothing closed it");
  return OrderStatus::accepted;
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

}  // namespace

OrderStatus status_after(const Transaction& cancel) {
  return cancel.reason == kExpired ? OrderStatus::expired : OrderStatus::cancelled;
}

Result<OrderList> list_orders(const History& history, const PendingOrders& pending) {
  const auto records = record_orders(history, pending);
  Lister lister(records, pending.last);
  for (const auto& [id, record] : records) TIYF_CHECK(lister.add(record));
  return std::move(lister).take();
}

std::vector<TransactionId> unknown_orders(const History& history, const PendingOrders& pending) {
  std::vector<TransactionId> out;
  for (const auto& [id, record] : record_orders(history, pending))
    if (!record.known() && (!record.fills.empty() || record.cancel != nullptr)) out.push_back(id);
  return out;
}

std::optional<UtcTime> needs_fills_from(const History& history, const PendingOrders& pending) {
  const auto* const first = history.first();
  std::optional<UtcTime> oldest;
  for (const auto& [id, record] : record_orders(history, pending)) {
    if (record.dependent || record.reject != nullptr || !record.terms || !record.created_at) continue;
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

std::optional<OrderStatus> proven_status(const History& history, TransactionId order) {
  const auto records = record_orders(history, {});
  const auto found = records.find(order);
  if (found == records.end() || !found->second.known() || !history.gaps().empty()) return std::nullopt;
  const auto& record = found->second;
  if (record.reject != nullptr) return OrderStatus::rejected;
  const auto filled = record.filled();
  const bool whole = record.dependent ? !filled.is_zero() : filled >= record.terms->units.abs();
  if (whole) return OrderStatus::filled;
  if (record.cancel != nullptr) return status_after(*record.cancel);
  return filled.is_zero() ? OrderStatus::accepted : OrderStatus::partially_filled;
}

}  // namespace tiyf::oanda
