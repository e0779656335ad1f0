// The idempotency cache as a run uses it: read whole and checked before the comparison, changed in one commit
// after it (CONTRACT §4, §6). A cache that fails is a finding, not the end of the run: the comparison goes on
// without it.
#pragma once

#include <optional>
#include <string>

#include "run.hpp"
#include "tiyf/model/cache_entry.hpp"

namespace tiyf {

struct CacheUse {
  std::optional<std::string> path;  // none: no cache is in use
  CacheEntries live;
  CacheNote note;
  std::optional<Error> failure;
};

// The flag beats the config. A missing file is a new, empty cache, as for `tiyf-cache reserve`.
[[nodiscard]] CacheUse read_cache(const std::optional<std::string>& flag, const Config& config, UtcTime now,
                                  const cli::Log& log);

// Carries out the outcome's plan. A failure becomes cache_unreadable in the report, which then tells of
// nothing that was put back and whose status is assessed anew.
void update_cache(const CacheUse& use, Outcome& outcome, const Config& config, const cli::Log& log);

[[nodiscard]] Finding cache_unreadable(const Error& error);

}  // namespace tiyf
