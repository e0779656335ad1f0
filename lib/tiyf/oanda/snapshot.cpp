#include "tiyf/oanda/snapshot.hpp"

#include <algorithm>
#include <tuple>

#include "tiyf/json/writer.hpp"

namespace tiyf::oanda {
namespace {

using json::Writer;
using Spelling = std::function<std::string(const std::string&)>;

void write_order(Writer& w, const Order& order, const Spelling& spelling) {
  w.begin_object().member("broker_order_id", order.broker_id->value);
  if (order.client_id) w.member("broker_client_order_id", order.client_id->value);
  w.member("symbol", spelling(order.symbol.value)).member("side", name(order.side));
  w.member("size", order.size).member("filled", order.filled);
  w.member_if("avg_fill_price", order.avg_fill_price);
  if (order.type) w.member("type", name(*order.type));
  w.member_if("price", order.price).member("status", name(order.status));
  w.member("created_at", order.created_at);
  if (order.last_event_at > order.created_at) w.member("last_event_at", order.last_event_at);
  w.member_if("close_reason", order.close_reason).end_object();
}

void write_fill(Writer& w, const LooseFill& row, const Spelling& spelling) {
  w.begin_object().member("fill_id", row.fill.id.value).member("broker_order_id", row.broker_id->value);
  if (row.client_id) w.member("broker_client_order_id", row.client_id->value);
  w.member("symbol", spelling(row.symbol.value)).member("side", name(row.side));
  w.member("size", row.fill.size).member_if("price", row.fill.price).member("ts", row.fill.ts).end_object();
}

std::vector<LooseFill> sorted_fills(const OrderList& list) {
  auto rows = list.loose_fills;
  for (const auto& order : list.orders)
    for (const auto& fill : order.fills)
      rows.push_back({fill, order.client_id, order.broker_id, order.symbol, order.side});
  std::sort(rows.begin(), rows.end(), [](const LooseFill& a, const LooseFill& b) {
    return std::tie(a.broker_id, a.fill.ts, a.fill.id) < std::tie(b.broker_id, b.fill.ts, b.fill.id);
  });
  return rows;
}

void write_orders(Writer& w, const OrderList& list, const Spelling& spelling) {
  auto orders = list.orders;
  std::sort(orders.begin(), orders.end(),
            [](const Order& a, const Order& b) { return *a.broker_id < *b.broker_id; });
  w.key("orders").begin_array();
  for (const auto& order : orders) write_order(w, order, spelling);
  w.end_array().key("fills").begin_array();
  for (const auto& row : sorted_fills(list)) write_fill(w, row, spelling);
  w.end_array();
}

void write_positions(Writer& w, const std::vector<Leg>& legs, const Spelling& spelling) {
  std::vector<std::pair<std::string, Leg>> rows;
  for (const auto& leg : legs) rows.emplace_back(spelling(leg.instrument), leg);
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.side, a.second.instrument) <
           std::tie(b.first, b.second.side, b.second.instrument);
  });
  w.key("positions").begin_array();
  for (const auto& [symbol, leg] : rows)
    w.begin_object()
        .member("symbol", symbol)
        .member("side", name(leg.side))
        .member("units", leg.units)
        .member("avg_price", leg.avg_price)
        .end_object();
  w.end_array();
}

Result<void> write_limits(Writer& w, const std::map<std::string, Decimal>& caps, const Spelling& spelling) {
  std::map<std::string, Decimal> by_symbol;
  for (const auto& [instrument, cap] : caps)
    if (!by_symbol.emplace(spelling(instrument), cap).second)
      return fail(ErrorKind::malformed,
                  "two of the broker's instruments are " + spelling(instrument) + " to us");
  w.key("limits").begin_object().key("symbol_caps").begin_object();
  for (const auto& [symbol, cap] : by_symbol) w.member(symbol, cap);
  w.end_object().end_object();
  return {};
}

std::string_view name_of(OrderCoverage coverage) {
  return coverage == OrderCoverage::partial     ? "partial"
         : coverage == OrderCoverage::open_only ? "open_only"
                                                : "all";
}

}  // namespace

Result<std::string> write_snapshot(const Account& account, const Spelling& spelling) {
  Writer w(json::Layout::pretty);
  w.begin_object().member("schema", "tiyf.broker_snapshot.v1").member("as_of", account.as_of);
  w.member("account", account.id);
  w.key("coverage").begin_object().member("orders", name_of(account.coverage.orders));
  w.member_if("since", account.coverage.since).end_object();
  write_orders(w, account.orders, spelling);
  write_positions(w, account.legs, spelling);
  if (account.unit_caps) TIYF_CHECK(write_limits(w, *account.unit_caps, spelling));
  w.end_object();
  return w.finish();
}

}  // namespace tiyf::oanda
