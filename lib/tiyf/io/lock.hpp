// One run at a time: an advisory lock on a file (flock), freed by the kernel when the process dies.
#pragma once

#include <string>

#include "tiyf/base/result.hpp"
#include "tiyf/base/utc_time.hpp"
#include "tiyf/io/posix.hpp"

namespace tiyf::io {

class FileLock {
 public:
  // locked (75) at once when another process holds it; cannot_create (73) when the file cannot be made; io
  // (74) when its file system has no locks. The file stays when the lock is freed.
  [[nodiscard]] static Result<FileLock> acquire(const std::string& path);
  // The same, but locked (75) only after `limit` (by the real clock) has passed.
  [[nodiscard]] static Result<FileLock> wait(const std::string& path, Duration limit);

 private:
  explicit FileLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;  // closing it frees the lock
};

}  // namespace tiyf::io
