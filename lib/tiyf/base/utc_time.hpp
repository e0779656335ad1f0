// Points in time and durations (CONTRACT §1 "Time"). Nanosecond resolution, years 0000 to 9999, always UTC.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiyf {

struct Duration {
  std::int64_t nanos = 0;

  // "250ms", "10s", "5m", "48h", "7d": a whole number and one unit, nothing else.
  [[nodiscard]] static std::optional<Duration> parse(std::string_view text);
  // The shortest exact form in the same notation ("48h" and "2d" both give "2d"); nanoseconds beyond ms:
  // "1500000ns".
  [[nodiscard]] std::string text() const;
  // Seconds as a plain decimal text, for metrics: "0", "0.25".
  [[nodiscard]] std::string seconds_text() const;

  friend constexpr auto operator<=>(Duration, Duration) = default;
};

struct UtcTime {
  std::int64_t seconds = 0;  // since 1970-01-01T00:00:00Z, floored
  std::int32_t nanos = 0;    // 0 … 999,999,999

  // RFC 3339: "Z" or a numeric offset, 0 to 9 fractional digits; no leap second, nothing before or after.
  [[nodiscard]] static std::optional<UtcTime> parse(std::string_view text);
  // The same for those who read many: they are mostly of the day of the one before.
  struct Day {
    std::uint64_t year_and_month = 0;  // as it is written, "2025-10-"
    std::uint16_t day = 0;             // likewise
    std::int64_t seconds = 0;          // since 1970, when it began
  };
  [[nodiscard]] static std::optional<UtcTime> parse_next(std::string_view text, Day& last);
  // "2025-10-06T12:00:00.25Z": UTC, no trailing zeros in the fraction.
  [[nodiscard]] std::string text() const;
  // The same text at `out`, where there is room for kMaxText; returns what is behind it.
  static constexpr std::size_t kMaxText = 32;
  char* put(char* out) const;

  [[nodiscard]] int hour_utc() const;  // 0 … 23

  friend constexpr auto operator<=>(UtcTime, UtcTime) = default;
  // Saturates at the ends of the years 0000 and 9999.
  friend UtcTime operator+(UtcTime t, Duration d);
  friend UtcTime operator-(UtcTime t, Duration d) { return t + Duration{-d.nanos}; }
  // Saturates at what a Duration holds (some 292 years).
  friend Duration operator-(UtcTime a, UtcTime b);
};

}  // namespace tiyf
