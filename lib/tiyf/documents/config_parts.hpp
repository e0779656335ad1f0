// The parts of a config that say how we trade; documents/config.cpp puts them together.
#pragma once

#include <vector>

#include "tiyf/json/value.hpp"
#include "tiyf/model/config.hpp"

namespace tiyf::documents {

[[nodiscard]] Result<Instruments> read_instruments(const json::Cursor& list);

// Sorted by first hour. A range may wrap midnight; an end of 0 is midnight, as 24 is.
[[nodiscard]] Result<std::vector<SessionHours>> read_sessions(const json::Cursor& object);

// Sorted by symbol, then session.
[[nodiscard]] Result<std::vector<SlippagePreset>> read_presets(const json::Cursor& list,
                                                               const Instruments& instruments,
                                                               const std::vector<SessionHours>& sessions);

}  // namespace tiyf::documents
