// The invented market that the generator trades in: instruments, a seeded walk of their prices, and the hours
// of the day. Prices are whole points (the last digit that the broker quotes), times are milliseconds since
// 1970: no rounding anywhere.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace tiyf::bench {

using Milliseconds = std::int64_t;
using Points = std::int64_t;
using Units = std::int64_t;

inline constexpr Milliseconds kSecond = 1000;
inline constexpr Milliseconds kMinute = 60 * kSecond;
inline constexpr Milliseconds kHour = 60 * kMinute;
inline constexpr Milliseconds kDay = 24 * kHour;

inline constexpr Milliseconds kMidnight = 1'759'708'800 * kSecond;  // 2025-10-06T00:00:00Z
inline constexpr Milliseconds kCrash =
    kMidnight + 20 * kHour + 41 * kMinute + 7 * kSecond;  // the engine dies
inline constexpr Milliseconds kRestart =
    kMidnight + 20 * kHour + 58 * kMinute + 30 * kSecond;  // and is started again
inline constexpr Milliseconds kSnapshot =
    kMidnight + 20 * kHour + 59 * kMinute + 58 * kSecond;  // the broker's as_of
inline constexpr Milliseconds kNow = kMidnight + 21 * kHour;

struct Instrument {
  std::string_view symbol;         // ours
  std::string_view broker_symbol;  // the broker's spelling, an alias in the config
  std::string_view pip_size;
  int digits;            // after the point in a quote
  Points opening_price;  // at midnight, also the average price of the opening position
  Units opening_units;   // signed
  Units step;            // sizes are multiples of it
};

inline constexpr std::array<Instrument, 6> kInstruments{{
    {"EURUSD", "EUR_USD", "0.0001", 5, 117050, 25000, 1000},
    {"GBPUSD", "GBP_USD", "0.0001", 5, 134610, -18000, 1000},
    {"USDJPY", "USD_JPY", "0.01", 3, 150275, 40000, 1000},
    {"AUDUSD", "AUD_USD", "0.0001", 5, 66030, 0, 1000},
    {"USDCAD", "USD_CAD", "0.0001", 5, 139480, -7000, 1000},
    {"XAUUSD", "XAU_USD", "0.1", 2, 395210, 12, 1},
}};
inline constexpr std::size_t kGold = 5;

// std distributions differ between libraries, so numbers are drawn from the engine itself.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  // 0 … bound-1
  [[nodiscard]] std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
  }
  [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + below(most - least + 1);
  }
  [[nodiscard]] bool percent(std::int64_t chance) { return below(100) < chance; }

 private:
  std::mt19937_64 engine_;
};

// "2025-10-06T08:15:00.12Z"
[[nodiscard]] std::string time_text(Milliseconds at);
// 117050 points with 5 digits: "1.1705"
[[nodiscard]] std::string price_text(const Instrument& instrument, Points points);

// When the order `index` of `count` is decided, on the day of the crash: quiet in Asia, busy around the
// London–New York overlap, never earlier than the one before, all before the crash.
[[nodiscard]] Milliseconds decision_time(std::int64_t index, std::int64_t count, Dice& dice);

}  // namespace tiyf::bench
