#include "tiyf/io/cache_queue.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

#include "tiyf/io/cache_path.hpp"

namespace tiyf::io {
namespace {

constexpr time_t kPatienceSeconds = 30;

void on_alarm(int) {}

// Interrupts a blocking call every 100 ms, so that it can look at the time: flock knows no time-out, and
// trying again and again without blocking would lose the place in the queue's wake-ups to whoever comes by at
// the right moment.
class Ticks {
 public:
  Ticks() {
    struct sigaction handler {};
    handler.sa_handler = on_alarm;  // no SA_RESTART
    ::sigaction(SIGALRM, &handler, &old_handler_);
    const itimerval every{.it_interval = {0, 100'000}, .it_value = {0, 100'000}};
    ::setitimer(ITIMER_REAL, &every, &old_timer_);
  }
  ~Ticks() {
    ::setitimer(ITIMER_REAL, &old_timer_, nullptr);
    ::sigaction(SIGALRM, &old_handler_, nullptr);
  }
  Ticks(const Ticks&) = delete;
  Ticks& operator=(const Ticks&) = delete;

 private:
  struct sigaction old_handler_ {};
  itimerval old_timer_{};
};

time_t monotonic_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

// 0, or the errno of what went wrong; ETIMEDOUT when patience ended.
int lock_within_patience(int descriptor, int operation) {
  if (::flock(descriptor, operation | LOCK_NB) == 0) return 0;
  if (errno != EWOULDBLOCK) return errno;
  const Ticks ticks;
  const time_t deadline = monotonic_seconds() + kPatienceSeconds;
  while (::flock(descriptor, operation) != 0) {
    if (errno != EINTR) return errno;
    if (monotonic_seconds() >= deadline) return ETIMEDOUT;
  }
  return 0;
}

// Somebody may have removed the lock file while we waited for it; then others queue at a new one.
bool still_there(const struct stat& held, const std::string& lock_file) {
  struct stat named {};
  return ::stat(lock_file.c_str(), &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

// Root may have made the lock; the engine must be able to open it.
void hand_over(int descriptor, const struct stat& held, const std::string& cache_file) {
  struct stat cache {};
  if (::stat(cache_file.c_str(), &cache) != 0 || held.st_uid == cache.st_uid) return;
  static_cast<void>(::fchown(descriptor, cache.st_uid, cache.st_gid) == 0);
}

int open_lock(const std::string& lock_file, cache::Access access) {
  if (access == cache::Access::write)
    return ::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
  const int there = ::open(lock_file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (there >= 0 || errno != ENOENT) return there;
  // A cache that was copied here without its lock file.
  const int made = ::open(lock_file.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
  if (made < 0) errno = ENOENT;
  return made;
}

}  // namespace

Result<void> CacheQueue::enter(cache::Access access) {
  leave();
  for (;;) {
    const int descriptor = open_lock(lock_file_, access);
    if (descriptor < 0 && errno == ENOENT && access == cache::Access::read) return {};
    if (descriptor < 0) return cannot("open its lock file", errno);
    const int error = lock_within_patience(descriptor, access == cache::Access::write ? LOCK_EX : LOCK_SH);
    struct stat held {};
    if (error == 0 && ::fstat(descriptor, &held) == 0 && still_there(held, lock_file_)) {
      if (access == cache::Access::write) hand_over(descriptor, held, cache_file_);
      descriptor_ = descriptor;
      return {};
    }
    ::close(descriptor);
    if (error == ETIMEDOUT)
      return fail(ErrorKind::unreachable,
                  fmt::format("another process has held its lock for {} seconds", kPatienceSeconds));
    if (error != 0) return cannot("lock it", error);
  }
}

void CacheQueue::leave() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace tiyf::io
