// The verbs of tiyf-reconcile, one file each: verb_NAME.cpp.
#pragma once

#include "tiyf/cli/tool.hpp"

namespace tiyf {

cli::Verb run_verb();
cli::Verb expected_verb();
cli::Verb observed_verb();
cli::Verb compare_verb();
cli::Verb show_verb();
cli::Verb trace_verb();
cli::Verb history_verb();
cli::Verb kill_switch_status_verb();
cli::Verb kill_switch_clear_verb();

}  // namespace tiyf
