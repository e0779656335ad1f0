// The queue in front of a cache: an flock on a file beside it, taken before the store is touched. The kernel
// wakes the waiters at once and frees the lock when its holder dies; SQLite's busy handler sleeps and
// retries, and starves some.
#pragma once

#include <string>

#include "tiyf/base/result.hpp"
#include "tiyf/cache/store.hpp"

namespace tiyf::io {

class CacheQueue {
 public:
  // The lock file belongs to whom the cache belongs, where we may see to that.
  CacheQueue(std::string lock_file, std::string cache_file)
      : lock_file_(std::move(lock_file)), cache_file_(std::move(cache_file)) {}
  ~CacheQueue() { leave(); }
  CacheQueue(const CacheQueue&) = delete;
  CacheQueue& operator=(const CacheQueue&) = delete;

  // Waits until nobody else writes (read), or nobody else is there (write); at most half a minute. A reader
  // that may not create the lock file goes on without: then no writer has ever been here. unreachable (3).
  [[nodiscard]] Result<void> enter(cache::Access access);
  void leave();

 private:
  std::string lock_file_, cache_file_;
  int descriptor_ = -1;
};

}  // namespace tiyf::io
