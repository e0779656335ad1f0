// CONTRACT §1 "Exit codes": the Nagios four, then sysexits.
#pragma once

#include <string_view>

#include "tiyf/base/result.hpp"

namespace tiyf::cli {

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

// The enumerator's name ("cannot_create"): the `event` of its diagnostic.
[[nodiscard]] std::string_view name(ErrorKind kind);

}  // namespace tiyf::cli
