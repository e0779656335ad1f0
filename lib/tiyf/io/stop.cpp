#include "tiyf/io/stop.hpp"

#include <poll.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <ctime>

namespace tiyf::io {

HeldSignals::HeldSignals() {
  ::sigemptyset(&held_);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) {
    struct sigaction action {};
    // A blocked signal becomes pending even where it is ignored, as nohup and a shell's `&` have it.
    if (::sigaction(number, nullptr, &action) != 0 || action.sa_handler != SIG_IGN)
      ::sigaddset(&held_, number);
  }
  ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
  events_ = Descriptor(::signalfd(-1, &held_, SFD_CLOEXEC | SFD_NONBLOCK));
}

HeldSignals::~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool HeldSignals::pending() const {
  sigset_t now{};
  ::sigpending(&now);
  return std::ranges::any_of(std::initializer_list<int>{SIGTERM, SIGINT, SIGHUP, SIGQUIT}, [&](int number) {
    return ::sigismember(&held_, number) == 1 && ::sigismember(&now, number) == 1;
  });
}

Error interrupted() {
  return {ErrorKind::interrupted, "a signal stopped it before it was done; nothing was written"};
}

std::int64_t monotonic_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

Result<void> wait_for(Duration duration) {
  const HeldSignals signals;
  const auto until = monotonic_now() + duration.nanos;
  while (!signals.pending()) {
    const auto left = until - monotonic_now();
    if (left <= 0) return {};
    const timespec timeout{left / 1'000'000'000, left % 1'000'000'000};
    pollfd event{.fd = signals.descriptor(), .events = POLLIN, .revents = 0};
    ::ppoll(&event, 1, &timeout, nullptr);
  }
  return fail(interrupted());
}

}  // namespace tiyf::io
