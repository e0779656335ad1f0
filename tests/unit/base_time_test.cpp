// UtcTime and Duration: CONTRACT §1 "Time".
#include <doctest/doctest.h>

#include <limits>

#include "tiyf/base/text.hpp"
#include "tiyf/base/utc_time.hpp"

using namespace tiyf;

namespace {
std::string through(std::string_view text) {
  const auto t = UtcTime::parse(text);
  return t ? t->text() : "refused";
}
}  // namespace

TEST_CASE("time: read with Z or offset, written in UTC without trailing zeros") {
  CHECK(through("2025-10-06T12:00:00Z") == "2025-10-06T12:00:00Z");
  CHECK(through("2025-10-06T12:00:00.250Z") == "2025-10-06T12:00:00.25Z");
  CHECK(through("2025-10-06T12:00:00.123456789+02:30") == "2025-10-06T09:30:00.123456789Z");
  CHECK(through("1969-12-31T23:59:59.5-00:00") == "1969-12-31T23:59:59.5Z");
  CHECK(through("0000-01-01T00:00:00Z") == "0000-01-01T00:00:00Z");
  CHECK(through("9999-12-31T23:59:59.999999999Z") == "9999-12-31T23:59:59.999999999Z");
  CHECK(through("2024-02-29T00:00:00Z") == "2024-02-29T00:00:00Z");
}

TEST_CASE("time: the last days of a month are read as the others are, whatever came before") {
  UtcTime::Day last;
  for (int i = 0; i < 2; ++i)
    for (const auto* text : {"2024-02-29T00:00:00Z", "2025-01-31T23:59:59.5Z", "2025-04-30T12:00:00+02:00",
                             "2025-04-30T12:00:00Z", "2025-12-29T01:02:03.123456789Z"})
      CHECK(UtcTime::parse_next(text, last) == UtcTime::parse(text));
  for (const auto* text : {"2025-02-29T00:00:00Z", "2025-04-31T00:00:00Z", "2025-01-32T00:00:00Z"})
    CHECK_FALSE(UtcTime::parse_next(text, last));
}

TEST_CASE("time: anything else is refused") {
  for (const auto* text :
       {"", "2025-10-06", "2025-10-06T12:00:00", "2025-10-06 12:00:00Z", "2025-02-29T00:00:00Z",
        "2025-13-01T00:00:00Z", "2025-10-06T24:00:00Z", "2025-10-06T12:60:00Z", "2025-10-06T12:00:60Z",
        "2025-10-06T12:00:00.Z", "2025-10-06T12:00:00.1234567890Z", "2025-10-06T12:00:00Zx",
        "2025-10-06T12:00:00+24:00", "2025-10-06T12:00:00+0200", "0000-01-01T00:00:00+01:00",
        "25-10-06T12:00:00Z"})
    CHECK_MESSAGE(through(text) == "refused", text);
}

TEST_CASE("time: arithmetic crosses seconds exactly") {
  const auto t = *UtcTime::parse("2025-10-06T00:00:00.1Z");
  CHECK((t - Duration{200'000'000}).text() == "2025-10-05T23:59:59.9Z");
  CHECK((t + *Duration::parse("48h")).text() == "2025-10-08T00:00:00.1Z");
  CHECK((t - *UtcTime::parse("2025-10-05T23:59:59.9Z")).nanos == 200'000'000);
  CHECK((t - *UtcTime::parse("0001-01-01T00:00:00Z")) > *Duration::parse("7d"));
  CHECK((t - *UtcTime::parse("9999-01-01T00:00:00Z")) < Duration{});
}

TEST_CASE("duration: one number, one unit") {
  CHECK(Duration::parse("250ms")->nanos == 250'000'000);
  CHECK(Duration::parse("0s")->nanos == 0);
  CHECK(Duration::parse("48h")->text() == "2d");
  CHECK(Duration::parse("90m")->text() == "90m");
  CHECK(Duration{1'500'000'000}.seconds_text() == "1.5");
  CHECK(Duration{-1'500'000'000}.seconds_text() == "-1.5");
  CHECK(Duration{-1}.seconds_text() == "-0.000000001");
  CHECK(Duration{-2'000'000'000}.seconds_text() == "-2");
  CHECK((*UtcTime::parse("1969-12-30T00:00:00.5Z") - UtcTime{}).seconds_text() == "-172799.5");
  for (const auto* text : {"", "5", "s", "-5s", "5 s", "1h30m", "1.5h", "5S", "99999999999999d", "+5s"})
    CHECK_MESSAGE(!Duration::parse(text), text);
}

TEST_CASE("text: UTF-8, CSV and logfmt") {
  CHECK(is_utf8("h\xC3\xA9 \xF0\x9F\x98\x80"));
  for (const auto* bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\x80"})
    CHECK_FALSE(is_utf8(bad));
  const auto csv = [](std::string_view text) {
    std::string out(2 * text.size() + 2, '.');
    out.resize(static_cast<std::size_t>(put_csv_field(out.data(), text) - out.data()));
    return out;
  };
  CHECK(csv("a,b\"c") == "\"a,b\"\"c\"");
  CHECK(csv("\"\"\"") == "\"\"\"\"\"\"\"\"");
  CHECK(csv("a\r\nb") == "\"a\r\nb\"");
  CHECK(csv("plain") == "plain");
  CHECK(csv("").empty());
  CHECK(logfmt_value("plain") == "plain");
  CHECK(logfmt_value("two words") == "\"two words\"");
  CHECK(logfmt_value("") == "\"\"");
}

TEST_CASE("time: what leads beyond the years 0000 and 9999 ends there") {
  const auto first = UtcTime::parse("0000-01-01T00:00:00.5Z").value();
  const auto last = UtcTime::parse("9999-12-31T23:59:59.5Z").value();
  constexpr Duration second{1'000'000'000};
  CHECK((first - second).text() == "0000-01-01T00:00:00Z");
  CHECK((first - Duration{500'000'000}).text() == "0000-01-01T00:00:00Z");
  CHECK((first + second).text() == "0000-01-01T00:00:01.5Z");
  CHECK((last + second).text() == "9999-12-31T23:59:59.999999999Z");
  CHECK((last - second).text() == "9999-12-31T23:59:58.5Z");
  CHECK((last + Duration{std::numeric_limits<std::int64_t>::max()}).text() ==
        "9999-12-31T23:59:59.999999999Z");
}
