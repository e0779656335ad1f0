#include "run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cache_use.hpp"
#include "checks.hpp"
#include "tiyf/cli/tool.hpp"
#include "tiyf/io/digest.hpp"

namespace tiyf {
namespace {

Result<Outcome> try_compare(const InputPaths& paths, const Ground& ground, std::vector<InputNote>& notes,
                            const cli::Log& log) {
  TIYF_TRY(brokers, load_brokers(paths, ground.config, ground.now, log, notes));
  TIYF_CHECK(same_account(ground.config, brokers, paths.broker.value_or("")));
  TIYF_TRY(ours, load_ours(paths, ground.config, ground.now, log, notes));
  return compare_states(std::move(ours), brokers, ground, notes);
}

// The other tools' rules and the cache's state, as findings beside those of the comparison.
Result<void> add_checks(Reconciliation& result, Report& report, const Snapshot& brokers,
                        const Ground& ground) {
  auto& findings = result.findings;
  const auto add = [&findings](std::vector<Finding> more) {
    std::move(more.begin(), more.end(), std::back_inserter(findings));
  };
  TIYF_TRY(slippage, check_slippage(result.trades, ground.config));
  report.slippage = std::move(slippage.rows);
  add(std::move(slippage.findings));
  TIYF_TRY(limits, check_limits(brokers, ground.config));
  add(std::move(limits));
  if (ground.cache.failure) findings.push_back(cache_unreadable(*ground.cache.failure));
  std::sort(findings.begin(), findings.end(), report_order);
  return {};
}

std::string id_of(UtcTime now, const std::vector<InputNote>& notes) {
  std::string seed = now.text();
  for (const auto& note : notes) seed += fmt::format("\n{} {}", name(note.input), note.sha256);
  return "rec-" + io::sha256_hex(seed).substr(0, 16);
}

cli::Level level(Severity severity) {
  switch (severity) {
    case Severity::critical:
      return cli::Level::error;
    case Severity::warning:
      return cli::Level::warn;
    default:
      return cli::Level::info;
  }
}

}  // namespace

Result<Outcome> compare_states(Snapshot ours, const Snapshot& brokers, const Ground& ground,
                               std::vector<InputNote> notes) {
  const auto& [config, cache, now, cancels] = ground;
  const bool journal_torn = std::ranges::any_of(
      notes, [](const InputNote& note) { return note.input == Input::order_journal && note.torn_tail != 0; });
  const ReconcileContext context{.rules = config.reconcile,
                                 .instruments = config.instruments,
                                 .now = now,
                                 .cache = cache.path && !cache.failure ? &cache.live : nullptr,
                                 .cache_ttl = config.idempotency_cache.ttl,
                                 .journal_torn = journal_torn,
                                 .cache_unreadable = cache.failure.has_value(),
                                 .cancels = cancels};
  Outcome out;
  auto& report = out.report;
  report.restart_reason = ours.restart_reason;
  TIYF_TRY(result, reconcile(std::move(ours), brokers, context));
  TIYF_CHECK(add_checks(result, report, brokers, ground));
  report.reconcile_id = id_of(now, notes);
  report.as_of = brokers.as_of;
  report.now = now;
  report.status = assess(result.findings, config.reconcile);
  report.retry_advice = retry_advice(result, brokers, context);
  report.findings = std::move(result.findings);
  report.positions = std::move(result.positions);
  report.max_drift_pips = result.max_drift_pips;
  report.cache = cache.note;
  report.broker_limits = brokers.limits;
  report.inputs = std::move(notes);
  out.corrections = std::move(result.corrections);
  out.requeues = std::move(result.requeues);
  out.trades = std::move(result.trades);
  out.cache_plan = std::move(result.cache);
  out.cancellable = std::move(result.cancellable);
  return out;
}

Outcome gather_and_compare(const InputPaths& paths, const Ground& ground, std::vector<InputNote> notes,
                           const cli::Log& log) {
  auto compared = try_compare(paths, ground, notes, log);
  if (compared) return *std::move(compared);
  return failed_comparison(ground.now, ground.cache.note, std::move(notes), std::move(compared).error());
}

Outcome failed_comparison(UtcTime now, const CacheNote& cache, std::vector<InputNote> notes, Error error) {
  Report report;
  report.reconcile_id = id_of(now, notes);
  report.now = now;
  report.cache = cache;
  report.inputs = std::move(notes);
  return failed_outcome(std::move(report), std::move(error));
}

Outcome failed_outcome(Report report, Error error) {
  Outcome failed;
  failed.report.reconcile_id = std::move(report.reconcile_id);
  failed.report.now = report.now;
  failed.report.latched = report.latched;
  failed.report.cache = report.cache;
  failed.report.inputs = std::move(report.inputs);
  failed.report.status = RunStatus::failed;
  failed.report.error = RunError{cli::exit_code(error.kind), std::move(error)};
  return failed;
}

void log_findings(const Report& report, const cli::Log& log) {
  const auto id = [](const auto& optional_id) { return optional_id ? optional_id->value : std::string(); };
  for (const auto& finding : report.findings)
    log.write(level(finding.severity), name(finding.kind),
              {{"severity", std::string(name(finding.severity))},
               {"symbol", id(finding.symbol)},
               {"broker_client_order_id", id(finding.client_id)},
               {"broker_order_id", id(finding.broker_id)},
               {"decision_id", id(finding.decision_id)},
               {"reconcile_id", report.reconcile_id},
               {"message", finding.message}});
}

void log_outcome(const Report& report, const cli::Log& log) {
  log_findings(report, log);
  if (report.error) log.error(report.error->error);
  std::vector<cli::Log::Pair> pairs{{"reconcile_id", report.reconcile_id},
                                    {"status", std::string(name(report.status))},
                                    {"kill_switch", report.kill_switch() ? "1" : "0"}};
  std::vector<std::pair<std::string, std::string>> counts;
  for (const auto& [kind, count] : report.counts()) counts.emplace_back(kind, std::to_string(count));
  for (const auto& [kind, count] : counts) pairs.emplace_back(kind, count);
  log.write(cli::Level::info, "reconcile_run", pairs);
}

}  // namespace tiyf
