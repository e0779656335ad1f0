#include <memory>

#include "inputs.hpp"
#include "tiyf/limits/compare.hpp"
#include "verbs.hpp"

namespace tiyf {

cli::Verb mirror_verb() {
  struct Options {
    Inputs inputs;
    std::optional<std::string> output;
  };
  auto options = std::make_shared<Options>();
  return {.name = "mirror",
          .summary = "print the broker's caps as the telemetry object broker_limits",
          .setup =
              [options](CLI::App& verb) {
                verb.add_option("BROKER", options->inputs.broker, "broker snapshot; - is stdin")->required();
                verb.add_option("--config", options->inputs.config,
                                "config whose instruments spell the symbols")
                    ->option_text("FILE");
                add_output(verb, options->output);
                verb.footer("A broker that states no limits gives null.");
              },
          .run = [options](const cli::Common&, const cli::Log&) -> Result<int> {
            TIYF_CHECK(check_output(options->output, options->inputs));
            TIYF_TRY(sides, load_both(options->inputs));
            json::Writer w(json::Layout::pretty);
            w.begin_object().key("broker_limits");
            limits::write_mirror(w, sides.broker.value.limits);
            w.end_object();
            TIYF_TRY(text, w.finish());
            TIYF_CHECK(write_result(text, options->output));
            return cli::exit_ok;
          }};
}

}  // namespace tiyf
