#include "run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cache_use.hpp"
#include "tiyf/cli/tool.hpp"
#include "tiyf/io/digest.hpp"
#include "tiyf/reconcile/settling.hpp"

namespace tiyf {
namespace {

// Null: none is in use, or it could not be loaded.
const CacheEntries* cache_of(const Ground& ground) {
  return ground.cache.path && !ground.cache.failure ? &ground.cache.live : nullptr;
}

Result<Outcome> try_compare(const InputPaths& paths, const Ground& ground, std::vector<InputNote>& notes,
                            const cli::Log& log) {
  TIYF_TRY(brokers, load_listed(paths, ground.config, ground.now, log, notes));
  TIYF_CHECK(same_account(ground.config, brokers.head(), paths.broker.value_or("")));
  return compare_with(std::move(brokers), paths, ground, notes, log);
}

// The other tools' rules and the cache's state, which speak beside the comparison.
Result<Checks> check(Reconciliation& result, Report& report, const Snapshot& brokers, const Ground& ground,
                     TradeTape& tape) {
  Checks out;
  const auto add = [&out](std::vector<Finding> more) {
    std::move(more.begin(), more.end(), std::back_inserter(out.findings));
  };
  for (const auto& trade : result.trades) tape.add(view(trade));
  TIYF_TRY(slippage, tape.finish());
  out.without_pip_size = std::move(slippage.without_pip_size);
  report.slippage = std::move(slippage.rows);
  add(std::move(slippage.findings));
  TIYF_TRY(limits, check_limits(brokers, ground.config));
  add(std::move(limits));
  if (ground.cache.failure) out.findings.push_back(cache_unreadable(*ground.cache.failure));
  return out;
}

// As folding finds it (Snapshot::restart_reason), without the folding.
std::optional<std::string> find_restart_reason(const InputPaths& paths, const Instruments& instruments,
                                               std::vector<InputNote>& notes, const cli::Log& log) {
  if (!paths.decision_log) return std::nullopt;
  const bool noted =
      std::ranges::any_of(notes, [](const InputNote& note) { return note.input == Input::decision_log; });
  // What there is to warn of in it was said when it was noted.
  const auto& told = noted ? cli::Log(cli::LogFormat::logfmt, cli::Level::error) : log;
  std::vector<InputNote> read;
  std::optional<std::string> reason;
  const auto all = read_log(paths.log(Dialect::decision_log, *paths.decision_log), instruments, told, read,
                            [&](const Event& event) -> Result<void> {
                              if (event.kind == EventKind::engine_restart_reason) reason = event.reason;
                              return {};
                            });
  if (!noted) std::ranges::move(read, std::back_inserter(notes));
  if (!all) return std::nullopt;  // the last reason may stand after what could not be read
  return reason;
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

namespace {

ReconcileContext context_of(const Ground& ground, const std::vector<InputNote>& notes) {
  const bool journal_torn = std::ranges::any_of(
      notes, [](const InputNote& note) { return note.input == Input::order_journal && note.torn_tail != 0; });
  return {.rules = ground.config.reconcile,
          .instruments = ground.config.instruments,
          .now = ground.now,
          .cache = cache_of(ground),
          .cache_ttl = ground.config.idempotency_cache.ttl,
          .journal_torn = journal_torn,
          .cache_unreadable = ground.cache.failure.has_value(),
          .cancel_requests = ground.cancel_requests};
}

// What the comparison found, joined by what the checks did.
void tell(Outcome& out, Reconciliation result, const Snapshot& brokers, const ReconcileContext& context) {
  auto& report = out.report;
  add_pip_findings(result.findings, out.checks.without_pip_size);
  result.findings.insert(result.findings.end(), out.checks.findings.begin(), out.checks.findings.end());
  drop_what_else_is_said(result.findings, result.contested);
  std::sort(result.findings.begin(), result.findings.end(), report_order);
  report.status = assess(result.findings, context.rules);
  report.retry_advice = retry_advice(result, brokers, context);
  report.findings = std::move(result.findings);
  report.positions = std::move(result.positions);
  report.max_drift_pips = result.max_drift_pips;
  out.corrections = std::move(result.corrections);
  out.requeues = std::move(result.requeues);
  out.cache_plan = std::move(result.cache);
  out.cancellable = std::move(result.cancellable);
}

}  // namespace

Result<Outcome> compare_states(Snapshot ours, const Snapshot& brokers, const Ground& ground,
                               std::vector<InputNote> notes, TradeTape tape) {
  const auto context = context_of(ground, notes);
  Outcome out;
  auto& report = out.report;
  report.restart_reason = ours.restart_reason;
  TIYF_TRY(result, reconcile(std::move(ours), brokers, context));
  TIYF_TRY(checks, check(result, report, brokers, ground, tape));
  out.checks = std::move(checks);
  out.trades = std::move(tape.csv());
  report.reconcile_id = id_of(ground.now, notes);
  report.as_of = brokers.as_of;
  report.now = ground.now;
  report.cache = ground.cache.note;
  report.broker_limits = brokers.limits;
  report.inputs = std::move(notes);
  tell(out, std::move(result), brokers, context);
  return out;
}

Result<Outcome> compare_again(Outcome before, States states, const Ground& ground,
                              const CancelAnswers& cancels) {
  auto context = context_of(ground, before.report.inputs);
  context.cancels = &cancels;
  TIYF_TRY(result, reconcile(std::move(states.ours), states.brokers, context));
  tell(before, std::move(result), states.brokers, context);
  return before;
}

Result<Outcome> compare_with(Brokers brokers, const InputPaths& paths, const Ground& ground,
                             std::vector<InputNote>& notes, const cli::Log& log, States* keep) {
  std::optional<TradeTape> tape;
  std::optional<Settling> settling;
  const MakeSettler make_settler = [&]() -> Settler& {
    tape.emplace(ground.config, ground.trades);
    settling.emplace(brokers.listed(), cache_of(ground), ground.config.reconcile,
                     [&tape](const TradeView& trade) { tape->add(trade); });
    return *settling;
  };
  TIYF_TRY(ours, load_ours(paths, ground.config, ground.now, log, notes, make_settler));
  auto unsettled = std::move(brokers).unsettled(settling->settled());
  if (keep != nullptr) keep->ours = ours;
  auto outcome = compare_states(std::move(ours), unsettled, ground, notes, *std::move(tape));
  if (keep != nullptr) keep->brokers = std::move(unsettled);
  return outcome;
}

Outcome gather_and_compare(const InputPaths& paths, const Ground& ground, std::vector<InputNote> notes,
                           const cli::Log& log) {
  auto compared = try_compare(paths, ground, notes, log);
  if (compared) return *std::move(compared);
  return failed_comparison(paths, ground, std::move(notes), std::move(compared).error(), log);
}

Outcome failed_comparison(const InputPaths& paths, const Ground& ground, std::vector<InputNote> notes,
                          Error error, const cli::Log& log) {
  Report report;
  report.restart_reason = find_restart_reason(paths, ground.config.instruments, notes, log);
  report.reconcile_id = id_of(ground.now, notes);
  report.now = ground.now;
  report.cache = ground.cache.note;
  report.inputs = std::move(notes);
  return failed_outcome(std::move(report), std::move(error));
}

Outcome failed_outcome(Report report, Error error) {
  Outcome failed;
  failed.report.reconcile_id = std::move(report.reconcile_id);
  failed.report.now = report.now;
  failed.report.latched = report.latched;
  failed.report.restart_reason = std::move(report.restart_reason);
  failed.report.cache = report.cache;
  failed.report.inputs = std::move(report.inputs);
  failed.report.status = RunStatus::failed;
  failed.report.error = RunError{cli::exit_code(error.kind), std::move(error)};
  return failed;
}

void log_findings(const Report& report, const cli::Log& log) {
  const auto id = [](const auto& optional_id) { return std::string(text_of(optional_id)); };
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

void log_counts(const Report& report, const cli::Log& log) {
  std::vector<cli::Log::Pair> pairs{{"reconcile_id", report.reconcile_id},
                                    {"status", std::string(name(report.status))},
                                    {"kill_switch", report.kill_switch() ? "1" : "0"}};
  std::vector<std::pair<std::string, std::string>> counts;
  for (const auto& [kind, count] : report.counts()) counts.emplace_back(kind, std::to_string(count));
  for (const auto& [kind, count] : counts) pairs.emplace_back(kind, count);
  log.write(cli::Level::info, "reconcile_run", pairs);
}

void log_outcome(const Report& report, const cli::Log& log) {
  log_findings(report, log);
  if (report.error) log.error(report.error->error);
  log_counts(report, log);
}

}  // namespace tiyf
