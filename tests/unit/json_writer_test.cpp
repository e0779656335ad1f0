// Writer: deterministic JSON out (CONTRACT §1 "Determinism", "Numbers").
#include <doctest/doctest.h>

#include <limits>

#include "tiyf/json/value.hpp"
#include "tiyf/json/writer.hpp"

using namespace tiyf;
using json::Layout;
using json::Writer;
using namespace std::string_literals;

namespace {

void fill(Writer& w) {
  w.begin_object()
      .member("schema", "tiyf.x.v1")
      .member("n", *Decimal::parse("1.50"))
      .key("rows")
      .begin_array();
  w.begin_object().member("ok", true).member_or_null("gone", std::optional<int>()).end_object().value(7);
  w.end_array().member_if("absent", std::optional<std::string>()).member_if("there", std::optional<int>(3));
  w.key("none").begin_array().end_array().key("empty").begin_object().end_object().end_object();
}

}  // namespace

TEST_CASE("writer: pretty has two blanks a level and a last newline, a line has neither") {
  Writer pretty(Layout::pretty);
  fill(pretty);
  CHECK(*pretty.finish() == R"({
  "schema": "tiyf.x.v1",
  "n": 1.5,
  "rows": [
    {
      "ok": true,
      "gone": null
    },
    7
  ],
  "there": 3,
  "none": [],
  "empty": {}
}
)");
  Writer line(Layout::line);
  fill(line);
  CHECK(
      *line.finish() ==
      R"({"schema":"tiyf.x.v1","n":1.5,"rows":[{"ok":true,"gone":null},7],"there":3,"none":[],"empty":{}})");
}

TEST_CASE("writer: what it writes is read back equal") {
  const std::string odd = "quote\" slash\\ \b\f\n\r\t\x01\x1f\x7f \xC3\xA9\xF0\x9F\x98\x80 nul\0."s;
  Writer w(Layout::pretty);
  w.begin_object().member(odd, odd);
  w.member("min", std::numeric_limits<std::int64_t>::min())
      .member("max", std::numeric_limits<std::uint64_t>::max());
  w.member("d", *Decimal::parse("-0.000000001"))
      .member("t", *UtcTime::parse("2025-10-06T14:00:00+02:00"))
      .end_object();
  const auto doc = json::parse_document(*w.finish(), "w");
  REQUIRE(doc);
  REQUIRE(doc->find(odd) != nullptr);
  CHECK(doc->find(odd)->text == odd);
  CHECK(doc->find("min")->text == "-9223372036854775808");
  CHECK(doc->find("max")->text == "18446744073709551615");
  CHECK(doc->find("d")->text == "-0.000000001");
  CHECK(doc->find("t")->text == "2025-10-06T12:00:00Z");
}

TEST_CASE("writer: a value that cannot be written exactly fails, naming its key") {
  const auto huge = *Decimal::parse("999999999999999999");
  Writer w(Layout::line);
  w.begin_object().member("fine", 1).member("size", huge + huge).member("later", 2).end_object();
  const auto done = w.finish();
  REQUIRE_FALSE(done);
  CHECK(done.error().kind == ErrorKind::malformed);
  CHECK(done.error().message == "\"size\" needs more than 18 significant digits");

  Writer bytes(Layout::line);
  bytes.begin_object().member("reason", "\xFF").end_object();
  CHECK(bytes.finish().error().message == "\"reason\" holds text that is not UTF-8");
}

TEST_CASE("writer: an unfinished document is never handed out") {
  Writer open(Layout::line);
  open.begin_object();
  CHECK(open.finish().error().kind == ErrorKind::internal);
  Writer keyed(Layout::line);
  keyed.begin_object().key("a").end_object();
  CHECK_FALSE(keyed.finish());
  Writer closed(Layout::line);
  closed.begin_array().end_array().end_array();
  CHECK_FALSE(closed.finish());
  CHECK_FALSE(Writer(Layout::line).finish());
}
