// The verbs within one turn of a store (CONTRACT §6). Whoever calls begins the turn, reads the clock *then*
// (so that waiting for the turn cannot make an entry look younger than it is), purges when it writes, and
// commits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/cache/entry.hpp"
#include "tiyf/cache/rules.hpp"
#include "tiyf/cache/store.hpp"

namespace tiyf::cache {

enum class Outcome { fresh, duplicate, closed, conflict, marked, unknown, backwards, found };
[[nodiscard]] std::string_view name(Outcome outcome);  // "new", "duplicate", …

struct Answer {
  Outcome outcome;
  ClientOrderId id;
  std::optional<Entry> entry;        // the one that stands in the cache now
  std::vector<std::string> differs;  // of a conflict: the fields
};

// Something that an operator must hear of although the answer stands: logged as a warning, or in passing.
struct Notice {
  enum class Weight { info, warning };
  std::string event;
  std::vector<std::pair<std::string, std::string>> fields;
  Weight weight = Weight::warning;
};
using Notices = std::vector<Notice>;

// cache_created: whoever mistyped the path sees it here, where every id is new.
[[nodiscard]] Notice created(const std::string& file);

// clock_behind: now is more than a second before the latest clock a writer of this cache had. TTLs given now
// end early.
void notice_clock(const Store& store, UtcTime now, Notices& notices);

struct Purged {
  std::uint64_t entries = 0;
  std::uint64_t open =
      0;  // of these, not closed: noticed as open_entries_expired, because such an id is free again
};
[[nodiscard]] Result<Purged> purge(Store& store, UtcTime now, Notices& notices);

struct Terms {
  Duration ttl = kDefaultTtl;
  ClosedIds closed_ids = ClosedIds::keep;
};
[[nodiscard]] Result<Answer> reserve(Store& store, const Claim& claim, const Terms& terms, UtcTime now);
// The answer that reserve would give; an open entry that has expired is noticed, since a reader cannot purge
// it.
[[nodiscard]] Result<Answer> check(Store& store, const Claim& claim, const Terms& terms, UtcTime now,
                                   Notices& notices);
[[nodiscard]] Result<Answer> mark(Store& store, const ClientOrderId& id, Status status, UtcTime now);
[[nodiscard]] Result<Answer> get(Store& store, const ClientOrderId& id);

enum class Import { into_empty, merge };
struct Imported {
  std::uint64_t added = 0, updated = 0, unchanged = 0;
  std::uint64_t expired = 0;  // left out: such an id is free, whoever has it now
};
// A missing cache is created, even for no entries. cannot_create (73): the cache is not empty. malformed
// (65): an entry conflicts with the cache's; nothing is staged. Open entries that have expired are
// noticed where the id is free now.
[[nodiscard]] Result<Imported> import(Store& store, const std::vector<Entry>& entries, Import how,
                                      UtcTime now, Notices& notices);

}  // namespace tiyf::cache
