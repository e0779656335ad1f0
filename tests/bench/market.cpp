#include "market.hpp"

#include "tiyf/base/decimal.hpp"
#include "tiyf/base/utc_time.hpp"

namespace tiyf::bench {

std::string time_text(Milliseconds at) {
  return UtcTime{at / kSecond, static_cast<std::int32_t>(at % kSecond) * 1'000'000}.text();
}

std::string price_text(const Instrument& instrument, Points points) {
  int128 nanos = points;
  for (int digit = instrument.digits; digit < 9; ++digit) nanos *= 10;
  return Decimal::from_nanos(nanos).text();
}

Milliseconds decision_time(std::int64_t index, std::int64_t count, Dice& dice) {
  // Orders an hour, relative to each other; the last hour ends with the crash.
  constexpr std::array<std::int64_t, 21> weights{2, 2, 2,  2, 2, 2, 3, 6, 8, 8, 7,
                                                 6, 8, 10, 9, 8, 6, 4, 3, 2, 1};
  constexpr std::int64_t fine = 1 << 20;
  std::int64_t total = 0;
  for (const std::int64_t weight : weights) total += weight;

  // Where this order stands in the day's activity, in 1/fine of a weight.
  std::int64_t reached =
      static_cast<std::int64_t>((static_cast<int128>(index) * fine + dice.below(fine)) * total / count);
  Milliseconds hour_start = kMidnight;
  for (const std::int64_t weight : weights) {
    const Milliseconds hour_end = std::min(hour_start + kHour, kCrash - kMinute);
    if (reached < weight * fine) return hour_start + (hour_end - hour_start) * reached / (weight * fine);
    reached -= weight * fine;
    hour_start = hour_end;
  }
  return kCrash - kMinute;
}

}  // namespace tiyf::bench
