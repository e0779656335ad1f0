// One run at a time: an advisory lock on a file (flock), freed by the kernel when the process dies.
#pragma once

#include <string>

#include "tiyf/base/result.hpp"

namespace tiyf::io {

class FileLock {
 public:
  // locked (75) at once when another process holds it; cannot_create (73) when the file cannot be made.
  [[nodiscard]] static Result<FileLock> acquire(const std::string& path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace tiyf::io
