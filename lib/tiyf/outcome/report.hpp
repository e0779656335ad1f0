// What a run says: the report tiyf.reconcile_report.v1 and everything written beside it (CONTRACT §4, §5).
// Descriptions only: nothing here touches a file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/model/limits.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf {

// What is known of one input. Only this part and reconcile_id may differ when an input is written
// differently.
struct InputNote {
  Input input;
  std::string sha256;
  std::uint64_t lines = 0;
  std::uint64_t torn_tail = 0;
  std::uint64_t duplicate_fills = 0;
  std::uint64_t duplicate_sends = 0;
  std::map<std::string, std::uint64_t> ignored_events{};
};

struct CacheNote {
  bool ok = true;
  std::uint64_t entries = 0;
};

// Why a run could not compare; `code` is the exit code.
struct RunError {
  int code;
  Error error;
};

// The fills of one symbol and session against their slippage preset.
struct SlippageRow {
  std::string symbol, session;
  std::optional<Decimal> mean_pips;  // none: nothing could be judged
  std::uint64_t preset_hits = 0;     // fills that a preset judged
};

struct Report {
  std::string reconcile_id;
  std::optional<UtcTime> as_of;  // the broker snapshot's; none when the run failed before it had one
  UtcTime now;
  RunStatus status = RunStatus::failed;
  bool latched = false;  // the kill switch was set before this run
  std::optional<std::string> restart_reason;
  std::vector<Finding> findings;  // in report_order
  std::vector<PositionRow> positions;
  std::vector<RetryAdvice> retry_advice;
  Decimal max_drift_pips;
  CacheNote cache;  // no cache in use: fine, and without entries
  std::optional<Limits> broker_limits;
  std::vector<SlippageRow> slippage;  // for the metrics; by symbol, session
  std::uint64_t unconfirmed = 0;
  std::vector<InputNote> inputs;
  std::optional<RunError> error;

  // Whether this run calls for it; the latch is the state folder's business.
  [[nodiscard]] bool kill_switch() const { return status >= RunStatus::manual_intervention; }
  [[nodiscard]] bool clear_to_trade() const { return !kill_switch() && !latched; }
  [[nodiscard]] std::uint64_t count(FindingKind kind) const;
  [[nodiscard]] std::map<std::string, std::uint64_t> counts() const;  // by kind, those that occur
};

// CONTRACT §4 "Status": 0, 1, 2; a failed run has its own code.
[[nodiscard]] int exit_code(const Report& report);

[[nodiscard]] Result<std::string> report_json(const Report& report);

// "reconcile_summary stale=0 orphan=0 drift=0.1 cache_ok=true partial_fills=… …" and a newline. What a failed
// run could not find out reads "unknown".
[[nodiscard]] std::string summary_line(const Report& report);

// alerts.jsonl: a line an alert.
struct Alert {
  std::string alert;
  std::string message;
  std::map<std::string, std::uint64_t> counts;
};
[[nodiscard]] std::vector<Alert> alerts(const Report& report);
[[nodiscard]] Result<std::string> alerts_jsonl(const Report& report);

// corrections.jsonl and requeue.jsonl: order-journal and decision-log lines.
[[nodiscard]] Result<std::string> corrections_jsonl(const std::vector<Correction>& corrections,
                                                    std::string_view reconcile_id);
[[nodiscard]] Result<std::string> requeue_jsonl(const std::vector<Requeue>& requeues);

// Counters that survive restarts, kept in the state folder as tiyf.reconcile_counters.v1.
struct Counters {
  std::uint64_t runs = 0;
  std::uint64_t stale_orders = 0;
  std::uint64_t orphan_orders = 0;
  std::map<std::pair<std::string, std::string>, std::uint64_t> preset_hits{};  // symbol, session

  void add(const Report& report);
};
[[nodiscard]] std::string counters_json(const Counters& counters);
[[nodiscard]] Result<Counters> read_counters(std::string_view text, std::string_view file);

// metrics.txt: Prometheus text for node_exporter's textfile collector. `duration` of this run.
[[nodiscard]] std::string metrics_text(const Report& report, const Counters& counters, Duration duration);

// One line of reconcile-history.jsonl for this run.
[[nodiscard]] std::string history_line(const Report& report);

}  // namespace tiyf
