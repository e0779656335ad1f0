// Makes an outcome visible: state first (so that trading stops whatever fails next), then the output folder
// with the report last, then the history (CONTRACT §1 "Files written", §5).
#pragma once

#include <string>

#include "run.hpp"
#include "state.hpp"

namespace tiyf {

struct Destination {
  const StateDir& state;
  std::string output_dir;
  TradesFile trades = TradesFile::write;
};

// The exit code of the run. A failure to write sets the kill switch too and is the exit code (73, 74); one to
// render a number that does not fit makes it a failed run (65).
[[nodiscard]] int publish(Outcome outcome, const Destination& to, Duration took, const cli::Log& log);

// The failed outcome of a run that could not have the state folder: the output folder as far as it can be
// written, and the kill switch if it can be set after all; what cannot is logged.
void publish_without_state(Outcome failed, const Destination& to, const cli::Log& log);

}  // namespace tiyf
