// A finding: one thing on which engine and broker, or a log and itself, do not agree (CONTRACT §4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tiyf/base/decimal.hpp"
#include "tiyf/base/utc_time.hpp"
#include "tiyf/model/evidence.hpp"
#include "tiyf/model/ids.hpp"

namespace tiyf {

enum class Severity { critical, warning, info };
[[nodiscard]] std::string_view name(Severity severity);

enum class FindingKind {
  ack_caught_by_reconcile,
  broker_snapshot_stale,
  cache_entry_restored,
  cache_unreadable,
  cancel_caught_by_reconcile,
  clock_skew,
  closed_here_open_on_broker,
  coverage_partial,
  decision_not_sent,
  duplicate_broker_order,
  duplicate_order_sent,
  exposure_over_cap,
  fill_caught_by_reconcile,
  fill_conflict,
  fill_missing_on_broker,
  id_conflict,
  in_flight_order,
  journal_gap,
  limit_mismatch,
  order_mismatch,
  orphan_broker_order,
  overfill,
  partial_fill_caught_by_reconcile,
  pip_size_missing,
  position_drift,
  positions_unknown,
  slippage_over_preset,
  slippage_preset_missing,
  stale_local_order,
  stale_order_cancelled,
  stale_order_over_ttl,
  unjournaled_order_caught_by_reconcile,
};
[[nodiscard]] std::string_view name(FindingKind kind);
[[nodiscard]] std::optional<FindingKind> parse_finding_kind(std::string_view text);
// The severity of the table in CONTRACT §4 (stale_order_over_ttl may be raised to critical by its maker).
[[nodiscard]] Severity usual_severity(FindingKind kind);

// An ordered list of named values: the extras of a finding and the two sides it compares. `null` is
// std::monostate.
using FieldValue =
    std::variant<std::monostate, bool, std::int64_t, Decimal, UtcTime, std::string, std::vector<std::string>>;
struct Field {
  std::string name;
  FieldValue value;
  friend bool operator==(const Field&, const Field&) = default;
};
using Fields = std::vector<Field>;

struct Finding {
  FindingKind kind;
  Severity severity;
  std::optional<Symbol> symbol;
  std::optional<ClientOrderId> client_id;
  std::optional<BrokerOrderId> broker_id;
  std::optional<DecisionId> decision_id;
  Fields local;   // empty: nothing to show of our side
  Fields broker;  // empty: nothing to show of theirs
  std::string message;
  Fields extras;                   // named extras of the kind: where, fields, broker_status, …
  std::vector<Evidence> evidence;  // sorted, distinct
};

// Severity (critical first), kind by name, symbol, client id, broker id; then message, so that the order is
// total.
[[nodiscard]] bool report_order(const Finding& a, const Finding& b);

}  // namespace tiyf
