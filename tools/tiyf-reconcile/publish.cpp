#include "publish.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "tiyf/cli/tool.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/io/worker.hpp"

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

Result<void> set_kill_switch(const Report& report, const StateDir& state) {
  return state.set_kill_switch(report.now, report.reconcile_id, reasons(report));
}

Result<void> stop_trading(const Report& report, const StateDir& state, const cli::Log& log) {
  auto set = set_kill_switch(report, state);
  if (!set)
    log.write(cli::Level::error, "kill_switch_not_set",
              {{"reconcile_id", report.reconcile_id},
               {"message", "stop trading by hand: the kill switch could not be set: " + set.error().text()}});
  return set;
}

struct File {
  std::string name, content;
  TradesCsv* trades = nullptr;  // in place of `content`: too much to hold twice
};

io::Content content_of(const File& file) {
  return [&file](const io::Put& put) {
    return file.trades != nullptr ? file.trades->write(put, io::both) : put(file.content);
  };
}

// Everything for the output folder, the report last. Fails when a number does not fit.
Result<std::vector<File>> render(Outcome& outcome, const Destination& to, const Counters& counters,
                                 Duration took) {
  const auto& report = outcome.report;
  std::vector<File> files;
  files.push_back({"summary.txt", summary_line(report)});
  files.push_back({"metrics.txt", metrics_text(report, counters, took)});
  TIYF_TRY(alert_lines, alerts_jsonl(report));
  files.push_back({"alerts.jsonl", std::move(alert_lines)});
  TIYF_TRY(corrections, corrections_jsonl(outcome.corrections, report.reconcile_id));
  files.push_back({"corrections.jsonl", std::move(corrections)});
  TIYF_TRY(requeues, requeue_jsonl(outcome.requeues));
  files.push_back({"requeue.jsonl", std::move(requeues)});
  if (report.error) {
    // Empty to the byte, whatever --no-trades says: an earlier run's trades must not be taken for this one's.
    files.push_back({"trades.csv", ""});
  } else if (to.trades == TradesFile::write) {
    files.push_back({"trades.csv", {}, &outcome.trades});
  }
  TIYF_TRY(text, report_json(report));
  files.push_back({"reconcile-report.json", std::move(text)});
  return files;
}

Result<void> write_outputs(const std::string& folder, const std::vector<File>& files) {
  io::Outbox outbox(folder);
  for (const auto& file : files) TIYF_CHECK(outbox.add(file.name, content_of(file)));
  return outbox.commit();
}

// After a failure to write: whatever can still be replaced must not go on saying what an earlier run found.
void write_what_can_be(const std::string& folder, const std::vector<File>& files) {
  for (const auto& file : files)
    if (const auto written = io::write_whole(folder + "/" + file.name, content_of(file)); !written) continue;
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

int publish(Outcome outcome, const Destination& to, Duration took, const cli::Log& log) {
  outcome.report.latched = to.state.kill_switch().set;
  const auto before = load_counters(to.state, log);
  auto counters = before;
  const auto render_now = [&] {
    counters = before;
    counters.add(outcome.report);
    return render(outcome, to, counters, took);
  };
  auto files = render_now();
  if (!files) {
    outcome = failed_outcome(std::move(outcome.report), std::move(files).error());
    files = render_now();
    if (!files) std::abort();  // a failed report has no number that might not fit
  }

  FirstError failed(log);
  if (outcome.report.kill_switch()) failed.note(set_kill_switch(outcome.report, to.state));
  failed.note(to.state.save(counters));
  failed.note(write_outputs(to.output_dir, *files));
  if (!failed.get()) failed.note(to.state.append_history(history_line(outcome.report)));
  if (!failed.get()) {
    log_outcome(outcome.report, log);
    return exit_code(outcome.report);
  }
  log_findings(outcome.report, log);
  outcome = failed_outcome(std::move(outcome.report), *failed.get());
  log.write(cli::Level::error, "ALERT_RECONCILE_FAILED",
            {{"reconcile_id", outcome.report.reconcile_id},
             {"message", "what this run found could not be written: " + failed.get()->text()}});
  failed.note(stop_trading(outcome.report, to.state, log));
  if (const auto again = render_now()) write_what_can_be(to.output_dir, *again);
  failed.note(to.state.append_history(history_line(outcome.report)));
  log_outcome(outcome.report, log);
  return exit_code(outcome.report);
}

void publish_without_state(Outcome failed, const Destination& to, const cli::Log& log) {
  auto& report = failed.report;
  report.latched = to.state.kill_switch().set;
  static_cast<void>(stop_trading(report, to.state, log).has_value());
  auto counters = load_counters(to.state, log);
  counters.add(report);
  const auto files = render(failed, to, counters, {});
  if (!files) std::abort();  // a failed report has no number that might not fit
  if (const auto written = write_outputs(to.output_dir, *files); !written) log.error(written.error());
  log_counts(report, log);
}

}  // namespace tiyf
