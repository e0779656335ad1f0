// The verbs of tiyf-broker-oanda, one file each: verb_NAME.cpp.
#pragma once

#include <memory>

#include "options.hpp"
#include "tiyf/cli/tool.hpp"

namespace tiyf {

cli::Verb snapshot_verb(const std::shared_ptr<Options>& options);
cli::Verb cancel_verb(const std::shared_ptr<Options>& options);

}  // namespace tiyf
