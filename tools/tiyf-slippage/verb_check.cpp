#include <memory>

#include "hits.hpp"
#include "options.hpp"
#include "tiyf/io/digest.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/slippage/read_fills.hpp"
#include "tiyf/slippage/report.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

struct Options {
  std::string fills;
  std::optional<std::string> config, output, state_dir, metrics;
};

Result<slippage::Judgement> judge_with_pips(std::vector<slippage::FillToJudge> fills, const Config& config,
                                            const Options& options) {
  auto judgement = slippage::judge(std::move(fills), config);
  if (!judgement) {
    judgement.error().file = options.fills;
    return judgement;
  }
  if (judgement->without_pip_size.empty()) return judgement;
  std::string symbols;
  for (const auto& symbol : judgement->without_pip_size)
    symbols += (symbols.empty() ? "" : ", ") + symbol.value;
  return fail(Error{.kind = ErrorKind::config,
                    .message = "no pip_size is known for " + symbols + ": add it to the config's instruments",
                    .file = options.config.value_or("")});
}

void log_judgement(const slippage::Judgement& judgement, const slippage::FillList& list,
                   const Options& options, const cli::Log& log) {
  for (const auto& missing : slippage::missing_presets(judgement))
    log.write(cli::Level::error, "ALERT_SLIPPAGE_PRESET_MISSING",
              {{"symbol", missing.symbol.value},
               {"session", missing.session},
               {"decision_id", missing.decision_id.value_or(DecisionId{}).value},
               {"fills", std::to_string(missing.fills)},
               {"message", missing.message}});
  for (const auto& row : judgement.rows)
    if (row.over > 0)
      log.write(cli::Level::error, "slippage_over_preset",
                {{"symbol", row.symbol.value},
                 {"session", row.session},
                 {"fills", std::to_string(row.over)},
                 {"worst_slippage_pips", row.worst_slippage_pips->text()},
                 {"max_slippage_pips", row.max_slippage_pips->text()}});
  log.write(cli::Level::info, "slippage_checked",
            {{"file", options.fills},
             {"lines", std::to_string(list.lines)},
             {"checked", std::to_string(judgement.checked)},
             {"over", std::to_string(judgement.over)},
             {"preset_missing", std::to_string(judgement.preset_missing)},
             {"skipped", std::to_string(judgement.skipped)}});
}

Result<void> write_metrics(const Options& options, const slippage::Judgement& judgement,
                           const std::optional<HitCounters>& kept) {
  if (!options.metrics) return {};
  slippage::PresetHits hits;
  slippage::add_hits(hits, judgement);
  return io::write_whole(*options.metrics, slippage::metrics_text(judgement, kept ? kept->hits() : hits));
}

// The report comes first: a check that could not report is not counted, so that it can be repeated.
Result<void> publish(const Options& options, std::string_view report, const slippage::Judgement& judgement,
                     std::optional<HitCounters>& kept) {
  if (options.output && *options.output != "-")
    TIYF_CHECK(io::write_whole(*options.output, report));
  else
    TIYF_CHECK(io::write_stdout(report));
  if (kept) TIYF_CHECK(kept->add(judgement));
  return write_metrics(options, judgement, kept);
}

Result<int> check(const Options& options, const cli::Common& common, const cli::Log& log) {
  if (options.fills == "-" && options.config == "-")
    return fail(ErrorKind::usage, "only one input can be read from stdin");
  if (options.output && *options.output != "-" && options.metrics &&
      io::is_one_file(*options.output, *options.metrics))
    return fail(ErrorKind::usage, "--output and --metrics name one file: one would replace the other");
  for (const auto& output : {options.output, options.metrics})
    TIYF_CHECK(io::check_output(output, {options.fills, options.config.value_or("-")}));
  TIYF_TRY(clock, common.clock());
  TIYF_TRY(config, load_config(options.config));
  TIYF_TRY(text, io::read_all(options.fills));
  TIYF_TRY(list, slippage::read_fills(text, options.fills, config.instruments));
  if (list.torn_tail_line != 0)
    log.write(cli::Level::warn, "torn_tail",
              {{"file", options.fills},
               {"line", std::to_string(list.torn_tail_line)},
               {"message", "the last line is cut off and was left out"}});
  TIYF_TRY(judgement, judge_with_pips(std::move(list.fills), config, options));
  TIYF_TRY(report, slippage::report_json(judgement, {.now = clock.now(),
                                                     .fills_sha256 = io::sha256_hex(text),
                                                     .lines = list.lines,
                                                     .torn_tail = list.torn_tail_line != 0 ? 1U : 0U}));
  std::optional<HitCounters> kept;
  if (options.state_dir) {
    TIYF_TRY(opened, HitCounters::open(*options.state_dir));
    kept = std::move(opened);
  }
  TIYF_CHECK(publish(options, report, judgement, kept));
  log_judgement(judgement, list, options, log);
  return judgement.worst() == slippage::Verdict::within ? cli::exit_ok : cli::exit_critical;
}

}  // namespace

cli::Verb check_verb() {
  auto options = std::make_shared<Options>();
  return {.name = "check",
          .summary = "judge fills against their presets and report",
          .setup =
              [options](CLI::App& verb) {
                verb.add_option("FILLS", options->fills,
                                "trades.csv, or JSON lines with its fields; - is stdin")
                    ->required();
                add_config(verb, options->config);
                verb.add_option("--output", options->output, "write the report to FILE instead of stdout")
                    ->option_text("FILE");
                verb.add_option("--state-dir", options->state_dir,
                                "add to the preset hits that tiyf-reconcile counts in this state folder")
                    ->option_text("DIR");
                verb.add_option("--metrics", options->metrics,
                                "write engine_slippage_preset_hits_total and engine_slippage_pips to FILE")
                    ->option_text("FILE");
                verb.footer(
                    "Slippage in pips is adverse-positive; equal to the preset is within. Exit 0: every fill "
                    "within; "
                    "2: one over its preset, or without a preset; 78: a symbol without pip_size.");
              },
          .run = [options](const cli::Common& common,
                           const cli::Log& log) { return check(*options, common, log); }};
}

}  // namespace tiyf
