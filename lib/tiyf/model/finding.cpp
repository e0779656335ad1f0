#include "tiyf/model/finding.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace tiyf {
namespace {

struct KindRow {
  std::string_view name;
  Severity severity;
};

// In the order of FindingKind (alphabetical), so that comparing kinds compares names. Severities: CONTRACT
// §4.
constexpr std::array<KindRow, 32> kKinds{{
    {"ack_caught_by_reconcile", Severity::info},
    {"broker_snapshot_stale", Severity::critical},
    {"cache_entry_restored", Severity::warning},
    {"cache_unreadable", Severity::critical},
    {"cancel_caught_by_reconcile", Severity::warning},
    {"clock_skew", Severity::warning},
    {"closed_here_open_on_broker", Severity::critical},
    {"coverage_partial", Severity::warning},
    {"decision_not_sent", Severity::info},
    {"duplicate_broker_order", Severity::critical},
    {"duplicate_order_sent", Severity::critical},
    {"exposure_over_cap", Severity::critical},
    {"fill_caught_by_reconcile", Severity::warning},
    {"fill_conflict", Severity::critical},
    {"fill_missing_on_broker", Severity::critical},
    {"id_conflict", Severity::critical},
    {"in_flight_order", Severity::info},
    {"journal_gap", Severity::critical},
    {"limit_mismatch", Severity::critical},
    {"order_mismatch", Severity::critical},
    {"orphan_broker_order", Severity::critical},
    {"overfill", Severity::critical},
    {"partial_fill_caught_by_reconcile", Severity::warning},
    {"pip_size_missing", Severity::critical},
    {"position_drift", Severity::critical},
    {"positions_unknown", Severity::warning},
    {"slippage_over_preset", Severity::warning},
    {"slippage_preset_missing", Severity::warning},
    {"stale_local_order", Severity::critical},
    {"stale_order_cancelled", Severity::warning},
    {"stale_order_over_ttl", Severity::warning},
    {"unjournaled_order_caught_by_reconcile", Severity::warning},
}};

}  // namespace

std::string_view name(Severity severity) {
  constexpr std::array<std::string_view, 3> names{"critical", "warning", "info"};
  return names[static_cast<std::size_t>(severity)];
}

std::string_view name(FindingKind kind) { return kKinds[static_cast<std::size_t>(kind)].name; }
Severity usual_severity(FindingKind kind) { return kKinds[static_cast<std::size_t>(kind)].severity; }

std::optional<FindingKind> parse_finding_kind(std::string_view text) {
  const auto found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const KindRow& row) { return row.name == text; });
  if (found == kKinds.end()) return std::nullopt;
  return static_cast<FindingKind>(found - kKinds.begin());
}

bool report_order(const Finding& a, const Finding& b) {
  const auto key = [](const Finding& f) {
    return std::tie(f.severity, f.kind, f.symbol, f.client_id, f.broker_id, f.message);
  };
  return key(a) < key(b);
}

std::string_view name(Input input) {
  constexpr std::array<std::string_view, 6> names{"config",        "decision_log",    "order_journal",
                                                  "broker_events", "broker_snapshot", "local_snapshot"};
  return names[static_cast<std::size_t>(input)];
}

}  // namespace tiyf
