#include "tiyf/base/utc_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstring>
#include <limits>

#include "tiyf/base/digits.hpp"

namespace tiyf {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kFirstSecond = -62'167'219'200;  // 0000-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z

// Eight characters at once: a digit wherever the shape has a 0, and the same as the shape elsewhere.
class Shape {
 public:
  explicit consteval Shape(std::string_view shape) {
    for (std::size_t i = 0; i < 8; ++i) {
      text_ |= std::uint64_t{static_cast<unsigned char>(shape[i])} << (8 * i);
      to_high_bit_ |= std::uint64_t{shape[i] == '0' ? 0x80 - 10U : 0x80 - 1U} << (8 * i);
    }
  }
  // False: they are not so. Each byte of `pairs` is then the number of the two digits from there on.
  [[nodiscard]] bool read(const char* at, std::uint64_t& pairs) const {
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t digits = 0;
    std::memcpy(&digits, at, sizeof digits);
    digits ^= text_;  // '0' to '9' become 0 to 9, what is the same as the shape becomes 0
    pairs = digits * 10 + (digits >> 8U);
    return (((digits + to_high_bit_) | digits) & 0x8080808080808080) == 0;
  }

 private:
  std::uint64_t text_ = 0;
  std::uint64_t to_high_bit_ = 0;  // what takes each byte that is too large to 0x80 or more
};

// The two digits from there on.
unsigned two(std::uint64_t pairs, unsigned at) { return static_cast<unsigned>(pairs >> (8 * at)) & 0xFFU; }

bool is_of(std::string_view s, const UtcTime::Day& day) {
  return std::memcmp(s.data(), &day.year_and_month, 8) == 0 && std::memcmp(s.data() + 8, &day.day, 2) == 0;
}

// The day with which this text begins.
void remember(std::string_view s, std::chrono::sys_days days, UtcTime::Day& out) {
  std::memcpy(&out.year_and_month, s.data(), 8);
  std::memcpy(&out.day, s.data() + 8, 2);
  out.seconds = days.time_since_epoch().count() * std::int64_t{86'400};
}

// Of a text with the rest of its shape; `day` is its number. The 29th to the 31st need a calendar.
bool read_day(std::string_view s, unsigned day, UtcTime::Day& out) {
  constexpr Shape shape("0000-00-");
  std::uint64_t date = 0;
  if (!shape.read(s.data(), date)) return false;
  const auto month = two(date, 5);
  if (month - 1 > 11 || day - 1 > 27) return false;
  const std::chrono::year year{static_cast<int>(two(date, 0) * 100 + two(date, 2))};
  remember(s, year / std::chrono::month{month} / std::chrono::day{day}, out);
  return true;
}

// 2025-10-06T06:57:15.214Z, as almost every log writes it; anything else is left to the full reading.
std::optional<UtcTime> parse_usual(std::string_view s, UtcTime::Day& last) {
  constexpr std::size_t whole = 19;
  if (s.size() < whole + 1 || s.size() > whole + 11 || s.back() != 'Z') return std::nullopt;
  constexpr Shape day_shape("00T00:00"), time_shape("00:00:00");
  std::uint64_t from_day = 0, time = 0;
  if (!day_shape.read(s.data() + 8, from_day) || !time_shape.read(s.data() + 11, time)) return std::nullopt;
  if (!is_of(s, last) && !read_day(s, two(from_day, 0), last)) return std::nullopt;
  const auto hour = two(time, 0), minute = two(time, 3), second = two(time, 6);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  std::int32_t nanos = 0;
  if (s.size() > whole + 1) {
    const auto digits = s.size() - whole - 2;
    if (s[whole] != '.' || digits == 0) return std::nullopt;
    // The last eight of them, and zeros in front of fewer.
    std::uint64_t eight = 0;
    std::memcpy(&eight, s.data() + s.size() - 1 - sizeof eight, sizeof eight);
    const auto unused = 64 - 8 * std::min(digits, sizeof eight);
    eight = (eight ^ kEightZeros) >> unused << unused;
    const auto ninth = digits == 9 ? static_cast<unsigned char>(s[whole + 1] - '0') : 0U;
    if (beyond_nine(eight) != 0 || ninth > 9) return std::nullopt;
    nanos = static_cast<std::int32_t>(number_of(eight) + ninth * std::uint64_t{100'000'000}) *
            kNanosOfDigit[digits];
  }
  return UtcTime{last.seconds + std::int64_t{hour * 3'600 + minute * 60 + second}, nanos};
}

// `count` digits at the front of `s`, or -1.
int take_number(std::string_view& s, std::size_t count) {
  if (s.size() < count) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (s[i] < '0' || s[i] > '9') return -1;
    value = value * 10 + (s[i] - '0');
  }
  s.remove_prefix(count);
  return value;
}

bool take_char(std::string_view& s, char upper, char lower) {
  if (s.empty() || (s[0] != upper && s[0] != lower)) return false;
  s.remove_prefix(1);
  return true;
}

std::optional<std::int32_t> take_fraction(std::string_view& s) {
  if (!take_char(s, '.', '.')) return 0;
  std::int32_t value = 0;
  int digits = 0;
  for (; !s.empty() && s[0] >= '0' && s[0] <= '9'; s.remove_prefix(1), ++digits) {
    if (digits == 9) return std::nullopt;
    value = value * 10 + (s[0] - '0');
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 9; ++digits) value *= 10;
  return value;
}

// Seconds east of UTC.
std::optional<int> take_offset(std::string_view& s) {
  if (take_char(s, 'Z', 'z')) return 0;
  if (s.empty() || (s[0] != '+' && s[0] != '-')) return std::nullopt;
  const int sign = s[0] == '-' ? -1 : 1;
  s.remove_prefix(1);
  const int hours = take_number(s, 2);
  if (!take_char(s, ':', ':')) return std::nullopt;
  const int minutes = take_number(s, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return sign * (hours * 3600 + minutes * 60);
}

struct Unit {
  std::string_view name;
  std::int64_t nanos;
};
constexpr std::array<Unit, 5> kUnits{{{"d", 86'400 * kNanosPerSecond},
                                      {"h", 3'600 * kNanosPerSecond},
                                      {"m", 60 * kNanosPerSecond},
                                      {"s", kNanosPerSecond},
                                      {"ms", 1'000'000}}};

}  // namespace

std::optional<Duration> Duration::parse(std::string_view text) {
  std::int64_t count = 0;
  const auto [rest, ec] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (ec != std::errc{} || text.starts_with('-')) return std::nullopt;
  const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  for (const auto& u : kUnits) {
    std::int64_t nanos = 0;
    if (unit == u.name && !__builtin_mul_overflow(count, u.nanos, &nanos)) return Duration{nanos};
  }
  return std::nullopt;
}

std::string Duration::text() const {
  if (nanos == 0) return "0s";
  for (const auto& u : kUnits)
    if (nanos % u.nanos == 0) return fmt::format("{}{}", nanos / u.nanos, u.name);
  return fmt::format("{}ns", nanos);
}

std::string Duration::seconds_text() const {
  constexpr std::uint64_t kPerSecond = kNanosPerSecond;
  const auto size = nanos < 0 ? 0 - static_cast<std::uint64_t>(nanos) : static_cast<std::uint64_t>(nanos);
  auto out = fmt::format("{}{}.{:09}", nanos < 0 ? "-" : "", size / kPerSecond, size % kPerSecond);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.ends_with('.')) out.pop_back();
  return out;
}

std::optional<UtcTime> UtcTime::parse(std::string_view text) {
  Day none;
  return parse_next(text, none);
}

std::optional<UtcTime> UtcTime::parse_next(std::string_view s, Day& last) {
  if (const auto usual = parse_usual(s, last)) return usual;
  const auto whole = s;
  const int year = take_number(s, 4);
  if (year < 0 || !take_char(s, '-', '-')) return std::nullopt;
  const int month = take_number(s, 2);
  if (month < 1 || !take_char(s, '-', '-')) return std::nullopt;
  const int day = take_number(s, 2);
  if (day < 1 || !take_char(s, 'T', 't')) return std::nullopt;
  const int hour = take_number(s, 2);
  if (hour < 0 || hour > 23 || !take_char(s, ':', ':')) return std::nullopt;
  const int minute = take_number(s, 2);
  if (minute < 0 || minute > 59 || !take_char(s, ':', ':')) return std::nullopt;
  const int second = take_number(s, 2);
  if (second < 0 || second > 59) return std::nullopt;
  const auto fraction = take_fraction(s);
  if (!fraction) return std::nullopt;
  const auto offset = take_offset(s);
  if (!offset || !s.empty()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  remember(whole, date, last);
  const std::int64_t seconds = last.seconds + hour * 3'600 + minute * 60 + second - *offset;
  if (seconds < kFirstSecond || seconds > kLastSecond) return std::nullopt;
  return UtcTime{seconds, *fraction};
}

std::string UtcTime::text() const {
  std::array<char, kMaxText> buffer;
  return {buffer.data(), put(buffer.data())};
}

char* UtcTime::put(char* out) const {
  const std::chrono::sys_seconds at{std::chrono::seconds{seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const auto year = static_cast<std::uint32_t>(static_cast<int>(date.year())) % 10'000;  // 0 to 9999
  const auto in_day = static_cast<std::uint32_t>((at - day).count());
  out = put_two_digits(put_two_digits(out, year / 100), year % 100);
  const auto put_next = [&out](char before, std::uint32_t number) {
    *out = before;
    out = put_two_digits(out + 1, number);
  };
  put_next('-', static_cast<unsigned>(date.month()));
  put_next('-', static_cast<unsigned>(date.day()));
  put_next('T', in_day / 3600);
  put_next(':', in_day / 60 % 60);
  put_next(':', in_day % 60);
  if (nanos != 0) {
    *out++ = '.';
    out = put_fraction(out, static_cast<std::uint32_t>(nanos));
  }
  *out++ = 'Z';
  return out;
}

int UtcTime::hour_utc() const {
  const std::int64_t in_day = ((seconds % 86'400) + 86'400) % 86'400;
  return static_cast<int>(in_day / 3'600);
}

UtcTime operator+(UtcTime t, Duration d) {
  std::int64_t seconds = t.seconds + d.nanos / kNanosPerSecond;
  std::int64_t nanos = t.nanos + d.nanos % kNanosPerSecond;
  if (nanos < 0) nanos += kNanosPerSecond, --seconds;
  if (nanos >= kNanosPerSecond) nanos -= kNanosPerSecond, ++seconds;
  if (seconds < kFirstSecond) return {kFirstSecond, 0};
  if (seconds > kLastSecond) return {kLastSecond, static_cast<std::int32_t>(kNanosPerSecond - 1)};
  return {seconds, static_cast<std::int32_t>(nanos)};
}

Duration operator-(UtcTime a, UtcTime b) {
  std::int64_t nanos = 0;
  if (__builtin_mul_overflow(a.seconds - b.seconds, kNanosPerSecond, &nanos) ||
      __builtin_add_overflow(nanos, a.nanos - b.nanos, &nanos))
    return {a < b ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max()};
  return {nanos};
}

}  // namespace tiyf
