#include "tiyf/reconcile/positions.hpp"

#include <fmt/format.h>

#include <set>

namespace tiyf::reconciling {
namespace {

// |difference| > tolerance · pip, without the rounding of a quotient.
bool beyond(Decimal difference, Decimal tolerance_pips, Decimal pip) {
  int128 allowed = 0;
  if (__builtin_mul_overflow(tolerance_pips.nanos(), pip.nanos(), &allowed)) return false;
  return difference.abs().nanos() * 1'000'000'000 > allowed;
}

struct Verdict {
  PositionStatus status;
  std::string_view reason;
};

// In the contract's order of test: both flat, one missing, side, units, price.
Verdict verdict(const PositionRow& row, std::optional<Decimal> pip, const ReconcileRules& rules) {
  const Decimal local = row.local_units, broker = *row.broker_units;
  if (local.is_zero() && broker.is_zero()) return {PositionStatus::match, "flat"};
  if (row.drift_units->abs() > rules.tolerance_units) {
    if (local.is_zero()) return {PositionStatus::mismatch, "engine_missing"};
    if (broker.is_zero()) return {PositionStatus::mismatch, "broker_missing"};
    if (local.is_negative() != broker.is_negative()) return {PositionStatus::mismatch, "side_diff"};
    return {PositionStatus::mismatch, "units_diff"};
  }
  if (pip && row.local_avg && row.broker_avg &&
      beyond(*row.local_avg - *row.broker_avg, rules.tolerance_pips, *pip))
    return {PositionStatus::mismatch, "price_diff"};
  return {PositionStatus::match, "aligned"};
}

Fields side(const std::optional<Decimal>& units, const std::optional<Decimal>& average) {
  const auto value = [](const std::optional<Decimal>& d) { return d ? FieldValue(*d) : FieldValue(); };
  return {{"net_units", value(units)}, {"avg_price", value(average)}};
}

Finding drift(const PositionRow& row, const PositionBook& local, const PositionBook& broker) {
  Finding out{.kind = FindingKind::position_drift, .severity = Severity::critical, .symbol = row.symbol};
  out.local = side(row.local_units, row.local_avg);
  out.broker = side(row.broker_units, row.broker_avg);
  out.message = fmt::format("{}: {} here, {} at the broker ({})", row.symbol.value, row.local_units.text(),
                            row.broker_units->text(), row.reason);
  if (row.reason == "price_diff")
    out.message = fmt::format("{}: {} at {} here, at {} at the broker, {} pips apart ({})", row.symbol.value,
                              row.local_units.text(), row.local_avg->text(), row.broker_avg->text(),
                              row.drift_pips->text(), row.reason);
  out.extras = {{"reason", std::string(row.reason)}, {"drift_units", *row.drift_units}};
  out.extras.push_back({"drift_pips", row.drift_pips ? FieldValue(*row.drift_pips) : FieldValue()});
  for (auto line : local.lines(row.symbol)) out.evidence.push_back({Input::order_journal, line});
  for (auto line : broker.lines(row.symbol)) out.evidence.push_back({Input::broker_events, line});
  return out;
}

std::string too_long(const Symbol& symbol) {
  return fmt::format(
      "the position drift of {} needs more than 18 digits: look at its position in the broker's snapshot or "
      "log, and in our journal",
      symbol.value);
}

}  // namespace

Finding pip_size_missing(const Symbol& symbol) {
  Finding out{.kind = FindingKind::pip_size_missing, .severity = Severity::critical, .symbol = symbol};
  out.message = fmt::format("{} has no pip size: add it to the config's instruments", symbol.value);
  return out;
}

Result<PositionComparison> compare_positions(const PositionBook& local,
                                             const std::optional<PositionBook>& broker,
                                             const ReconcileContext& context) {
  PositionComparison out;
  std::set<Symbol> symbols;
  for (const auto& row : local.rows()) symbols.insert(row.symbol);
  if (broker)
    for (const auto& row : broker->rows()) symbols.insert(row.symbol);
  if (!broker) {
    Finding unknown{.kind = FindingKind::positions_unknown, .severity = Severity::warning};
    unknown.message = "the broker snapshot has no positions: ours are not compared";
    out.findings.push_back(std::move(unknown));
  }
  for (const auto& symbol : symbols) {
    const auto ours = local.find(symbol).value_or(NetPosition{symbol, {}, {}});
    PositionRow row{.symbol = symbol, .local_units = ours.net_units, .local_avg = ours.avg_price};
    if (!broker) {
      row.status = PositionStatus::unknown;
      row.reason = "broker_snapshot_unavailable";
      out.rows.push_back(std::move(row));
      continue;
    }
    const auto theirs = broker->find(symbol).value_or(NetPosition{symbol, {}, {}});
    row.broker_units = theirs.net_units;
    row.broker_avg = theirs.avg_price;
    row.drift_units = ours.net_units - theirs.net_units;
    if (!row.drift_units->fits()) return fail(ErrorKind::malformed, too_long(symbol));
    const auto pip = context.instruments.pip_size(symbol);
    if (row.local_avg && row.broker_avg) {
      if (!pip) {
        out.findings.push_back(pip_size_missing(symbol));
      } else {
        const auto pips = divide((*row.local_avg - *row.broker_avg).abs(), *pip);
        if (!pips) return fail(ErrorKind::malformed, too_long(symbol));
        row.drift_pips = *pips;
      }
    }
    const auto [status, reason] = verdict(row, pip, context.rules);
    row.status = status;
    row.reason = reason;
    if (status == PositionStatus::mismatch) out.findings.push_back(drift(row, local, *broker));
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace tiyf::reconciling
