#include "tiyf/base/result.hpp"

#include <fmt/format.h>

namespace tiyf {

std::string Error::text() const {
  std::string out = file;
  if (line != 0) out += fmt::format("{}{}", out.empty() ? "" : ":", line);
  if (line != 0 && column != 0) out += fmt::format(":{}", column);
  if (!out.empty()) out += ": ";
  if (!pointer.empty()) out += pointer + ": ";
  return out + message;
}

}  // namespace tiyf
