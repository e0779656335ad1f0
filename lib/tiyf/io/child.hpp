// Another program, run to its end or to ours (CONTRACT §5 "Adapter protocol"): no shell, a process group of
// its own, nothing left behind.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/base/utc_time.hpp"

namespace tiyf::io {

struct Command {
  std::vector<std::string> argv;  // the program, looked up in PATH, and its arguments; not empty
  Duration timeout;               // by the monotonic clock
  std::size_t output_limit;       // bytes of stdout
  std::map<std::string, std::string> environment{};  // beside ours, or in place of it
};

enum class ChildEnd {
  exited,      // `code` is its exit code
  killed,      // by a signal that was not ours; `code` is its number
  timed_out,   // and was killed
  too_much,    // stdout went beyond the limit, and it was killed
  not_started  // `code` is the errno: no such program, not executable, no process to be had
};

struct ChildResult {
  ChildEnd end;
  int code = 0;
  std::string output;  // stdout, when it exited
};

// What of stderr is passed on: longer lines come in pieces, later bytes are read and dropped.
inline constexpr std::size_t kStderrLine = 4096;
inline constexpr std::size_t kStderrTotal = std::size_t{256} * 1024;

using OnStderrLine = std::function<void(std::string_view line)>;

// Runs it, without a shell in any case, with our environment (`command.environment` on top) and working
// folder, stdin from /dev/null, no other descriptor of ours, no signal blocked, SIGPIPE and SIGXFSZ as usual.
// Its process group is killed when it has ended (whatever it left running), when its time is up, when it says
// too much, when a signal is to end us, and the program itself (by the kernel) when we die. What left the
// group by itself (setsid) is not waited for. interrupted: SIGTERM, SIGINT, SIGHUP or SIGQUIT came; it is
// still pending (see io/stop.hpp).
[[nodiscard]] Result<ChildResult> run_child(const Command& command, const OnStderrLine& on_stderr_line);

}  // namespace tiyf::io
