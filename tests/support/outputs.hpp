// What an outcome comes to in bytes, for properties that hold of all of it.
#pragma once

#include <string>

#include "support/scenario.hpp"

namespace tiyf::scenario {

// The report and what is written beside it; throws when a number does not fit.
[[nodiscard]] std::string outputs(const Outcome& outcome);

}  // namespace tiyf::scenario
