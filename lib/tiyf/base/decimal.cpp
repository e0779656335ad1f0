#include "tiyf/base/decimal.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

#include "tiyf/base/digits.hpp"

namespace tiyf {
namespace {

constexpr int128 kLimit = int128{1'000'000'000'000'000'000};  // 1e18: one more than the largest mantissa
constexpr int128 kOne = 1'000'000'000;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Splits the text by the JSON number grammar; digits of both parts go to `visit`, false if the grammar is
// broken.
struct NumberText {
  bool negative = false;
  std::string_view whole, fraction;
  int exponent = 0;
};

std::optional<NumberText> scan(std::string_view s) {
  NumberText n;
  const auto take_digits = [&s] {
    const auto end = std::find_if_not(s.begin(), s.end(), is_digit);
    const auto digits = s.substr(0, static_cast<std::size_t>(end - s.begin()));
    s.remove_prefix(digits.size());
    return digits;
  };
  if (s.starts_with('-')) n.negative = true, s.remove_prefix(1);
  n.whole = take_digits();
  if (n.whole.empty() || (n.whole.size() > 1 && n.whole[0] == '0')) return std::nullopt;
  if (s.starts_with('.')) {
    s.remove_prefix(1);
    n.fraction = take_digits();
    if (n.fraction.empty()) return std::nullopt;
  }
  if (s.starts_with('e') || s.starts_with('E')) {
    s.remove_prefix(1);
    const bool minus = s.starts_with('-');
    if (minus || s.starts_with('+')) s.remove_prefix(1);
    const auto digits = take_digits();
    if (digits.empty()) return std::nullopt;
    int e = 0;
    for (char c : digits) e = std::min(100'000'000, e * 10 + (c - '0'));
    n.exponent = minus ? -e : e;
  }
  if (!s.empty()) return std::nullopt;
  return n;
}

// Up to eight characters as one word: the last one in its highest byte, zeros in front.
std::uint64_t word_of(const char* text, std::size_t size) {
  static_assert(std::endian::native == std::endian::little);
  const auto unused = 8 * (8 - size);
  std::uint64_t word = kEightZeros & ((std::uint64_t{1} << unused) - 1);
  if (size >= 4) {  // the first four and the last four, which overlap
    std::uint32_t front = 0, back = 0;
    std::memcpy(&front, text, sizeof front);
    std::memcpy(&back, text + size - sizeof back, sizeof back);
    return word | std::uint64_t{front} << unused | std::uint64_t{back} << 32U;
  }
  for (const auto at : {std::size_t{0}, size / 2, size - 1})
    word |= std::uint64_t{static_cast<unsigned char>(text[at])} << (unused + 8 * at);
  return word;
}

// What almost every number is: up to eight characters, digits and perhaps a point; all of them at once.
bool read_short(std::string_view text, Decimal& out) {
  const auto size = text.size();
  if (size - 1 >= 8) return false;
  if (text[0] == '0' && size > 1 && text[1] != '.') return false;
  auto digits = word_of(text.data(), size) ^ kEightZeros;
  const auto others = beyond_nine(digits);
  std::size_t fraction = 0;
  if (others != 0) {
    const auto point = static_cast<std::size_t>(std::countr_zero(others)) / 8;
    const auto before = (std::uint64_t{1} << 8 * point) - 1;  // the bytes in front of it
    if ((others & (others - 1)) != 0 || (digits >> 8 * point & 0xFF) != ('.' ^ '0')) return false;
    fraction = 7 - point;
    if (fraction == 0 || fraction + 1 == size) return false;
    digits = (digits & before) << 8U | (digits & ~(before << 8U | 0xFF));
  }
  out = Decimal::from_nanos(int128{number_of(digits)} * kNanosOfDigit[fraction]);
  return true;
}

// A longer one: at most nine digits behind the point and 18 in all.
bool read_plain(std::string_view text, Decimal& out) {
  const char* at = text.data();
  const char* const end = at + text.size();
  std::uint64_t mantissa = 0;
  const auto take_digits = [&] {
    const char* const first = at;
    for (; at != end; ++at) {
      const auto digit = static_cast<unsigned char>(*at - '0');
      if (digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    return static_cast<std::size_t>(at - first);
  };
  if (text.size() > 19) return false;
  const auto whole = take_digits();
  std::size_t fraction = 0;
  if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
  if (at != end) {
    if (*at++ != '.') return false;
    fraction = take_digits();
    if (at != end || fraction == 0 || fraction > 9) return false;
  }
  if (whole + fraction > 18) return false;
  out = Decimal::from_nanos(int128{mantissa} * kNanosOfDigit[fraction]);
  return true;
}

int128 power_of_ten(int n) {
  int128 p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

// Any other spelling, and whatever is at fault.
[[gnu::noinline]] Checked<Decimal> parse_fully(std::string_view text) {
  const auto n = scan(text);
  if (!n) return std::unexpected(NumberFault::not_a_number);
  // The significant digits without the zeros at both ends, and the power of ten of the last one.
  int128 mantissa = 0;
  int zeros = 0;
  int digits = 0;
  int last_power = n->exponent + static_cast<int>(n->whole.size()) - 1;
  int power = last_power;
  for (const auto part : {n->whole, n->fraction}) {
    for (char c : part) {
      if (c == '0') {
        if (mantissa != 0) ++zeros;
      } else {
        digits += mantissa == 0 ? 1 : zeros + 1;
        if (digits > 18) return std::unexpected(NumberFault::too_many_digits);
        mantissa = mantissa * power_of_ten(zeros + 1) + (c - '0');
        zeros = 0;
        last_power = power;
      }
      --power;
    }
  }
  if (mantissa == 0) return Decimal{};
  if (last_power < -9) return std::unexpected(NumberFault::too_fine);
  if (last_power + digits > 18) return std::unexpected(NumberFault::too_many_digits);
  mantissa *= power_of_ten(last_power + 9);
  return Decimal::from_nanos(n->negative ? -mantissa : mantissa);
}

// Decimal digits; more than to_chars() takes only where a sum does not fit a decimal any more.
char* put_whole(char* out, int128 whole) {
  constexpr int128 at_once = 1'000'000'000'000'000'000;
  if (whole < at_once) return std::to_chars(out, out + 20, static_cast<std::uint64_t>(whole)).ptr;
  out = put_whole(out, whole / at_once);
  const auto rest = std::to_string(static_cast<std::uint64_t>(whole % at_once));
  out = std::fill_n(out, 18 - rest.size(), '0');
  return std::copy(rest.begin(), rest.end(), out);
}

template <class Number>
Number divide_half_even_as(Number numerator, Number denominator) {
  const bool negative = numerator < 0;
  if (negative) numerator = -numerator;
  Number quotient = numerator / denominator;
  const Number rest = numerator % denominator;
  const Number to_next = denominator - rest;
  if (rest > to_next || (rest == to_next && quotient % 2 != 0)) ++quotient;
  return negative ? -quotient : quotient;
}

// numerator / denominator rounded half to even; denominator positive. 64 bits, which are enough for most, are
// divided by the processor itself.
int128 divide_half_even(int128 numerator, int128 denominator) {
  constexpr int128 most = INT64_MAX;
  if (-most <= numerator && numerator <= most && denominator <= most)
    return divide_half_even_as(static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator));
  return divide_half_even_as(numerator, denominator);
}

Checked<Decimal> fitting(int128 nanos) {
  const auto d = Decimal::from_nanos(nanos);
  if (!d.fits()) return std::unexpected(NumberFault::too_many_digits);
  return d;
}

}  // namespace

std::string_view describe(NumberFault fault) {
  switch (fault) {
    case NumberFault::not_a_number:
      return "not a decimal number";
    case NumberFault::too_many_digits:
      return "needs more than 18 significant digits";
    case NumberFault::too_fine:
      return "has more than 9 digits after the point";
  }
  return "not a decimal number";
}

std::optional<NumberFault> Decimal::read(std::string_view text, Decimal& out) {
  if (read_short(text, out) || read_plain(text, out)) return std::nullopt;
  const auto full = parse_fully(text);
  if (!full) return full.error();
  out = *full;
  return std::nullopt;
}

Checked<Decimal> Decimal::parse(std::string_view text) {
  Decimal out;
  if (const auto fault = read(text, out)) return std::unexpected(*fault);
  return out;
}

std::string Decimal::text() const {
  std::array<char, kMaxText> buffer;
  return {buffer.data(), put(buffer.data())};
}

char* Decimal::put(char* out) const {
  const int128 magnitude = nanos_ < 0 ? -nanos_ : nanos_;
  if (nanos_ < 0) *out++ = '-';
  // Division is a call for 128 bits and a multiplication for 64, which nearly every number fits.
  const bool small = magnitude <= INT64_MAX;
  const auto low = static_cast<std::uint64_t>(magnitude);
  const auto fraction = static_cast<std::uint32_t>(small ? low % kNanosPerOne : magnitude % kOne);
  out = put_whole(out, small ? int128{low / kNanosPerOne} : magnitude / kOne);
  if (fraction == 0) return out;
  *out++ = '.';
  return put_fraction(out, fraction);
}

bool Decimal::fits() const {
  int128 magnitude = nanos_ < 0 ? -nanos_ : nanos_;
  if (magnitude < kLimit) return true;
  if (magnitude >= kLimit * kOne) return false;
  while (magnitude % 10 == 0) magnitude /= 10;
  return magnitude < kLimit;
}

Checked<Decimal> weighted_average(Decimal a, Decimal weight_a, Decimal b, Decimal weight_b) {
  int128 wa = weight_a.nanos(), wb = weight_b.nanos();
  int128 left = 0, right = 0, sum = 0;
  const auto overflows = [&] {
    return __builtin_mul_overflow(a.nanos(), wa, &left) || __builtin_mul_overflow(b.nanos(), wb, &right) ||
           __builtin_add_overflow(left, right, &sum);
  };
  if (overflows()) {
    // The quotient does not change when both weights lose the same power of ten; whole sizes lose nine
    // digits.
    while ((wa != 0 || wb != 0) && wa % 10 == 0 && wb % 10 == 0) wa /= 10, wb /= 10;
    if (overflows()) return std::unexpected(NumberFault::too_many_digits);
  }
  const int128 total = wa + wb;
  return fitting(total < 0 ? divide_half_even(-sum, -total) : divide_half_even(sum, total));
}

Checked<Decimal> divide(Decimal dividend, Decimal divisor) {
  const int128 by = divisor.nanos();
  const int128 scaled = dividend.nanos() * kOne;  // fits: 1e27 · 1e9
  return fitting(by < 0 ? divide_half_even(-scaled, -by) : divide_half_even(scaled, by));
}

Checked<Decimal> ratio_of_nanos(int128 numerator, int128 denominator) {
  return fitting(divide_half_even(numerator, denominator));
}

Checked<Decimal> multiply(Decimal a, Decimal b) {
  int128 x = a.nanos(), y = b.nanos();
  int cut = 0;  // powers of ten taken out, at most the nine that the product has too many
  while (cut < 9 && x != 0 && x % 10 == 0) x /= 10, ++cut;
  while (cut < 9 && y != 0 && y % 10 == 0) y /= 10, ++cut;
  int128 product = 0;
  if (__builtin_mul_overflow(x, y, &product)) return std::unexpected(NumberFault::too_many_digits);
  const int128 rest = power_of_ten(9 - cut);
  if (product % rest != 0) return std::unexpected(NumberFault::too_fine);
  return fitting(product / rest);
}

}  // namespace tiyf
