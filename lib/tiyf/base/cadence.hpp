// The turns of a loop: points of time at whole intervals after its start, so that no turn's length shifts the
// next one.
#pragma once

#include <cstdint>
#include <limits>

#include "tiyf/base/utc_time.hpp"

namespace tiyf {

// All times in nanoseconds of one clock that never goes back.
class Cadence {
 public:
  // `interval` is positive.
  Cadence(std::int64_t start, Duration interval) : start_(start), interval_(interval.nanos) {}

  // The first turn after `now`, which is not before the start: turns that have passed meanwhile are skipped.
  [[nodiscard]] std::int64_t next(std::int64_t now) const {
    const std::int64_t current = now - (now - start_) % interval_;
    std::int64_t turn = 0;
    if (__builtin_add_overflow(current, interval_, &turn)) return std::numeric_limits<std::int64_t>::max();
    return turn;
  }

 private:
  std::int64_t start_;
  std::int64_t interval_;
};

}  // namespace tiyf
