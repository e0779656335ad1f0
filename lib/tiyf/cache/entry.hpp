// The entry of the order id cache (model/cache_entry.hpp) and its words (CONTRACT §6 "tiyf-cache").
#pragma once

#include <optional>
#include <string_view>

#include "tiyf/model/cache_entry.hpp"

namespace tiyf::cache {

using Entry = CacheEntry;
// The order in which they stand is the only direction in which an entry moves.
using Status = CacheStatus;

[[nodiscard]] std::string_view name(Status status);
[[nodiscard]] std::optional<Status> parse_status(std::string_view text);

// now ≥ ttl_utc: the id is free again.
[[nodiscard]] inline bool expired(const Entry& entry, UtcTime now) { return now >= entry.ttl_utc; }
[[nodiscard]] inline bool is_open(const Entry& entry) { return entry.status != Status::closed; }

}  // namespace tiyf::cache
