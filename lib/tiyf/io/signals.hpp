// Waiting for the next turn of a loop, or for SIGTERM or SIGINT.
#pragma once

#include <csignal>
#include <cstdint>

#include "tiyf/base/utc_time.hpp"

namespace tiyf::io {

// Points of time at whole intervals after the start, on the monotonic clock; those in the past are skipped.
class Cadence {
 public:
  explicit Cadence(Duration interval);
  // Nanoseconds of the monotonic clock.
  [[nodiscard]] std::int64_t next();

 private:
  std::int64_t start_;
  std::int64_t interval_;
};

// While it lives, SIGTERM and SIGINT are held back and only answer wait_until(); those that came are spent
// with it.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // True when a signal came, before or during the wait; false when the time has come.
  [[nodiscard]] bool wait_until(std::int64_t monotonic_nanos);

 private:
  sigset_t stopping_{};
  sigset_t before_{};
};

}  // namespace tiyf::io
