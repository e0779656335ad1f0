#include <memory>

#include "show.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/io/streams.hpp"
#include "verbs.hpp"

namespace tiyf {

cli::Verb show_verb() {
  struct Options {
    std::string report;
    bool all = false;
  };
  auto options = std::make_shared<Options>();
  return {"show", "Show a report as a table for people",
          [options](CLI::App& app) {
            app.add_option("REPORT", options->report, "reconcile-report.json; - for stdin")->required();
            app.add_flag("--all", options->all, "Every row: infos, matching positions and all advice too");
          },
          [options](const cli::Common&, const cli::Log&) -> Result<int> {
            TIYF_TRY(text, io::read_all(options->report));
            TIYF_TRY(table,
                     show_report(text, options->report, options->all ? Detail::all : Detail::what_matters,
                                 io::stdout_takes_colour() ? Colour::on : Colour::off));
            TIYF_CHECK(io::write_stdout(table));
            return cli::exit_ok;
          }};
}

}  // namespace tiyf
