// One reconciliation: gather, compare, tell. The outcome is a value; writing it is publish()'s.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inputs.hpp"
#include "tiyf/io/clock.hpp"

namespace tiyf {

struct Outcome {
  Report report;
  std::vector<Correction> corrections;
  std::vector<Requeue> requeues;
  std::vector<Trade> trades;
};

// Gathers the inputs and compares. Whatever keeps it from comparing becomes a failed report (CONTRACT §1 "run
// either compares or stops trading"); `notes` already holds the config's.
[[nodiscard]] Outcome gather_and_compare(const InputPaths& paths, const Config& config,
                                         std::vector<InputNote> notes, const io::Clock& clock,
                                         const cli::Log& log);

// Compares two states that were read already.
[[nodiscard]] Result<Outcome> compare_states(Snapshot ours, const Snapshot& brokers, const Config& config,
                                             std::vector<InputNote> notes, UtcTime now);

// Every finding, then one line with the counts.
void log_outcome(const Report& report, const cli::Log& log);

}  // namespace tiyf
