// Digits of numbers: told from other characters, eight at once, and written where they go.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace tiyf {

// The billionths of a fraction whose last digit is its n-th are its digits times the n-th of these.
inline constexpr std::array<std::int32_t, 10> kNanosOfDigit{
    1'000'000'000, 100'000'000, 10'000'000, 1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};

// Eight characters xor this: '0' to '9' become 0 to 9.
inline constexpr std::uint64_t kEightZeros = 0x3030303030303030;
// Of such eight bytes: 0x80 in each that is above 9. Exact up to the first of them.
[[nodiscard]] constexpr std::uint64_t beyond_nine(std::uint64_t bytes) {
  return ((bytes + 0x7676767676767676) | bytes) & 0x8080808080808080;
}

// Eight bytes that are 0 to 9 each, the lowest one first.
[[nodiscard]] constexpr std::uint64_t number_of(std::uint64_t digits) {
  constexpr std::uint64_t every_fourth = 0x000000FF000000FF;
  const auto pairs = digits * 10 + (digits >> 8U);
  return ((pairs & every_fourth) * 0x000F424000000064 + (pairs >> 16U & every_fourth) * 0x0000271000000001) >>
         32U;
}

// 0 to 99, as two digits; returns what is behind them.
inline char* put_two_digits(char* out, std::uint32_t number) {
  static constexpr auto pairs = [] {
    std::array<char, 200> digits{};
    for (std::size_t i = 0; i < 100; ++i) {
      digits[2 * i] = static_cast<char>('0' + i / 10);
      digits[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return digits;
  }();
  std::memcpy(out, &pairs[std::size_t{2} * number], 2);
  return out + 2;
}

// Billionths as the digits behind a point, without trailing zeros; not zero. Nine characters are written in
// any case.
inline char* put_fraction(char* out, std::uint32_t nanos) {
  *out = static_cast<char>('0' + nanos / 100'000'000);
  put_two_digits(out + 1, nanos / 1'000'000 % 100);
  put_two_digits(out + 3, nanos / 10'000 % 100);
  put_two_digits(out + 5, nanos / 100 % 100);
  put_two_digits(out + 7, nanos % 100);
  char* end = out + 9;
  while (end[-1] == '0') --end;
  return end;
}

}  // namespace tiyf
