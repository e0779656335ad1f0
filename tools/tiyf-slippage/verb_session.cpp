#include <memory>

#include "options.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/slippage/session.hpp"
#include "verbs.hpp"

namespace tiyf {

cli::Verb session_verb() {
  struct Options {
    std::optional<std::string> config, at;
  };
  auto options = std::make_shared<Options>();
  return {.name = "session",
          .summary = "print the name of the session that holds a time",
          .setup =
              [options](CLI::App& verb) {
                add_config(verb, options->config);
                add_at(verb, options->at);
                verb.footer("A session [7, 12) holds 07:00:00Z up to, but without, 12:00:00Z.");
              },
          .run = [options](const cli::Common& common, const cli::Log&) -> Result<int> {
            TIYF_TRY(config, load_config(options->config));
            TIYF_TRY(time, time_of(options->at, common));
            TIYF_CHECK(io::write_stdout(slippage::session_of(config.sessions, time) + "\n"));
            return cli::exit_ok;
          }};
}

}  // namespace tiyf
