// Decimal: CONTRACT §1 "Numbers".
#include <doctest/doctest.h>

#include "tiyf/base/decimal.hpp"

using namespace tiyf;

namespace {
std::string through(std::string_view text) {
  const auto d = Decimal::parse(text);
  return d ? d->text() : std::string(describe(d.error()));
}
Decimal dec(std::string_view text) { return Decimal::parse(text).value(); }
}  // namespace

TEST_CASE("decimal: plain notation without trailing zeros") {
  CHECK(through("1.10") == "1.1");
  CHECK(through("1e3") == "1000");
  CHECK(through("1E+2") == "100");
  CHECK(through("-0.000000001") == "-0.000000001");
  CHECK(through("-0") == "0");
  CHECK(through("12.5e-1") == "1.25");
  CHECK(through("1000.0") == "1000");
  CHECK(through("0.10000000000000") == "0.1");
  CHECK(through("999999999999999999") == "999999999999999999");
  CHECK(through("123456789.123456789") == "123456789.123456789");
  CHECK(through("0e999999999999") == "0");
}

TEST_CASE("decimal: more digits than fit are an error, never rounded") {
  CHECK(through("1234567890123456789") == "needs more than 18 significant digits");
  CHECK(through("1e18") == "needs more than 18 significant digits");
  CHECK(through("1e400") == "needs more than 18 significant digits");
  CHECK(through("0.1234567891") == "has more than 9 digits after the point");
  CHECK(through("1e-10") == "has more than 9 digits after the point");
  CHECK(through("1234567890.123456789") == "needs more than 18 significant digits");
}

TEST_CASE("decimal: only JSON numbers are numbers") {
  for (const auto* text :
       {"", "-", "+1", ".5", "1.", "01", "1e", "1e+", "NaN", "Infinity", "0x10", " 1", "1 ", "1,5", "--1"})
    CHECK_MESSAGE(through(text) == "not a decimal number", text);
}

TEST_CASE("decimal: sums are exact and say when they do not fit") {
  CHECK((dec("0.1") + dec("0.2")) == dec("0.3"));
  CHECK_FALSE((dec("999999999999999999") + dec("0.1")).fits());
  CHECK_FALSE((dec("999999999999999999") + dec("1")).fits());
  CHECK((dec("999999999999999998") + dec("1")).fits());
}

TEST_CASE("decimal: averages keep nine decimals, half to even") {
  CHECK(weighted_average(dec("1.1"), dec("1"), dec("1.2"), dec("2"))->text() == "1.166666667");
  CHECK(weighted_average(dec("0.000000001"), dec("1"), dec("0"), dec("1"))->text() == "0");
  CHECK(weighted_average(dec("0.000000003"), dec("1"), dec("0"), dec("1"))->text() == "0.000000002");
  CHECK(weighted_average(dec("123456789.123456789"), dec("999999999999"), dec("1"), dec("1")).has_value());
  CHECK(weighted_average(dec("1.1"), dec("-3"), dec("1.3"), dec("-1"))->text() == "1.15");
}

TEST_CASE("decimal: quotients and products") {
  CHECK(divide(dec("0.005"), dec("0.0001"))->text() == "50");
  CHECK(divide(dec("-1"), dec("3"))->text() == "-0.333333333");
  CHECK(divide(dec("2"), dec("-3"))->text() == "-0.666666667");
  CHECK(multiply(dec("0.5"), dec("0.0001"))->text() == "0.00005");
  CHECK(multiply(dec("100000"), dec("1.12345"))->text() == "112345");
  CHECK_FALSE(multiply(dec("0.00001"), dec("0.00001")).has_value());
}

TEST_CASE("decimal: a quotient is the same whether its terms fit 64 bits or not") {
  constexpr int128 wide = int128{1} << 70U;
  std::uint64_t random = 1;
  const auto next = [&random](int128 below) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    return static_cast<int128>(random >> 20U) % below;
  };
  int different = 0, ties = 0;
  for (int i = 0; i < 20'000; ++i) {
    const int128 denominator = 1 + next(i % 2 == 0 ? 10 : 1'000'000);
    const int128 numerator = (next(1'000'000'000'000) - 500'000'000'000) / (i % 3 == 0 ? 1'000'000'000 : 1);
    ties += numerator * 2 % denominator == 0 && numerator % denominator != 0 ? 1 : 0;
    different +=
        ratio_of_nanos(numerator, denominator) == ratio_of_nanos(numerator * wide, denominator * wide) ? 0
                                                                                                       : 1;
  }
  CHECK(different == 0);
  CHECK(ties > 1'000);
}
