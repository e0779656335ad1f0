// A run that asks the broker through its adapter: compare, confirm what is critical, cancel what is stale
// (CONTRACT §5 "Adapter protocol", §4 "stale_order_cancelled").
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cache_use.hpp"
#include "run.hpp"
#include "state.hpp"

namespace tiyf {

struct LiveJob {
  const InputPaths& paths;
  const Config& config;
  const std::vector<InputNote>& config_notes;
  const std::optional<std::string>& cache_flag;
  TradesFile trades;
  const CancelRequests& cancel_requests;  // of earlier runs
  const io::Clock& clock;
  const StateDir* state;  // null: a dry run, which cancels nothing
  const cli::Log& log;
};

struct Compared {
  Outcome outcome;
  CacheUse cache;  // what it was compared with
};

// Whatever keeps it from comparing, and a cancel that the broker could not be asked for, is a failed outcome.
// The one error is interrupted: a signal came while the broker was asked, and the run is abandoned whole
// (what was cancelled by then stands in the history, and the next run catches it).
[[nodiscard]] Result<Compared> compare_live(const LiveJob& job);

// The adapter's snapshot alone. unreachable (3), malformed (65) when it is of another account, interrupted.
[[nodiscard]] Result<Snapshot> ask_adapter(const Config& config, const io::Clock& clock, const cli::Log& log,
                                           std::vector<InputNote>& notes);

}  // namespace tiyf
