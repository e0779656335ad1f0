#include <memory>

#include "inputs.hpp"
#include "output.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "verbs.hpp"

namespace tiyf {

cli::Verb expected_verb() {
  struct Options {
    InputPaths paths;
    std::optional<std::string> output;
  };
  auto options = std::make_shared<Options>();
  return {"expected", "Fold decision log and order journal into a local snapshot",
          [options](CLI::App& app) {
            options->paths.add_config(app);
            options->paths.add_ours(app);
            add_output(app, options->output);
          },
          [options](const cli::Common& common, const cli::Log& log) -> Result<int> {
            TIYF_CHECK(options->paths.check());
            TIYF_CHECK(io::check_output(options->output, options->paths.given()));
            if (!options->paths.decision_log && !options->paths.order_journal)
              return fail(ErrorKind::usage, "give --decision-log, --order-journal or both");
            TIYF_TRY(clock, common.clock());
            std::vector<InputNote> notes;
            TIYF_TRY(config, load_config(options->paths, notes));
            TIYF_TRY(state, load_ours(options->paths, config, clock.now(), log, notes));
            TIYF_TRY(text, documents::write_local_snapshot(state, json::Layout::pretty));
            TIYF_CHECK(write_result(text, options->output));
            return cli::exit_ok;
          }};
}

}  // namespace tiyf
