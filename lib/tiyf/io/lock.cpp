#include "tiyf/io/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <thread>

namespace tiyf::io {
namespace {

// How long a waiting process sleeps between two tries: shorter than one durable write takes.
constexpr auto pause = std::chrono::microseconds(200);

Result<Descriptor> open_lock(const std::string& path) {
  TIYF_CHECK(create_folders(folder_of(path)));
  auto file = open_file(path, O_RDWR | O_CREAT);
  if (!file)
    return fail(system_error(ErrorKind::cannot_create, file.error(), path, "the lock file cannot be created",
                             "check its folder and permissions"));
  return std::move(*file);
}

// Whether we hold the lock now; the errno is the error of a file system without locks.
std::expected<bool, int> try_lock(const Descriptor& file) {
  while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) return std::unexpected(errno);
  }
  return true;
}

}  // namespace

Result<FileLock> FileLock::acquire(const std::string& path) { return wait(path, Duration{}); }

Result<FileLock> FileLock::wait(const std::string& path, Duration limit) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::nanoseconds(limit.nanos);
  TIYF_TRY(file, open_lock(path));
  while (true) {
    const auto locked = try_lock(file);
    if (!locked)
      return fail(system_error(ErrorKind::io, locked.error(), path, "cannot be locked",
                               "use a file system with locks for its folder"));
    if (*locked) return FileLock(std::move(file));
    if (std::chrono::steady_clock::now() >= deadline)
      return fail(Error{ErrorKind::locked, "another run holds this lock; wait until it has finished", path});
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace tiyf::io
