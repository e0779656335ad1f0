// Signals that end a program, seen without being taken: what they interrupt is abandoned, and then they do
// what they were sent for. For io/ and the loop of a tool.
#pragma once

#include <csignal>

#include "tiyf/base/result.hpp"
#include "tiyf/base/utc_time.hpp"
#include "tiyf/io/posix.hpp"

namespace tiyf::io {

// While it lives, SIGTERM, SIGINT, SIGHUP and SIGQUIT are held back (those that the process ignores stay
// ignored). At its end they are let through again: whoever holds them back too (StopSignals) finds them
// pending, else the process dies of them.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // Readable in poll(2) once one of them is pending; -1 when the system has none to give.
  [[nodiscard]] int descriptor() const { return events_.number(); }
  [[nodiscard]] bool pending() const;

 private:
  sigset_t held_{};
  sigset_t before_{};
  Descriptor events_{-1};
};

// What a job that was stopped by a signal returns: nothing that it began may be written (ErrorKind
// interrupted).
[[nodiscard]] Error interrupted();

// Waits by the monotonic clock. interrupted: a signal came first, and is still pending.
[[nodiscard]] Result<void> wait_for(Duration duration);

// Nanoseconds of the monotonic clock.
[[nodiscard]] std::int64_t monotonic_now();

}  // namespace tiyf::io
