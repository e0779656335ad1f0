// The loop's turns: CONTRACT §5 `--every`, at whole intervals after the start whatever a run takes.
#include <doctest/doctest.h>

#include <limits>

#include "tiyf/base/cadence.hpp"

using namespace tiyf;

TEST_CASE("cadence: no run's length shifts the turns after it") {
  const std::int64_t start = 1'000;
  const Cadence cadence(start, Duration{100});
  std::int64_t now = start;
  for (std::int64_t turn = 1; turn <= 1'000; ++turn) {
    now = cadence.next(now + turn * 7 % 100);  // a run of 0 to 99
    CHECK(now == start + turn * 100);
  }
}

TEST_CASE(
    "cadence: a run as long as the interval or longer skips the turns that it passed, and does not shift the "
    "rest") {
  const Cadence cadence(1'000, Duration{100});
  CHECK(cadence.next(1'000) == 1'100);
  CHECK(cadence.next(1'099) == 1'100);
  CHECK(cadence.next(1'100) == 1'200);
  CHECK(cadence.next(1'101) == 1'200);
  CHECK(cadence.next(1'350) == 1'400);
}

TEST_CASE("cadence: an interval beyond all time never comes instead of wrapping") {
  constexpr auto end_of_time = std::numeric_limits<std::int64_t>::max();
  CHECK(Cadence(1'000, Duration{end_of_time}).next(2'000) == end_of_time);
}
