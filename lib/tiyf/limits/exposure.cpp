#include "tiyf/limits/exposure.hpp"

#include <algorithm>
#include <map>

namespace tiyf::limits {
namespace {

using BySymbol = std::map<Symbol, Exposure>;

Exposure& at(BySymbol& rows, const Symbol& symbol) {
  auto& row = rows[symbol];
  row.symbol = symbol;
  return row;
}

void add_orders(BySymbol& rows, const std::vector<Order>& orders) {
  for (const auto& order : orders) {
    if (!is_open(order.status)) continue;
    const Decimal remainder = std::max(order.size - order.filled, Decimal{});
    auto& row = at(rows, order.symbol);
    (order.side == Side::buy ? row.open_buy_units : row.open_sell_units) += remainder;
  }
}

void add_positions(BySymbol& rows, const PositionBook& positions) {
  for (const auto& position : positions.rows()) at(rows, position.symbol).net_units = position.net_units;
  for (auto& [symbol, row] : rows)
    if (!row.net_units) row.net_units = Decimal{};
}

void add_caps(BySymbol& rows, const std::optional<Limits>& limits) {
  if (!limits || !limits->symbol_caps) return;
  for (const auto& [symbol, cap] : *limits->symbol_caps) {
    auto& lowest = at(rows, symbol).cap_units;
    lowest = std::min(lowest.value_or(cap), cap);
  }
}

Result<void> judge(Exposure& row) {
  if (!row.net_units) return {};
  const Decimal net = *row.net_units;
  row.exposure_units = std::max((net + row.open_buy_units).abs(), (net - row.open_sell_units).abs());
  row.over = row.cap_units && *row.exposure_units > *row.cap_units;
  if (!row.exposure_units->fits())
    return fail(ErrorKind::malformed, "the exposure in " + row.symbol.value + " " +
                                          std::string(describe(NumberFault::too_many_digits)));
  return {};
}

}  // namespace

Result<ExposureReport> exposure(const Snapshot& broker, const std::optional<Limits>& ours) {
  BySymbol rows;
  add_orders(rows, broker.orders);
  add_caps(rows, ours);
  add_caps(rows, broker.limits);
  if (broker.positions) add_positions(rows, *broker.positions);
  ExposureReport report;
  for (auto& [symbol, row] : rows) {
    TIYF_CHECK(judge(row));
    report.symbols.push_back(row);
  }
  const bool over =
      std::any_of(report.symbols.begin(), report.symbols.end(), [](const Exposure& row) { return row.over; });
  const bool whole = broker.positions && broker.coverage.orders != OrderCoverage::partial;
  if (over)
    report.status = ExposureStatus::over;
  else if (!whole)
    report.status = ExposureStatus::unavailable;
  return report;
}

}  // namespace tiyf::limits
