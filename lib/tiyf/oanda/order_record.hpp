// What is known of one order while the list is made. For order_list.cpp, order_record.cpp and
// order_chain.cpp.
#pragma once

#include <map>
#include <set>

#include "tiyf/oanda/order_list.hpp"

namespace tiyf::oanda {

struct OrderRecord {
  TransactionId id = 0;
  std::optional<Terms> terms;  // none: not known, or none of its own
  std::optional<UtcTime> created_at;
  std::optional<ClientOrderId> client_id;
  std::optional<ClientOrderId> opened_as;  // its client id at first
  std::optional<TransactionId> replaces;
  bool replaced = false;        // by a later order; its cancel may lie before the history
  bool successor_lost = false;  // and nothing is known of that later order
  Decimal before;               // units that the orders it replaced had filled: in `fills`, not in `terms`
  bool dependent = false;
  std::optional<OrderType> dependent_type;
  std::optional<Decimal> dependent_price;
  bool pending = false;
  const Transaction* reject = nullptr;
  const Transaction* cancel = nullptr;
  std::vector<const Transaction*> fills;
  UtcTime last_event_at;

  [[nodiscard]] bool known() const { return terms.has_value() || dependent || reject != nullptr; }
  // An order with units of its own.
  [[nodiscard]] bool listable() const { return terms.has_value() && !dependent && reject == nullptr; }
  [[nodiscard]] Decimal filled() const;  // units, unsigned
};
using OrderRecords = std::map<TransactionId, OrderRecord>;

// Rule 1. The records point into `history`.
[[nodiscard]] OrderRecords record_orders(const History& history, const PendingOrders& pending);

// malformed, with its place: a fill of another instrument or to the other side than its order.
[[nodiscard]] Result<void> check_fills(const OrderRecords& records);

[[nodiscard]] bool is_known(const OrderRecords& records, TransactionId order);

// Those that the window speaks of, and what they replaced under the same client id; not what was looked up to
// no avail.
[[nodiscard]] std::set<TransactionId> listed_orders(const OrderRecords& records, const History& history);

// Creating transactions that are not there, of orders that the list is to have or that belong to one of its
// chains.
[[nodiscard]] std::set<TransactionId> missing_openings(const OrderRecords& records, const History& history);
// What closed a replaced order, and what opened the one in its stead, where their client ids are not known to
// be the same: these transactions have the ids that they had then.
[[nodiscard]] std::set<TransactionId> missing_between(const OrderRecords& records, const History& history);

// Rule 7: folds each order into the one that replaced it. Gaps: what of a chain is not to be had.
[[nodiscard]] std::vector<std::string> fold_replaced(OrderRecords& records, const History& history);

}  // namespace tiyf::oanda
