#include <memory>

#include "live.hpp"
#include "output.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "verbs.hpp"

namespace tiyf {

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
            TIYF_TRY(clock, common.clock());
            std::vector<InputNote> notes;
            TIYF_TRY(config, load_config(options->paths, notes));
            TIYF_CHECK(options->paths.check_broker(config));
            TIYF_TRY(state, options->paths.asks_adapter()
                                ? ask_adapter(config, clock, log, notes)
                                : load_brokers(options->paths, config, clock.now(), log, notes));
            TIYF_TRY(text, documents::write_broker_snapshot(state, json::Layout::pretty));
            TIYF_CHECK(write_result(text, options->output));
            return cli::exit_ok;
          }};
}

}  // namespace tiyf
