#include "tiyf/cli/exit_code.hpp"

#include <utility>

namespace tiyf::cli {
namespace {

std::pair<std::string_view, int> describe(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return {"usage", exit_usage};
    case ErrorKind::malformed:
      return {"malformed", exit_malformed};
    case ErrorKind::missing:
      return {"missing", exit_missing};
    case ErrorKind::unreachable:
      return {"unreachable", exit_unknown};
    case ErrorKind::internal:
      return {"internal", exit_internal};
    case ErrorKind::cannot_create:
      return {"cannot_create", exit_cannot_create};
    case ErrorKind::io:
      return {"io", exit_io};
    case ErrorKind::locked:
      return {"locked", exit_locked};
    case ErrorKind::config:
      return {"config", exit_config};
    case ErrorKind::interrupted:
      return {"interrupted", exit_unknown};
  }
  return {"internal", exit_internal};
}

}  // namespace

int exit_code(ErrorKind kind) { return describe(kind).second; }

std::string_view name(ErrorKind kind) { return describe(kind).first; }

}  // namespace tiyf::cli
