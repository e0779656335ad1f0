#include <memory>

#include "live.hpp"
#include "output.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "verbs.hpp"

namespace tiyf {

namespace {

// Of the config's account, whoever is asked: what comes out is taken for it.
Result<Snapshot> observe(const InputPaths& paths, const Config& config, const io::Clock& clock,
                         const cli::Log& log) {
  std::vector<InputNote> notes;
  if (paths.asks_adapter()) return ask_adapter(config, clock, log, notes);
  TIYF_TRY(state, load_brokers(paths, config, clock.now(), log, notes));
  TIYF_CHECK(same_account(config, state, paths.broker.value_or("")));
  return state;
}

}  // namespace

cli::Verb observed_verb() {
  struct Options {
    InputPaths paths;
    std::optional<std::string> output;
  };
  auto options = std::make_shared<Options>();
  return {"observed", "Print what the broker says as a broker snapshot",
          [options](CLI::App& app) {
            options->paths.add_config(app);
            options->paths.add_brokers(app);
            add_output(app, options->output);
          },
          [options](const cli::Common& common, const cli::Log& log) -> Result<int> {
            TIYF_CHECK(options->paths.check());
            TIYF_CHECK(io::check_output(options->output, options->paths.given()));
            TIYF_TRY(clock, common.clock());
            std::vector<InputNote> of_config;
            TIYF_TRY(config, load_config(options->paths, of_config));
            TIYF_CHECK(options->paths.check_broker(config));
            TIYF_TRY(state, observe(options->paths, config, clock, log));
            TIYF_TRY(text, documents::write_broker_snapshot(state, json::Layout::pretty));
            TIYF_CHECK(write_result(text, options->output));
            return cli::exit_ok;
          }};
}

}  // namespace tiyf
