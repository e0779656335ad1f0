// The loop of `run --every`: drift-free, no overlap, ended cleanly by SIGTERM or SIGINT; an engine that was
// restarted starts a run at once.
#pragma once

#include <functional>
#include <string>

#include "tiyf/base/utc_time.hpp"
#include "tiyf/cli/log.hpp"

namespace tiyf {

struct Loop {
  Duration interval;
  std::string decision_log;  // a file; a pipe tells of nothing
};

// Runs `once` now and then at whole intervals after the start; an interval that a long run has passed is
// skipped. A new engine_restart_reason in the decision log starts a run at once, also one that came while a
// run was under way: that one may have asked the broker before the restart. It moves no other turn. A signal
// lets the run under way finish, or abandon whole what it has begun while it waits for the broker, then ends
// the loop with 0: each run's outcome is in its outputs. What keeps the first run from starting at all (a
// held lock, an unusable state folder) is returned; later it is logged and the next turn tries again.
[[nodiscard]] Result<int> repeat(const Loop& loop, const std::function<Result<int>()>& once,
                                 const cli::Log& log);

}  // namespace tiyf
