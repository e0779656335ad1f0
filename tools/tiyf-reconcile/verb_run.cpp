#include <memory>

#include "live.hpp"
#include "publish.hpp"
#include "repeat.hpp"
#include "tiyf/io/files.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

struct Options {
  InputPaths paths;
  std::string state_dir = kDefaultStateDir;
  std::optional<std::string> output_dir;
  std::optional<std::string> cache;
  std::optional<std::string> every;
  bool no_trades = false;
  bool dry_run = false;

  [[nodiscard]] TradesFile trades_file() const {
    return no_trades || dry_run ? TradesFile::leave_out : TradesFile::write;
  }
};

// What must hold before anything is touched (64).
Result<std::optional<Duration>> check(const Options& options) {
  TIYF_CHECK(options.paths.check());
  if (!options.paths.decision_log || !options.paths.order_journal)
    return fail(ErrorKind::usage,
                "give both --decision-log and --order-journal: without them nothing is expected");
  if (!options.output_dir && !options.dry_run)
    return fail(ErrorKind::usage, "give --output-dir DIR, or --dry-run to print the report only");
  if (!options.every) return std::optional<Duration>{};
  if (options.paths.reads_stdin())
    return fail(ErrorKind::usage, "--every reads its inputs again and again: none of them may be - (stdin)");
  const auto interval = Duration::parse(*options.every);
  if (!interval || interval->nanos == 0)
    return fail(ErrorKind::usage, "--every takes a duration such as 5m, not " + *options.every);
  return interval;
}

// Of a run that has not looked at anything yet.
Outcome could_not_begin(const InputPaths& paths, const Config& config, const std::vector<InputNote>& notes,
                        const io::Clock& clock, Error error, const cli::Log& log) {
  const CacheUse not_read;
  return failed_comparison(paths, {config, not_read, clock.now()}, notes, std::move(error), log);
}

// Only a requeue depends on what earlier runs have asked for, and a history may be long.
Result<CancelRequests> earlier_cancels(const Options& options, const Config& config) {
  if (config.reconcile.partial_fill != PartialFillPolicy::requeue) return CancelRequests{};
  return StateDir(options.state_dir).cancel_requests();
}

// The comparison, whichever way the broker is asked; `state` null: a dry run.
Result<Compared> compare(const Options& options, const Config& config, const std::vector<InputNote>& notes,
                         const io::Clock& clock, const StateDir* state, const cli::Log& log) {
  // What a stream said is kept for this run alone: the next one of a loop reads anew.
  auto paths = options.paths;
  paths.sources = std::make_shared<LogSources>();
  const auto trades = options.trades_file();
  auto requests = earlier_cancels(options, config);
  if (!requests)
    return Compared{could_not_begin(paths, config, notes, clock, std::move(requests).error(), log), {}};
  if (paths.asks_adapter())
    return compare_live({paths, config, notes, options.cache, trades, *requests, clock, state, log});
  const UtcTime now = clock.now();
  auto cache = read_cache(options.cache, config, now, log);
  auto outcome = gather_and_compare(paths, {config, cache, now, trades, &*requests}, notes, log);
  return Compared{std::move(outcome), std::move(cache)};
}

Result<int> dry_run(const Options& options, Outcome outcome, const cli::Log& log) {
  outcome.report.latched = StateDir(options.state_dir).kill_switch().set;
  log_outcome(outcome.report, log);
  auto text = report_json(outcome.report);
  if (!text) {
    outcome = failed_outcome(std::move(outcome.report), std::move(text).error());
    text = report_json(outcome.report);
  }
  if (!text) return fail(std::move(text).error());
  TIYF_CHECK(io::write_stdout(*text));
  return exit_code(outcome.report);
}

Result<int> run_once(const Options& options, const Config& config, const std::vector<InputNote>& notes,
                     const io::Clock& clock, const cli::Log& log) {
  if (options.dry_run) {
    TIYF_TRY(compared, compare(options, config, notes, clock, nullptr, log));
    return dry_run(options, std::move(compared.outcome), log);
  }
  const StateDir state(options.state_dir);
  const Destination to{state, *options.output_dir, options.trades_file()};
  const auto lock = state.lock();
  if (!lock && lock.error().kind != ErrorKind::locked)
    publish_without_state(could_not_begin(options.paths, config, notes, clock, lock.error(), log), to, log);
  if (!lock) return fail(lock.error());
  const auto started = clock.monotonic();
  TIYF_TRY(compared, compare(options, config, notes, clock, &state, log));
  auto& [outcome, cache] = compared;
  update_cache(cache, outcome, config, log);
  const Duration took{clock.monotonic().nanos - started.nanos};
  return publish(std::move(outcome), to, took, log);
}

}  // namespace

cli::Verb run_verb() {
  auto options = std::make_shared<Options>();
  return {"run", "Reconcile: inputs in, report, metrics, alerts, corrections and kill switch out",
          [options](CLI::App& app) {
            options->paths.add_config(app);
            options->paths.add_ours(app);
            options->paths.add_brokers(app);
            app.add_option("--cache", options->cache,
                           "Idempotency cache (.db, .sqlite, .json); beats the config's")
                ->type_name("FILE");
            app.add_option("--state-dir", options->state_dir, "Counters, history, kill switch and lock")
                ->type_name("DIR")
                ->capture_default_str();
            app.add_option("--output-dir", options->output_dir, "Where the report and the files beside it go")
                ->type_name("DIR");
            app.add_option("--every", options->every,
                           "Repeat with this interval until SIGTERM or SIGINT, and at once when the decision "
                           "log tells of an engine restart")
                ->type_name("DURATION");
            app.add_flag("--no-trades", options->no_trades, "Leave trades.csv out");
            app.add_flag("--dry-run", options->dry_run,
                         "Print the report; touch no folder, state or cache, cancel nothing");
            app.footer(
                "Exit 0: healthy; 1: degraded, what differed was caught; 2: manual intervention; 3: the "
                "broker could not be reached; 65, 66: an input is malformed or missing; 73, 74: the "
                "outputs or the state folder could not be written. All but 0 and 1 set the kill switch, "
                "except for a wrong command line (64), a bad or missing config (78, 66) and a lock that "
                "another run holds "
                "(75), which touch nothing.");
          },
          [options](const cli::Common& common, const cli::Log& log) -> Result<int> {
            TIYF_TRY(interval, check(*options));
            TIYF_TRY(clock, common.clock());
            std::vector<InputNote> notes;
            TIYF_TRY(config, load_config(options->paths, notes));
            TIYF_CHECK(options->paths.check_broker(config));
            const auto once = [&] { return run_once(*options, config, notes, clock, log); };
            return interval ? repeat({*interval, *options->paths.decision_log}, once, log) : once();
          }};
}

}  // namespace tiyf
