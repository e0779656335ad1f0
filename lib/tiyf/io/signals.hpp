// Waiting for the next turn of a loop (base/cadence.hpp), or for SIGTERM or SIGINT.
#pragma once

#include <csignal>
#include <cstdint>

namespace tiyf::io {

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
