#include <algorithm>
#include <cctype>
#include <memory>

#include "inputs.hpp"
#include "tiyf/io/digest.hpp"
#include "tiyf/limits/report.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

struct Options {
  Inputs inputs;
  std::optional<std::string> config_hash, output;
};

// The asked-for hash in lower case. A hash of another length cannot match, which is for the comparison to
// say.
Result<std::optional<std::string>> expected_hash(const Options& options) {
  if (!options.config_hash) return std::nullopt;
  std::string hash = *options.config_hash;
  for (char& c : hash) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isxdigit(byte) == 0) hash.clear();
    if (hash.empty()) break;
    c = static_cast<char>(std::tolower(byte));
  }
  if (hash.empty())
    return fail(ErrorKind::usage, "--config-hash must be hex digits, as `tiyf-limits hash` prints them");
  return std::optional(std::move(hash));
}

// Derived from the inputs' content and the clock alone, so that an alert can be tied to its report.
std::string check_id(const BothSides& sides, UtcTime now) {
  const auto digests = io::sha256_hex(sides.config.text) + "\n" + io::sha256_hex(sides.broker.text);
  return "limits-" + io::sha256_hex(now.text() + "\n" + digests).substr(0, 16);
}

Result<limits::CompareOutcome> compare(const BothSides& sides, std::optional<std::string> expected,
                                       UtcTime now) {
  const auto& ours = sides.config.value.risk_limits;
  TIYF_TRY(canonical, limits::canonical_text(ours));
  return limits::CompareOutcome{.now = now,
                                .check_id = check_id(sides, now),
                                .config_hash = io::sha256_hex(canonical),
                                .expected_hash = std::move(expected),
                                .broker_limits = sides.broker.value.limits,
                                .differences = limits::compare(ours, sides.broker.value.limits)};
}

Result<int> run(const Options& options, const cli::Common& common, const cli::Log& log) {
  TIYF_TRY(expected, expected_hash(options));
  TIYF_TRY(clock, common.clock());
  TIYF_CHECK(check_output(options.output, options.inputs));
  TIYF_TRY(sides, load_both(options.inputs));
  TIYF_TRY(outcome, compare(sides, std::move(expected), clock.now()));
  TIYF_TRY(text, limits::report_json(outcome));
  TIYF_CHECK(write_result(text, options.output));
  if (!outcome.mismatch()) {
    if (!limits::available(outcome.broker_limits))
      log.write(cli::Level::info, "limits_unavailable", {{"message", "the broker states no limits"}});
    return cli::exit_ok;
  }
  log.write(cli::Level::error, "ALERT_BROKER_LIMIT_MISMATCH",
            {{"reconcile_id", outcome.check_id},
             {"differences", std::to_string(outcome.differences.size())},
             {"message", limits::mismatch_message(outcome)}});
  return cli::exit_critical;
}

}  // namespace

cli::Verb compare_verb() {
  auto options = std::make_shared<Options>();
  return {.name = "compare",
          .summary = "compare the config's risk_limits with the broker's",
          .setup =
              [options](CLI::App& verb) {
                add_both_sides(verb, options->inputs);
                verb.add_option("--config-hash", options->config_hash,
                                "the hash that the config's risk_limits must have, as `hash` prints it")
                    ->option_text("HEX");
                add_output(verb, options->output);
                verb.footer(
                    "Exit 0: alike, or the broker states no limits; 2: a difference, or another config hash "
                    "(ALERT_BROKER_LIMIT_MISMATCH).");
              },
          .run = [options](const cli::Common& common,
                           const cli::Log& log) { return run(*options, common, log); }};
}

}  // namespace tiyf
