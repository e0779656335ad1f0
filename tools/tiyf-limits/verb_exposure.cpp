#include <memory>

#include "inputs.hpp"
#include "tiyf/limits/report.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

struct Options {
  Inputs inputs;
  std::optional<std::string> output;
};

void log_over(const limits::ExposureReport& report, const cli::Log& log) {
  for (const auto& row : report.symbols)
    if (row.over)
      log.write(cli::Level::error, "exposure_over_cap",
                {{"symbol", row.symbol.value},
                 {"exposure_units", row.exposure_units->text()},
                 {"cap_units", row.cap_units->text()}});
}

Result<int> run(const Options& options, const cli::Common& common, const cli::Log& log) {
  TIYF_TRY(clock, common.clock());
  TIYF_CHECK(check_output(options.output, options.inputs));
  TIYF_TRY(sides, load_both(options.inputs));
  const auto& broker = sides.broker.value;
  auto judged = limits::exposure(broker, sides.config.value.risk_limits);
  if (!judged) {
    judged.error().file = options.inputs.broker;
    return fail(std::move(judged).error());
  }
  const auto& report = *judged;
  TIYF_TRY(text, limits::report_json(report, clock.now()));
  TIYF_CHECK(write_result(text, options.output));
  log_over(report, log);
  switch (report.status) {
    case limits::ExposureStatus::within:
      return cli::exit_ok;
    case limits::ExposureStatus::over:
      return cli::exit_critical;
    case limits::ExposureStatus::unavailable:
      break;
  }
  log.write(cli::Level::error, "exposure_unknown",
            {{"file", options.inputs.broker},
             {"message", broker.positions
                             ? "the snapshot lists only part of the orders: the exposure cannot be judged"
                             : "the snapshot has no positions: the exposure cannot be judged"}});
  return cli::exit_unknown;
}

}  // namespace

cli::Verb exposure_verb() {
  auto options = std::make_shared<Options>();
  return {.name = "exposure",
          .summary = "check positions with open orders against the lower of both caps",
          .setup =
              [options](CLI::App& verb) {
                add_both_sides(verb, options->inputs);
                add_output(verb, options->output);
                verb.footer(
                    "Per symbol, the worse of |net + open buy remainders| and |net - open sell remainders|. "
                    "Exit 0: "
                    "all within; 2: one over its cap; 3: the snapshot has no positions, or only part of the "
                    "orders.");
              },
          .run = [options](const cli::Common& common,
                           const cli::Log& log) { return run(*options, common, log); }};
}

}  // namespace tiyf
