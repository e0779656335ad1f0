// The cache as `tiyf-reconcile run` uses it: read it whole and checked, compare, then change it in one
// commit.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/cache/operations.hpp"
#include "tiyf/model/cache_entry.hpp"

namespace tiyf::io {

struct LoadedCache {
  CacheEntries live;          // by client id; the expired are left out
  std::uint64_t entries = 0;  // stored, the expired included: engine_idempotency_cache_entries_total
  cache::Notices notices;     // to be logged: a clock that is behind
};
// Changes nothing. missing (66): there is no file (for `reserve` a new cache; what it is for a run, the run
// decides); unreachable (3): it cannot be read or a checksum fails: `cache_unreadable`.
[[nodiscard]] Result<LoadedCache> load_cache(const std::string& path, UtcTime now);

// What the run wants of an id: an entry put back when none is live (cache_entry_restored), or one moved
// forward to `status` (what stands there already, or further on, stays; an id that is gone stays gone).
struct CacheEdit {
  std::vector<CacheEntry> restore;
  std::map<ClientOrderId, CacheStatus> mark;
};
// All in one durable commit, together with the purge of what has expired; the entries stored afterwards.
// Another process may have changed the cache since load_cache: an id that has come to life meanwhile is not
// overwritten. unreachable (3).
struct EditedCache {
  std::uint64_t entries = 0;
  cache::Notices notices;
};
[[nodiscard]] Result<EditedCache> edit_cache(const std::string& path, const CacheEdit& edit, UtcTime now);

}  // namespace tiyf::io
