// What a cache answers (CONTRACT §6 "tiyf-cache"). Pure: no store, no clock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/cache/entry.hpp"

namespace tiyf::cache {

inline constexpr Duration kDefaultTtl{std::int64_t{48} * 3600 * 1'000'000'000};

// "48h". usage (64): no duration, none above zero, or one that is longer than a Duration holds.
[[nodiscard]] Result<Duration> parse_ttl(std::string_view text);

// What is asked before an order is sent. `check` may leave out what it does not know; `reserve` may not.
struct Claim {
  ClientOrderId id;
  std::optional<DecisionId> decision_id;
  std::optional<Symbol> symbol;
  std::optional<Side> side;
  std::optional<Decimal> size;
};

enum class Verdict {
  fresh,      // "new": the id is free
  duplicate,  // live, sent or pending_fill
  closed,     // live, used and closed
  conflict,   // live, and another decision, symbol, side or size stands behind it, whatever its status
};
[[nodiscard]] std::string_view name(Verdict verdict);

enum class ClosedIds { keep, reuse };

// `stored` is the cache's entry for the claim's id, live or expired, if there is one.
[[nodiscard]] Verdict judge(const std::optional<Entry>& stored, const Claim& claim, UtcTime now,
                            ClosedIds closed_ids);

// All of what an entry was reserved for.
[[nodiscard]] Claim claim_of(const Entry& entry);

// Names of the claimed fields that differ from the entry's: decision_id, symbol, side, size.
[[nodiscard]] std::vector<std::string> differences(const Entry& entry, const Claim& claim);

// The entry of a granted claim: sent, living from now for ttl. usage (64): a field is missing, or the TTL is
// not positive or leads beyond the year 9999.
[[nodiscard]] Result<Entry> granted(const Claim& claim, UtcTime now, Duration ttl);

enum class Move { forward, none, backward };
[[nodiscard]] Move move_of(Status from, Status to);

// Two entries of one id, from two caches: the later status, TTL and update. None when they conflict.
[[nodiscard]] std::optional<Entry> merged(const Entry& a, const Entry& b);

}  // namespace tiyf::cache
