#include "tiyf/model/listed_orders.hpp"

#include <bit>

namespace tiyf {

IdIndex::IdIndex(std::size_t rows)
    : slots_(std::bit_ceil(2 * rows + 1)), filter_((slots_.size() * 4 + kWord - 1) / kWord) {}

ListedOrders list_orders(const Snapshot& broker) {
  ListedOrders out;
  out.orders.reserve(broker.orders.size());
  out.by_broker_id = IdIndex(broker.orders.size());
  for (const auto& order : broker.orders) {
    out.by_broker_id.add(id_hash(order.broker_id->value), out.orders.size());
    out.orders.push_back({.client_id = text_of(order.client_id),
                          .broker_id = order.broker_id->value,
                          .filled = order.filled,
                          .first_fill = static_cast<std::uint32_t>(out.fills.size()),
                          .fill_count = static_cast<std::uint32_t>(order.fills.size()),
                          .plainly_closed = is_terminal(order.status)});
    for (const auto& fill : order.fills) out.fills.push_back({fill.id.value, fill.size, fill.price});
  }
  return out;
}

}  // namespace tiyf
