// The config tiyf.config.v1, checked (CONTRACT §2 "Config"). Every default stands here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tiyf/base/decimal.hpp"
#include "tiyf/base/result.hpp"
#include "tiyf/base/utc_time.hpp"
#include "tiyf/model/ids.hpp"
#include "tiyf/model/limits.hpp"

namespace tiyf {

inline constexpr Duration kMilliseconds{1'000'000};
inline constexpr Duration kSeconds{1'000'000'000};
inline constexpr Duration kMinutes{60 * kSeconds.nanos};
inline constexpr Duration kHours{60 * kMinutes.nanos};

// Symbols as we spell them: upper case, a broker's spelling mapped by instruments[].aliases; and pips.
class Instruments {
 public:
  // False when the symbol or one of its aliases is taken already.
  [[nodiscard]] bool add(std::string_view symbol, std::optional<Decimal> pip_size,
                         const std::vector<std::string>& aliases);
  [[nodiscard]] Symbol symbol(std::string_view spelling) const;
  // Price of one pip: the entry's; else 0.01 for a six-letter pair quoted in JPY, 0.0001 for any other
  // six-letter pair; none for XAU…, XAG… and everything else.
  [[nodiscard]] std::optional<Decimal> pip_size(const Symbol& symbol) const;

 private:
  std::map<std::string, Symbol, std::less<>> spellings_;
  std::map<Symbol, Decimal> pips_;
};

enum class PartialFillPolicy { keep, requeue, close };

struct ReconcileRules {
  Decimal tolerance_pips = Decimal::from_nanos(500'000'000);  // 0.5
  Decimal tolerance_units;                                    // 0
  Duration in_flight_grace{10 * kSeconds.nanos};
  Duration max_snapshot_age{10 * kMinutes.nanos};
  Duration order_ttl{48 * kHours.nanos};
  bool cancel_stale_orders = false;
  PartialFillPolicy partial_fill = PartialFillPolicy::keep;
  std::uint64_t expected_stale_orders = 0;
  std::uint64_t expected_orphan_orders = 0;
};

struct BrokerRules {
  std::vector<std::string> command;  // the adapter's argv; empty: none
  Duration timeout{10 * kSeconds.nanos};
  int attempts = 3;  // tries of one request
  Duration confirm_after{2 * kSeconds.nanos};
};

struct CacheRules {
  std::optional<std::string> path;
  Duration ttl{48 * kHours.nanos};
};

// Hours of the UTC day: session → [from, to) with from ≠ to; a range may wrap midnight. All 24 hours exactly
// once.
struct SessionHours {
  std::string session;
  int from_hour = 0;  // 0 … 23
  int to_hour = 0;    // 1 … 24
};

struct SlippagePreset {
  std::string symbol;   // upper case, or "*"
  std::string session;  // a session of `sessions`, or "*"
  Decimal max_slippage_pips;
};

struct Config {
  std::optional<std::string> account;
  Instruments instruments;
  ReconcileRules reconcile;
  BrokerRules broker;
  CacheRules idempotency_cache;
  std::vector<SessionHours> sessions{{"asia", 0, 7}, {"eu", 7, 12}, {"us", 12, 17}, {"overnight", 17, 24}};
  std::optional<std::vector<SlippagePreset>> slippage_presets;
  std::optional<Limits> risk_limits;
};

}  // namespace tiyf
