#include <memory>

#include "cache_use.hpp"
#include "output.hpp"
#include "run.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/io/digest.hpp"
#include "verbs.hpp"

namespace tiyf {

cli::Verb compare_verb() {
  struct Options {
    InputPaths paths;
    std::string local, broker;
    std::optional<std::string> output;
  };
  auto options = std::make_shared<Options>();
  return {"compare", "Compare a local snapshot with a broker snapshot and print the report",
          [options](CLI::App& app) {
            options->paths.add_config(app);
            app.add_option("LOCAL", options->local, "Local snapshot (tiyf.local_snapshot.v1); - for stdin")
                ->required();
            app.add_option("BROKER", options->broker,
                           "Broker snapshot (tiyf.broker_snapshot.v1); - for stdin")
                ->required();
            add_output(app, options->output);
          },
          [options](const cli::Common& common, const cli::Log& log) -> Result<int> {
            options->paths.broker = options->broker;
            options->paths.order_journal = options->local;  // only so that "-" is checked in one place
            TIYF_CHECK(options->paths.check());
            TIYF_CHECK(io::check_output(options->output, options->paths.given()));
            TIYF_TRY(clock, common.clock());
            std::vector<InputNote> notes;
            TIYF_TRY(config, load_config(options->paths, notes));
            TIYF_TRY(local_text, io::read_all(options->local));
            TIYF_TRY(ours, documents::read_local_snapshot(local_text, options->local, config.instruments));
            notes.push_back(document_note(Input::local_snapshot, local_text));
            TIYF_TRY(brokers, load_brokers(options->paths, config, clock.now(), log, notes));
            TIYF_CHECK(same_account(config, brokers, options->broker));
            const CacheUse no_cache;
            TIYF_TRY(outcome, compare_states(std::move(ours), brokers, {config, no_cache, clock.now()}, notes,
                                             TradeTape(config, TradesFile::leave_out)));
            log_outcome(outcome.report, log);
            TIYF_TRY(text, report_json(outcome.report));
            TIYF_CHECK(write_result(text, options->output));
            return exit_code(outcome.report);
          }};
}

}  // namespace tiyf
