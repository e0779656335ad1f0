// What is known of one order while the list is made. For order_list.cpp and order_record.cpp.
#pragma once

#include <map>

#include "tiyf/oanda/order_list.hpp"

namespace tiyf::oanda {

struct OrderRecord {
  TransactionId id = 0;
  std::optional<Terms> terms;  // none: not known, or none of its own
  std::optional<UtcTime> created_at;
  std::optional<ClientOrderId> client_id;
  bool dependent = false;
  std::optional<OrderType> dependent_type;
  std::optional<Decimal> dependent_price;
  bool pending = false;
  const Transaction* reject = nullptr;
  const Transaction* cancel = nullptr;
  std::vector<const Transaction*> fills;
  UtcTime last_event_at;

  [[nodiscard]] bool known() const { return terms.has_value() || dependent || reject != nullptr; }
  [[nodiscard]] Decimal filled() const;  // units, unsigned
};
using OrderRecords = std::map<TransactionId, OrderRecord>;

// Rule 1. The records point into `history`.
[[nodiscard]] OrderRecords record_orders(const History& history, const PendingOrders& pending);

}  // namespace tiyf::oanda
