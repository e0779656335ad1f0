#include "live.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "cancels.hpp"
#include "tiyf/base/text.hpp"
#include "tiyf/io/adapter.hpp"
#include "tiyf/io/stop.hpp"

namespace tiyf {
namespace {

// An adapter that is one of our own tools, or speaks as they do, keeps its level; what any other program says
// on stderr is worth an operator's look.
cli::Level level_of(std::string_view line) {
  for (const auto& [level, name] : {std::pair{cli::Level::debug, "debug"}, {cli::Level::info, "info"}})
    if (line.starts_with(fmt::format("level={} ", name)) ||
        line.starts_with(fmt::format("{{\"level\":\"{}\"", name)))
      return level;
  return cli::Level::warn;
}

io::Adapter adapter_of(const Config& config, const io::Clock& clock, const cli::Log& log) {
  const auto program = printable(config.broker.command.front());
  const auto attempts = std::to_string(config.broker.attempts);
  return {config.broker,
          config.instruments,
          {[&log, program](std::string_view line) {
             log.write(level_of(line), "adapter", {{"program", program}, {"message", printable(line)}});
           },
           [&log, program, attempts](int attempt, const Error& error) {
             log.write(cli::Level::warn, "adapter_retry",
                       {{"program", program},
                        {"try", std::to_string(attempt) + " of " + attempts},
                        {"message", error.text()}});
           }},
          clock.environment()};
}

Result<void> right_account(const Config& config, const Snapshot& snapshot, const io::Adapter& adapter) {
  return same_account(config, snapshot, printable(adapter.program()) + " snapshot");
}

// What a look could see of the broker.
struct Sight {
  Coverage orders;
  bool positions = false;
  bool limits = false;
};

// Whether what the first look saw may be missing at the second only because that could not see it: it lists
// orders of fewer kinds, or lacks the positions or the limits that the first had. A partial list may lack any
// order, whatever the first one listed.
bool is_blinder(const Sight& second, const Sight& first) {
  return second.orders.orders == OrderCoverage::partial || second.orders.orders > first.orders.orders ||
         (second.orders.since && !first.orders.since) || (first.positions && !second.positions) ||
         (first.limits && !second.limits);
}

// One look at both sides; the states stay where they may have to be compared once more.
struct Round {
  UtcTime now;
  Sight sight;
  CacheUse cache;
  std::vector<InputNote> notes;
  States states;
  Outcome outcome;
};

bool may_cancel(const LiveJob& job) {
  return job.state != nullptr && job.config.reconcile.cancel_stale_orders;
}

Ground ground_of(const LiveJob& job, const Round& round) {
  return {job.config, round.cache, round.now, job.trades, &job.cancel_requests};
}

Result<Snapshot> observe(const LiveJob& job, const io::Adapter& adapter, Round& round) {
  auto observed = adapter.snapshot();
  // Only now: an adapter may take its time, and its snapshot must not look like one from the future.
  round.now = job.clock.now();
  round.cache = read_cache(job.cache_flag, job.config, round.now, job.log);
  if (!observed) return fail(std::move(observed).error());
  round.notes.push_back(document_note(Input::broker_snapshot, observed->text));
  const auto& seen = observed->snapshot;
  TIYF_CHECK(right_account(job.config, seen, adapter));
  round.sight = {seen.coverage, seen.positions.has_value(), seen.limits.has_value()};
  return std::move(observed->snapshot);
}

Result<void> judge(const LiveJob& job, Snapshot observed, Round& round) {
  TIYF_TRY(outcome, compare_with(Brokers(std::move(observed)), job.paths, ground_of(job, round), round.notes,
                                 job.log, may_cancel(job) ? &round.states : nullptr));
  round.outcome = std::move(outcome);
  return {};
}

auto key(const Finding& f) { return std::tie(f.kind, f.symbol, f.client_id, f.broker_id, f.decision_id); }

bool is_critical(const Finding& finding) { return finding.severity == Severity::critical; }

// What was critical at the first look and is not at the second: dropped, counted, and told.
std::uint64_t count_unconfirmed(const Report& first, const Report& second, const cli::Log& log) {
  std::set<decltype(key(std::declval<const Finding&>()))> confirmed;
  for (const auto& finding : second.findings)
    if (is_critical(finding)) confirmed.insert(key(finding));
  std::uint64_t count = 0;
  for (const auto& finding : first.findings) {
    if (!is_critical(finding) || confirmed.contains(key(finding))) continue;
    ++count;
    log.write(cli::Level::info, "unconfirmed",
              {{"kind", std::string(name(finding.kind))},
               {"reconcile_id", second.reconcile_id},
               {"message", "a second snapshot did not confirm it: " + finding.message}});
  }
  return count;
}

// "What does not persist is dropped" (CONTRACT §5) is read fail-closed: what the second snapshot could not
// show has not gone. Where it is blinder than the first it confirms nothing and refutes nothing: the first
// look stands as a whole. Else a fresh round takes the old one's place.
Result<void> confirm(const LiveJob& job, const io::Adapter& adapter, Round& round) {
  job.log.write(cli::Level::info, "confirming",
                {{"message", fmt::format("something is critical: looking again in {}",
                                         job.config.broker.confirm_after.text())}});
  TIYF_CHECK(io::wait_for(job.config.broker.confirm_after));
  Round second{.notes = job.config_notes};
  auto observed = observe(job, adapter, second);
  if (observed && is_blinder(second.sight, round.sight)) {
    job.log.write(
        cli::Level::warn, "not_confirmed",
        {{"reconcile_id", round.outcome.report.reconcile_id},
         {"message", "the second snapshot does not show all that the first one did: the first one stands"}});
    return {};
  }
  const auto first = std::move(round.outcome.report);
  round = std::move(second);
  if (!observed) return fail(std::move(observed).error());
  TIYF_CHECK(judge(job, *std::move(observed), round));
  auto& report = round.outcome.report;
  report.unconfirmed = count_unconfirmed(first, report, job.log);
  return {};
}

// Asks for each cancel, then compares the same states once more with what was answered.
Result<void> cancel(const LiveJob& job, const io::Adapter& adapter, Round& round) {
  TIYF_TRY(answers, cancel_orders(round.outcome.cancellable, {adapter, *job.state, job.clock,
                                                              round.outcome.report.reconcile_id, job.log}));
  TIYF_TRY(outcome,
           compare_again(std::move(round.outcome), std::move(round.states), ground_of(job, round), answers));
  round.outcome = std::move(outcome);
  return {};
}

Result<void> work(const LiveJob& job, const io::Adapter& adapter, Round& round) {
  TIYF_TRY(observed, observe(job, adapter, round));
  TIYF_CHECK(judge(job, std::move(observed), round));
  if (std::ranges::any_of(round.outcome.report.findings, is_critical))
    TIYF_CHECK(confirm(job, adapter, round));
  if (may_cancel(job) && !round.outcome.cancellable.empty()) TIYF_CHECK(cancel(job, adapter, round));
  return {};
}

}  // namespace

Result<Compared> compare_live(const LiveJob& job) {
  const auto adapter = adapter_of(job.config, job.clock, job.log);
  Round round{.notes = job.config_notes};
  if (auto worked = work(job, adapter, round); !worked) {
    if (worked.error().kind == ErrorKind::interrupted) return fail(std::move(worked).error());
    round.outcome =
        failed_comparison(job.paths, ground_of(job, round), round.notes, std::move(worked).error(), job.log);
  }
  return Compared{std::move(round.outcome), std::move(round.cache)};
}

Result<Snapshot> ask_adapter(const Config& config, const io::Clock& clock, const cli::Log& log,
                             std::vector<InputNote>& notes) {
  const auto adapter = adapter_of(config, clock, log);
  TIYF_TRY(observed, adapter.snapshot());
  TIYF_CHECK(right_account(config, observed.snapshot, adapter));
  notes.push_back(document_note(Input::broker_snapshot, observed.text));
  return std::move(observed.snapshot);
}

}  // namespace tiyf
