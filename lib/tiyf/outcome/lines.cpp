// The JSONL and CSV files of a run: alerts, corrections, requeued decisions, trades.
#include <fmt/format.h>

#include "tiyf/base/text.hpp"
#include "tiyf/json/writer.hpp"
#include "tiyf/outcome/report.hpp"

namespace tiyf {
namespace {

using json::Writer;

Result<void> append_line(std::string& out, Writer& w) {
  TIYF_TRY(line, w.finish());
  out += line + '\n';
  return {};
}

void write_terms(Writer& w, const Correction& c) {
  w.member("symbol", c.symbol.value).member("side", name(c.side)).member_if("size", c.size);
  if (c.type) w.member("type", name(*c.type));
  w.member_if("price", c.price);
}

std::string counts_text(const std::map<std::string, std::uint64_t>& counts) {
  std::string out;
  for (const auto& [kind, count] : counts)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, kind);
  return out;
}

std::map<std::string, std::uint64_t> only(const Report& report, std::initializer_list<FindingKind> kinds) {
  std::map<std::string, std::uint64_t> out;
  for (auto kind : kinds)
    if (const auto count = report.count(kind); count != 0) out.emplace(name(kind), count);
  return out;
}

}  // namespace

std::vector<Alert> alerts(const Report& report) {
  std::vector<Alert> out;
  if (report.status == RunStatus::failed)
    out.push_back(
        {"ALERT_RECONCILE_FAILED",
         "reconciliation could not compare: " + (report.error ? report.error->error.text() : "unknown"),
         {}});
  if (report.status == RunStatus::manual_intervention)
    out.push_back({"ALERT_RECONCILE_DIVERGENCE",
                   "manual intervention required: " + counts_text(report.counts()), report.counts()});
  if (!report.cache.ok)
    out.push_back({"ALERT_IDEMPOTENCY_PERSISTENCE_FAILED",
                   "the idempotency cache cannot be trusted: do not send",
                   only(report, {FindingKind::cache_unreadable})});
  if (const auto missing = only(report, {FindingKind::slippage_preset_missing}); !missing.empty())
    out.push_back({"ALERT_SLIPPAGE_PRESET_MISSING",
                   "fills without a slippage preset: " + counts_text(missing), missing});
  if (const auto limits = only(report, {FindingKind::limit_mismatch}); !limits.empty())
    out.push_back(
        {"ALERT_BROKER_LIMIT_MISMATCH", "engine and broker limits differ: " + counts_text(limits), limits});
  return out;
}

Result<std::string> alerts_jsonl(const Report& report) {
  std::string out;
  for (const auto& alert : alerts(report)) {
    Writer w(json::Layout::line);
    const bool warning = alert.alert == "ALERT_SLIPPAGE_PRESET_MISSING";
    w.begin_object().member("alert", alert.alert).member("severity", warning ? "warning" : "critical");
    w.member("timestamp", report.now)
        .member("reconcile_id", report.reconcile_id)
        .key("counts")
        .begin_object();
    for (const auto& [kind, count] : alert.counts) w.member(kind, count);
    w.end_object().member("message", alert.message).end_object();
    TIYF_CHECK(append_line(out, w));
  }
  return out;
}

Result<std::string> corrections_jsonl(const std::vector<Correction>& corrections,
                                      std::string_view reconcile_id) {
  std::string out;
  for (const auto& c : corrections) {
    Writer w(json::Layout::line);
    w.begin_object()
        .member("ts", c.ts)
        .member("event", name(c.kind))
        .member("broker_client_order_id", c.client_id.value);
    if (c.broker_id) w.member("broker_order_id", c.broker_id->value);
    if (c.kind == CorrectionKind::order_sent) {
      if (c.decision_id) w.member("decision_id", c.decision_id->value);
      write_terms(w, c);
    } else if (c.kind == CorrectionKind::fill) {
      w.member("fill_id", c.fill_id->value);
      write_terms(w, c);
      if (c.inferred) w.member("inferred", true);
    } else if (c.kind != CorrectionKind::order_accepted) {
      w.member("reason", c.cancelled_by_run ? "cancelled_by_reconcile" : "caught_by_reconcile");
    }
    w.member("source", "reconcile").member("reconcile_id", reconcile_id).end_object();
    TIYF_CHECK(append_line(out, w));
  }
  return out;
}

Result<std::string> requeue_jsonl(const std::vector<Requeue>& requeues) {
  std::string out;
  for (const auto& requeue : requeues) {
    Writer w(json::Layout::line);
    w.begin_object().member("ts", requeue.terms.ts).member("event", "decision");
    w.member("decision_id",
             requeue.terms.decision_id ? requeue.terms.decision_id->value : requeue.client_id.value);
    w.member("broker_client_order_id", requeue.client_id.value);
    write_terms(w, requeue.terms);
    w.end_object();
    TIYF_CHECK(append_line(out, w));
  }
  return out;
}

}  // namespace tiyf
