#include "tiyf/outcome/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tiyf/documents/finding_json.hpp"
#include "tiyf/documents/limits_json.hpp"
#include "tiyf/json/writer.hpp"

namespace tiyf {
namespace {

using json::Writer;

void write_position(Writer& w, const PositionRow& row) {
  w.begin_object().member("symbol", row.symbol.value);
  w.key("local")
      .begin_object()
      .member("net_units", row.local_units)
      .member_or_null("avg_price", row.local_avg)
      .end_object();
  w.key("broker")
      .begin_object()
      .member_or_null("net_units", row.broker_units)
      .member_or_null("avg_price", row.broker_avg)
      .end_object();
  w.member_or_null("drift_units", row.drift_units).member_or_null("drift_pips", row.drift_pips);
  w.member("status", name(row.status)).member("reason", row.reason).end_object();
}

void write_advice(Writer& w, const RetryAdvice& row) {
  w.begin_object().member("broker_client_order_id", row.client_id.value);
  if (row.decision_id) w.member("decision_id", row.decision_id->value);
  w.member("advice", name(row.advice)).member("reason", row.reason).end_object();
}

void write_input(Writer& w, const InputNote& note) {
  w.begin_object()
      .member("input", name(note.input))
      .member("sha256", note.sha256)
      .member("lines", note.lines);
  w.member("torn_tail", note.torn_tail).member("duplicate_fills", note.duplicate_fills);
  w.member("duplicate_sends", note.duplicate_sends).key("ignored_events").begin_object();
  for (const auto& [event, count] : note.ignored_events) w.member(event, count);
  w.end_object().end_object();
}

void write_error(Writer& w, const RunError& failed) {
  const auto& error = failed.error;
  w.begin_object().member("code", failed.code).member("message", error.message);
  if (!error.file.empty()) w.member("file", error.file);
  if (error.line != 0) w.member("line", error.line);
  if (error.column != 0) w.member("column", error.column);
  if (!error.pointer.empty()) w.member("pointer", error.pointer);
  w.end_object();
}

}  // namespace

std::uint64_t Report::count(FindingKind kind) const {
  return static_cast<std::uint64_t>(
      std::count_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.kind == kind; }));
}

std::map<std::string, std::uint64_t> Report::counts() const {
  std::map<std::string, std::uint64_t> out;
  for (const auto& finding : findings) ++out[std::string(name(finding.kind))];
  return out;
}

int exit_code(const Report& report) {
  return report.error ? report.error->code : static_cast<int>(report.status);
}

Result<std::string> report_json(const Report& report) {
  Writer w(json::Layout::pretty);
  w.begin_object().member("schema", "tiyf.reconcile_report.v1").member("reconcile_id", report.reconcile_id);
  w.member_if("as_of", report.as_of).member("now", report.now).member("status", name(report.status));
  w.member("kill_switch", report.kill_switch() ? 1 : 0).member_if("restart_reason", report.restart_reason);
  w.member("clear_to_trade", report.clear_to_trade());
  w.key("counts").begin_object();
  for (const auto& [kind, count] : report.counts()) w.member(kind, count);
  w.end_object();
  if (report.error)
    w.key("max_drift_pips").null();
  else
    w.member("max_drift_pips", report.max_drift_pips);
  w.key("cache").begin_object();
  w.member("ok", report.cache.ok).member("entries", report.cache.entries).end_object();
  w.key("findings").begin_array();
  for (const auto& finding : report.findings) documents::write_finding(w, finding);
  w.end_array().key("positions").begin_array();
  for (const auto& row : report.positions) write_position(w, row);
  w.end_array().key("retry_advice").begin_array();
  for (const auto& row : report.retry_advice) write_advice(w, row);
  w.end_array();
  if (report.broker_limits) {
    w.key("broker_limits");
    documents::write_limits(w, *report.broker_limits);
  }
  w.member("unconfirmed", report.unconfirmed).key("inputs").begin_array();
  for (const auto& note : report.inputs) write_input(w, note);
  w.end_array();
  if (report.error) {
    w.key("error");
    write_error(w, *report.error);
  }
  return w.end_object().finish();
}

std::string summary_line(const Report& report) {
  using enum FindingKind;
  const auto tail = [&](std::string findings) {
    return fmt::format("findings={} status={} kill_switch={} reconcile_id={}\n", findings,
                       name(report.status), report.kill_switch() ? 1 : 0, report.reconcile_id);
  };
  if (report.error) {
    return fmt::format(
        "reconcile_summary stale=unknown orphan=unknown drift=unknown cache_ok={} partial_fills=unknown "
        "cancelled=unknown {}",
        report.cache.ok, tail("unknown"));
  }
  return fmt::format(
      "reconcile_summary stale={} orphan={} drift={} cache_ok={} partial_fills={} cancelled={} {}",
      report.count(stale_local_order), report.count(orphan_broker_order), report.max_drift_pips.text(),
      report.cache.ok, report.count(partial_fill_caught_by_reconcile), report.count(stale_order_cancelled),
      tail(std::to_string(report.findings.size())));
}

std::string history_line(const Report& report) {
  Writer w(json::Layout::line);
  w.begin_object()
      .member("event", "run")
      .member("now", report.now)
      .member("reconcile_id", report.reconcile_id);
  w.member("status", name(report.status)).member("exit_code", exit_code(report));
  w.member("kill_switch", report.kill_switch() ? 1 : 0);
  // A run that could not compare has found nothing out: null, never 0.
  const auto found = [&](std::uint64_t count) { return report.error ? std::nullopt : std::optional(count); };
  w.member_or_null("stale", found(report.count(FindingKind::stale_local_order)));
  w.member_or_null("orphan", found(report.count(FindingKind::orphan_broker_order)));
  w.member_or_null("drift", report.error ? std::nullopt : std::optional(report.max_drift_pips));
  w.member("findings", std::uint64_t{report.findings.size()});
  if (report.error) w.member("error", report.error->error.text());
  return w.end_object().finish().value_or("") + "\n";
}

}  // namespace tiyf
