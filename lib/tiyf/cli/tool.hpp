// What every tool's main shares: the common flags, exit codes, and the one top-level catch.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/cli/exit_code.hpp"
#include "tiyf/cli/log.hpp"
#include "tiyf/io/clock.hpp"

namespace tiyf::cli {

// Flags that every tool and verb takes, before or after the verb: --now TS, --log-format logfmt|json,
// -q/--quiet (warnings and errors only), -v/--verbose (debug too).
struct Common {
  std::optional<std::string> now;
  std::string log_format = "logfmt";
  bool quiet = false;
  bool verbose = false;

  [[nodiscard]] Log log() const;
  [[nodiscard]] Result<io::Clock> clock() const { return io::Clock::make(now); }
};
void add_common_flags(CLI::App& app, Common& common);

// A verb: its options are bound in setup (which opens nothing), its work is done by run, which returns the
// exit code.
struct Verb {
  std::string name;     // "run"; "kill-switch status" is the verb `status` of the group `kill-switch`
  std::string summary;  // one line for --help; verb.footer(…) in setup adds what else is worth saying
  std::function<void(CLI::App& verb)> setup;
  std::function<Result<int>(const Common& common, const Log& log)> run;
};

// Parses argv, runs the chosen verb, prints its error as a diagnostic and maps it to the exit code. --help
// and
// --version print to stdout and exit 0; a wrong command line, or none, exits 64. `tool_flags` binds flags of
// all verbs (tiyf-cache --cache PATH), taken before or after the verb. What is left in stdout's buffers is
// flushed and checked (74). Nothing thrown leaves it: an unexpected exception is 70. A verb writes its result
// with io::write_stdout.
[[nodiscard]] int tool_main(int argc, const char* const* argv, std::string_view tool,
                            std::string_view summary, const std::function<void(CLI::App& tool)>& tool_flags,
                            const std::vector<Verb>& verbs);

}  // namespace tiyf::cli
