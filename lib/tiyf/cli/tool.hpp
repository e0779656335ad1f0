// What every tool's main shares: the common flags, exit codes, and the one top-level catch.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "tiyf/base/result.hpp"
#include "tiyf/cli/log.hpp"
#include "tiyf/io/clock.hpp"

namespace tiyf::cli {

// CONTRACT §1 "Exit codes".
enum ExitCode : int {
  exit_ok = 0,
  exit_warning = 1,
  exit_critical = 2,
  exit_unknown = 3,
  exit_usage = 64,
  exit_malformed = 65,
  exit_missing = 66,
  exit_internal = 70,
  exit_cannot_create = 73,
  exit_io = 74,
  exit_locked = 75,
  exit_config = 78,
};
[[nodiscard]] int exit_code(ErrorKind kind);

// Flags that every tool and verb takes, before or after the verb: --now TS, --log-format logfmt|json, -q/--quiet, -v/--verbose.
struct Common {
  std::optional<std::string> now;
  std::string log_format = "logfmt";
  bool quiet = false;
  bool verbose = false;

  [[nodiscard]] Log log() const;
  [[nodiscard]] Result<io::Clock> clock() const { return io::Clock::make(now); }
};
void add_common_flags(CLI::App& app, Common& common);

// A verb: its options are bound in setup (which opens nothing), its work is done by run, which returns the exit code.
struct Verb {
  std::string name;
  std::string summary;  // one line for --help
  std::function<void(CLI::App& verb)> setup;
  std::function<Result<int>(const Common& common, const Log& log)> run;
};

// Parses argv, runs the chosen verb, prints its error as a diagnostic and maps it to the exit code. --help and
// --version print to stdout and exit 0; a wrong command line exits 64. `tool_flags` binds flags that stand before the
// verb (tiyf-cache --cache PATH). Nothing thrown leaves it: an unexpected exception is 70.
[[nodiscard]] int tool_main(int argc, const char* const* argv, std::string_view tool, std::string_view summary,
                            const std::function<void(CLI::App& tool)>& tool_flags, const std::vector<Verb>& verbs);

}  // namespace tiyf::cli
