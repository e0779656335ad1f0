// The config document tiyf.config.v1 (CONTRACT §2 "Config", schemas/config.v1.schema.json).
#pragma once

#include <string_view>

#include "tiyf/model/config.hpp"

namespace tiyf::documents {

// Every key but `schema` is optional; what is left out has the default of model/config.hpp. Errors are of
// kind config (78) and name the JSON pointer: unknown keys and wrong types anywhere, numbers that are no
// exact decimals, sessions that do not cover the day exactly once, presets for unknown sessions, two presets
// or caps for the same thing. `file` is only for messages.
[[nodiscard]] Result<Config> read_config(std::string_view text, std::string_view file);

}  // namespace tiyf::documents
