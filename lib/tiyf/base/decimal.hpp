// Exact decimals: prices, sizes, units, pips and caps (CONTRACT §1 "Numbers").
// A value is a whole number of nanos (1e-9) in 128 bits. Sums and differences of fitting values are exact and
// cannot overflow here (1e27 each); whether a result still *fits* the contract's 18 significant digits is
// asked with fits() where it is formed or written, so a value is exact or an error, never rounded or wrapped.
#pragma once

#include <compare>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace tiyf {

__extension__ using int128 = __int128;

enum class NumberFault {
  not_a_number,     // not a JSON number (NaN, Infinity, hex, leading zeros, blanks, …)
  too_many_digits,  // more than 18 significant digits
  too_fine,         // more than 9 digits after the point
};
[[nodiscard]] std::string_view describe(NumberFault fault);

template <class T>
using Checked = std::expected<T, NumberFault>;

class Decimal {
 public:
  constexpr Decimal() = default;
  constexpr explicit Decimal(std::int64_t whole) : nanos_(int128{whole} * kNanosPerOne) {}
  static constexpr Decimal from_nanos(int128 nanos) {
    Decimal d;
    d.nanos_ = nanos;
    return d;
  }

  // Text of a JSON number: -?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)? ; "1e3" is 1000, trailing zeros are free.
  [[nodiscard]] static Checked<Decimal> parse(std::string_view text);
  // The same into `out`, for those who read millions; a fault leaves it as it is.
  [[nodiscard]] static std::optional<NumberFault> read(std::string_view text, Decimal& out);

  // Plain notation without trailing zeros: "1000", "-0.5", "0".
  [[nodiscard]] std::string text() const;
  // The same text at `out`, where there is room for kMaxText; returns what is behind it.
  static constexpr std::size_t kMaxText = 64;
  char* put(char* out) const;

  // At most 18 significant digits and magnitude below 1e18.
  [[nodiscard]] bool fits() const;

  [[nodiscard]] constexpr int128 nanos() const { return nanos_; }
  [[nodiscard]] constexpr bool is_zero() const { return nanos_ == 0; }
  [[nodiscard]] constexpr bool is_positive() const { return nanos_ > 0; }
  [[nodiscard]] constexpr bool is_negative() const { return nanos_ < 0; }
  [[nodiscard]] constexpr Decimal abs() const { return from_nanos(nanos_ < 0 ? -nanos_ : nanos_); }

  friend constexpr bool operator==(Decimal, Decimal) = default;
  friend constexpr auto operator<=>(Decimal, Decimal) = default;
  friend constexpr Decimal operator+(Decimal a, Decimal b) { return from_nanos(a.nanos_ + b.nanos_); }
  friend constexpr Decimal operator-(Decimal a, Decimal b) { return from_nanos(a.nanos_ - b.nanos_); }
  friend constexpr Decimal operator-(Decimal a) { return from_nanos(-a.nanos_); }
  constexpr Decimal& operator+=(Decimal b) { return *this = *this + b; }
  constexpr Decimal& operator-=(Decimal b) { return *this = *this - b; }

 private:
  static constexpr std::int64_t kNanosPerOne = 1'000'000'000;
  __extension__ using Stored =
      __int128 __attribute__((aligned(8)));  // an optional one takes 24 bytes, not 32
  Stored nanos_ = 0;
};

// (a·weight_a + b·weight_b) / (weight_a + weight_b), 9 decimals, half-even. The weights' sum must not be
// zero.
[[nodiscard]] Checked<Decimal> weighted_average(Decimal a, Decimal weight_a, Decimal b, Decimal weight_b);

// dividend / divisor, 9 decimals, half-even. The divisor must not be zero.
[[nodiscard]] Checked<Decimal> divide(Decimal dividend, Decimal divisor);

// numerator / denominator as nanos, half-even: for averages over many terms. The denominator must be
// positive.
[[nodiscard]] Checked<Decimal> ratio_of_nanos(int128 numerator, int128 denominator);

// a · b exactly; too_fine when the product needs more than 9 decimals.
[[nodiscard]] Checked<Decimal> multiply(Decimal a, Decimal b);

}  // namespace tiyf
