#include "tiyf/io/signals.hpp"

#include <algorithm>
#include <ctime>

#include "tiyf/io/stop.hpp"

namespace tiyf::io {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

}  // namespace

StopSignals::StopSignals() {
  ::sigemptyset(&stopping_);
  ::sigaddset(&stopping_, SIGTERM);
  ::sigaddset(&stopping_, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &stopping_, &before_);
}

StopSignals::~StopSignals() {
  // What has come by now has had its effect: the loop has ended. Let through, it would kill us after all.
  while (wait_until(0)) {
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool StopSignals::wait_until(std::int64_t monotonic_nanos) {
  for (;;) {
    const auto left = std::max<std::int64_t>(0, monotonic_nanos - monotonic_now());
    const timespec timeout{left / kNanosPerSecond, left % kNanosPerSecond};
    if (::sigtimedwait(&stopping_, nullptr, &timeout) > 0) return true;
    if (monotonic_now() >= monotonic_nanos) return false;  // else interrupted: wait for the rest
  }
}

}  // namespace tiyf::io
