// What is read at a glance is what is read at length: the usual spellings of times, decimals and symbols have
// paths of their own. TIYF_SEED=N repeats a run.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "random_text.hpp"
#include "tiyf/base/decimal.hpp"
#include "tiyf/base/text.hpp"
#include "tiyf/base/utc_time.hpp"
#include "tiyf/events/event_fields.hpp"

using namespace tiyf;
using namespace tiyf_test;

namespace {

std::string two_digits(Random& random, std::size_t most) {
  const auto number = random.below(most + 2);
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

std::string time_text(Random& random) {
  auto text = random.digits(4) + '-' + two_digits(random, 12) + '-' + two_digits(random, 31) + 'T' +
              two_digits(random, 23) + ':' + two_digits(random, 59) + ':' + two_digits(random, 59);
  if (random.one_in(2)) text += '.' + random.digits(random.below(11));
  random.spoil(text, "0123456789:-.TtZz/ \x80");
  return text;
}

}  // namespace

TEST_CASE("fast paths: a time with Z is the same time with +00:00") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Random random(run_seed);
  int read = 0;
  UtcTime::Day last;
  std::string date;
  for (int i = 0; i < kCases; ++i) {
    auto text = time_text(random);
    if (random.one_in(2) && text.size() > date.size()) text.replace(0, date.size(), date);
    const auto with_z = UtcTime::parse(text + "Z"), with_offset = UtcTime::parse(text + "+00:00");
    REQUIRE_MESSAGE(with_z == with_offset, text);
    // Whatever day came before.
    REQUIRE_MESSAGE(UtcTime::parse_next(text + "Z", last) == with_z, text);
    if (with_z) date = text.substr(0, 10);
    if (with_z) ++read;
  }
  CHECK(read > kCases / 10);
  CHECK(read < kCases - kCases / 10);
}

TEST_CASE("fast paths: a decimal is the same decimal with e0") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Random random(run_seed);
  int read = 0;
  for (int i = 0; i < kCases; ++i) {
    const auto text = decimal_text(random);
    const auto plain = Decimal::parse(text), with_exponent = Decimal::parse(text + "e0");
    REQUIRE_MESSAGE(plain == with_exponent, text);
    if (plain) ++read;
  }
  CHECK(read > kCases / 10);
  CHECK(read < kCases - kCases / 10);
}

TEST_CASE("fast paths: short texts are compared and copied as others are") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Random random(run_seed);
  std::string again;
  int same = 0;
  for (int i = 0; i < kCases; ++i) {
    const auto one = random.digits(random.below(24));
    auto other = one;
    if (!other.empty()) other[random.below(other.size())] = random.of("0123456789");
    if (random.one_in(4)) other = random.digits(random.below(24));
    // Nothing behind their ends, so that a read there is seen.
    const std::vector<char> ones(one.begin(), one.end()), others(other.begin(), other.end());
    const std::string_view a(ones.data(), ones.size()), b(others.data(), others.size());
    REQUIRE_MESSAGE(same_text(a, b) == (one == other), one << " " << other);
    same += one == other ? 1 : 0;
    std::string fresh;
    for (auto* copy : {&fresh, &again}) {
      set_text(*copy, b);
      REQUIRE(*copy == other);
    }
    const auto part = random.below(again.size() + 1);
    set_text(again, std::string_view(again).substr(part));
    REQUIRE(again == other.substr(part));
  }
  CHECK(same > kCases / 50);
}

TEST_CASE("fast paths: a log's symbols are those of the instruments, whatever came before") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Random random(run_seed);
  Instruments instruments;
  REQUIRE(instruments.add("EURUSD", std::nullopt, {"EUR/USD", "EUAB"}));
  events::Symbols symbols(instruments);
  for (int i = 0; i < kCases; ++i) {
    std::string spelling;
    if (random.one_in(20)) spelling = random.one_in(2) ? "EURUSD" : "EUR/USD";
    for (auto size = 1 + random.below(9); spelling.size() < size;) spelling += random.of("ABEU");
    REQUIRE_MESSAGE(symbols.of(spelling) == instruments.symbol(spelling), spelling);
  }
}
