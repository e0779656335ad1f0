#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>

#include "inputs.hpp"
#include "tiyf/io/cache_run.hpp"
#include "tiyf/io/files.hpp"
#include "trace.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

struct Options {
  InputPaths paths;
  std::string id;
  std::optional<std::string> cache;
};

Result<void> read_events(const Options& options, const Config& config, const cli::Log& log, Trace& trace) {
  const auto& paths = options.paths;
  std::vector<InputNote> notes;
  io::ReadAhead ahead;
  std::deque<LogRun> runs;  // all begin before one is waited for: one process may write them in turn
  const auto add = [&](Dialect dialect, const std::optional<std::string>& path) {
    if (!path) return;
    runs.emplace_back(paths.log(dialect, *path), config.instruments, ahead,
                      [&](const Event& event) -> Result<void> {
                        trace.add(*path, event);
                        return {};
                      });
  };
  add(Dialect::decision_log, paths.decision_log);
  add(Dialect::order_journal, paths.order_journal);
  add(Dialect::broker_events, paths.broker_events);
  for (auto& run : runs) {
    run.drain();
    TIYF_CHECK(run.finish(log, notes));
  }
  return {};
}

// A cache that only the config names may not be here: the logs may have been copied from another machine.
Result<void> read_cache(const Options& options, const Config& config, UtcTime now, const cli::Log& log,
                        Trace& trace) {
  const auto& path = options.cache ? options.cache : config.idempotency_cache.path;
  if (!path) return {};
  const auto loaded = io::load_cache(*path, now);
  if (loaded) {
    trace.add(*path, loaded->live);
  } else if (options.cache || loaded.error().kind != ErrorKind::missing) {
    return fail(loaded.error());
  } else {
    log.write(cli::Level::warn, "cache_missing",
              {{"file", *path}, {"message", "the config's cache is not here: left out"}});
  }
  return {};
}

}  // namespace

cli::Verb trace_verb() {
  auto options = std::make_shared<Options>();
  return {
      "trace", "All that the logs and the broker know of one order, in time order",
      [options](CLI::App& app) {
        app.add_option("--id", options->id, "A client order id, broker order id, decision id or fill id")
            ->required()
            ->type_name("ID");
        options->paths.add_config(app);
        options->paths.add_ours(app);
        options->paths.add_brokers(app);
        app.add_option("--cache", options->cache, "Idempotency cache; beats the config's")->type_name("FILE");
      },
      [options](const cli::Common& common, const cli::Log& log) -> Result<int> {
        TIYF_CHECK(options->paths.check());
        if (!options->paths.any_log() && !options->paths.broker)
          return fail(ErrorKind::usage,
                      "give what to look in: --decision-log, --order-journal, --broker or --broker-events");
        TIYF_TRY(clock, common.clock());
        std::vector<InputNote> notes;
        TIYF_TRY(config, load_config(options->paths, notes));
        Trace trace;
        TIYF_CHECK(read_events(*options, config, log, trace));
        if (options->paths.broker) {
          TIYF_TRY(snapshot, load_brokers(options->paths, config, clock.now(), log, notes));
          trace.add(*options->paths.broker, snapshot);
        }
        TIYF_CHECK(read_cache(*options, config, clock.now(), log, trace));
        const auto text = trace.about(options->id);
        if (text.empty())
          return fail(ErrorKind::missing,
                      fmt::format("nothing in these inputs knows the id {}", options->id));
        TIYF_CHECK(io::write_stdout(text));
        return cli::exit_ok;
      }};
}

}  // namespace tiyf
