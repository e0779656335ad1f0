// The verbs of tiyf-limits, one file each: verb_NAME.cpp.
#pragma once

#include "tiyf/cli/tool.hpp"

namespace tiyf {

cli::Verb mirror_verb();
cli::Verb compare_verb();
cli::Verb exposure_verb();
cli::Verb hash_verb();

}  // namespace tiyf
