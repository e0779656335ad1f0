// The loop of `run --every`: drift-free, no overlap, ended cleanly by SIGTERM or SIGINT.
#pragma once

#include <functional>

#include "tiyf/base/utc_time.hpp"
#include "tiyf/cli/log.hpp"

namespace tiyf {

// Runs `once` now and then at whole intervals after the start; an interval that a long run has passed is
// skipped. A signal lets the run under way finish, or abandon whole what it has begun while it waits
// for the broker, then ends the loop with 0: each run's outcome is in its outputs. What keeps the first run
// from starting at all (a held lock, an unusable state folder) is returned; later it is logged and the next
// interval tries again.
[[nodiscard]] Result<int> repeat(Duration interval, const std::function<Result<int>()>& once,
                                 const cli::Log& log);

}  // namespace tiyf
