#include "publish.hpp"

#include <fmt/format.h>

#include "tiyf/cli/tool.hpp"
#include "tiyf/io/files.hpp"

namespace tiyf {
namespace {

std::vector<std::string> reasons(const Report& report) {
  std::vector<std::string> out;
  if (report.error) out.push_back("ALERT_RECONCILE_FAILED: " + report.error->error.text());
  for (const auto& [kind, count] : report.counts()) {
    const auto parsed = parse_finding_kind(kind);
    const bool critical = std::ranges::any_of(report.findings, [&](const Finding& f) {
      return f.kind == *parsed && f.severity == Severity::critical;
    });
    if (critical) out.push_back(fmt::format("{}: {}", kind, count));
  }
  return out;
}

// Counters are telemetry: damaged ones start over, said aloud, and do not stop a reconciliation.
Counters load_counters(const StateDir& state, const cli::Log& log) {
  auto counters = state.counters();
  if (counters) return *std::move(counters);
  log.write(cli::Level::warn, "counters_reset",
            {{"message", counters.error().text() + "; counting from zero"}});
  return {};
}

Result<void> write_outputs(const Outcome& outcome, const Destination& to, const Counters& counters,
                           const Instruments& instruments, Duration took) {
  const auto& report = outcome.report;
  io::Outbox outbox(to.output_dir);
  TIYF_TRY(alert_lines, alerts_jsonl(report));
  TIYF_TRY(corrections, corrections_jsonl(outcome.corrections, report.reconcile_id));
  TIYF_TRY(requeues, requeue_jsonl(outcome.requeues));
  TIYF_CHECK(outbox.add("summary.txt", summary_line(report)));
  TIYF_CHECK(outbox.add("metrics.txt", metrics_text(report, counters, took)));
  TIYF_CHECK(outbox.add("alerts.jsonl", alert_lines));
  TIYF_CHECK(outbox.add("corrections.jsonl", corrections));
  TIYF_CHECK(outbox.add("requeue.jsonl", requeues));
  if (to.trades == TradesFile::write) {
    // A failed run's file is empty, without a header: nothing in it can be taken for a result.
    TIYF_TRY(trades, report.error ? Result<std::string>("") : trades_csv(outcome.trades, instruments));
    TIYF_CHECK(outbox.add("trades.csv", trades));
  }
  TIYF_TRY(text, report_json(report));
  TIYF_CHECK(outbox.add("reconcile-report.json", text));
  return outbox.commit();
}

// The first error counts and becomes the run's; the rest is logged, so that one full disk does not hide
// another fault.
class FirstError {
 public:
  explicit FirstError(const cli::Log& log) : log_(log) {}
  void note(Result<void> result) {
    if (result) return;
    if (error_)
      log_.error(result.error());
    else
      error_ = std::move(result).error();
  }
  [[nodiscard]] const std::optional<Error>& get() const { return error_; }

 private:
  const cli::Log& log_;
  std::optional<Error> error_;
};

}  // namespace

int publish(Outcome outcome, const Destination& to, const Instruments& instruments, Duration took,
            const cli::Log& log) {
  auto& report = outcome.report;
  report.latched = to.state.kill_switch().set;
  FirstError failed(log);
  if (report.kill_switch())
    failed.note(to.state.set_kill_switch(report.now, report.reconcile_id, reasons(report)));
  auto counters = load_counters(to.state, log);
  counters.add(report);
  failed.note(to.state.save(counters));
  failed.note(write_outputs(outcome, to, counters, instruments, took));

  if (failed.get()) {
    const auto reason = "ALERT_RECONCILE_FAILED: " + failed.get()->text();
    log.write(cli::Level::error, "ALERT_RECONCILE_FAILED",
              {{"reconcile_id", report.reconcile_id},
               {"message", "what this run found could not be written: " + failed.get()->text()}});
    if (report.error) log.error(report.error->error);
    if (auto set = to.state.set_kill_switch(report.now, report.reconcile_id, {reason}); !set)
      log.error(set.error());
    report.status = RunStatus::failed;
    report.error = RunError{cli::exit_code(failed.get()->kind), *failed.get()};
  }
  log_outcome(report, log);
  if (auto appended = to.state.append_history(history_line(report)); !appended) {
    log.error(appended.error());
    if (auto set = to.state.set_kill_switch(report.now, report.reconcile_id,
                                            {"ALERT_RECONCILE_FAILED: " + appended.error().text()});
        !set)
      log.error(set.error());
    if (!failed.get()) return cli::exit_code(appended.error().kind);
  }
  return exit_code(report);
}

}  // namespace tiyf
