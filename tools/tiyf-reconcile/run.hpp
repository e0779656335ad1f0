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
  CachePlan cache_plan;                  // not carried out yet
  std::vector<Cancellable> cancellable;  // where it is permitted; not carried out either
};

struct CacheUse;

// What the comparison rests on beside the two states.
struct Ground {
  const Config& config;
  const CacheUse& cache;
  UtcTime now;
  const CancelAnswers* cancels = nullptr;  // of what this run has tried to cancel
};

// Gathers the inputs and compares. Whatever keeps it from comparing becomes a failed report (CONTRACT §1 "run
// either compares or stops trading"); `notes` already holds the config's.
[[nodiscard]] Outcome gather_and_compare(const InputPaths& paths, const Ground& ground,
                                         std::vector<InputNote> notes, const cli::Log& log);

// The failed report of a run that could not compare.
[[nodiscard]] Outcome failed_comparison(UtcTime now, const CacheNote& cache, std::vector<InputNote> notes,
                                        Error error);

// What is left of an outcome when `error` stops it: a failed report, nothing to correct, queue or list.
[[nodiscard]] Outcome failed_outcome(Report report, Error error);

// Compares two states that were read already.
[[nodiscard]] Result<Outcome> compare_states(Snapshot ours, const Snapshot& brokers, const Ground& ground,
                                             std::vector<InputNote> notes);

void log_findings(const Report& report, const cli::Log& log);
// Every finding, then one line with the counts.
void log_outcome(const Report& report, const cli::Log& log);

}  // namespace tiyf
