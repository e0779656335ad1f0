// One reconciliation: gather, compare, tell. The outcome is a value; writing it is publish()'s.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checks.hpp"
#include "inputs.hpp"
#include "tiyf/io/clock.hpp"

namespace tiyf {

// What the other tools' rules and the cache say; an answer to a cancel changes nothing of it.
struct Checks {
  std::vector<Finding> findings;
  std::set<Symbol> without_pip_size;
};

struct Outcome {
  Report report;
  std::vector<Correction> corrections;
  std::vector<Requeue> requeues;
  TradesCsv trades;
  CachePlan cache_plan;                  // not carried out yet
  std::vector<Cancellable> cancellable;  // where it is permitted; not carried out either
  Checks checks;
};

struct CacheUse;

// What the comparison rests on beside the two states.
struct Ground {
  const Config& config;
  const CacheUse& cache;
  UtcTime now;
  TradesFile trades = TradesFile::leave_out;
  const CancelRequests* cancel_requests = nullptr;  // of earlier runs; null: nothing is requeued
};

// Gathers the inputs and compares. Whatever keeps it from comparing becomes a failed report (CONTRACT §1 "run
// either compares or stops trading"); `notes` already holds the config's.
[[nodiscard]] Outcome gather_and_compare(const InputPaths& paths, const Ground& ground,
                                         std::vector<InputNote> notes, const cli::Log& log);

// The failed report of a run that could not compare. It says all the same why the engine was restarted: where
// the decision log was not read before, it is read for that and noted; one that cannot be read changes
// nothing.
[[nodiscard]] Outcome failed_comparison(const InputPaths& paths, const Ground& ground,
                                        std::vector<InputNote> notes, Error error, const cli::Log& log);

// What is left of an outcome when `error` stops it: a failed report, nothing to correct, queue or list.
[[nodiscard]] Outcome failed_outcome(Report report, Error error);

// Compares two states that were read already; `tape` has the trades of the orders that were settled before.
[[nodiscard]] Result<Outcome> compare_states(Snapshot ours, const Snapshot& brokers, const Ground& ground,
                                             std::vector<InputNote> notes, TradeTape tape);

// What has been compared, less the orders that were settled before.
struct States {
  Snapshot ours, brokers;
};

// Reads our side and compares it; what settles on the way is let go. With `keep`, the states stay for
// compare_again.
[[nodiscard]] Result<Outcome> compare_with(Brokers brokers, const InputPaths& paths, const Ground& ground,
                                           std::vector<InputNote>& notes, const cli::Log& log,
                                           States* keep = nullptr);

// The same states once more, with what the broker answered to this run's cancels.
[[nodiscard]] Result<Outcome> compare_again(Outcome before, States states, const Ground& ground,
                                            const CancelAnswers& cancels);

void log_findings(const Report& report, const cli::Log& log);
void log_counts(const Report& report, const cli::Log& log);  // one line
// Every finding, what kept it from comparing, then the counts.
void log_outcome(const Report& report, const cli::Log& log);

}  // namespace tiyf
