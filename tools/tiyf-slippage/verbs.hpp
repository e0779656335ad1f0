// The verbs of tiyf-slippage, one file each: verb_NAME.cpp.
#pragma once

#include "tiyf/cli/tool.hpp"

namespace tiyf {

cli::Verb session_verb();
cli::Verb lookup_verb();
cli::Verb check_verb();

}  // namespace tiyf
