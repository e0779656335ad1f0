// LineScanner: one strict object a line (CONTRACT §1 "JSONL").
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "tiyf/json/line_reader.hpp"

using namespace tiyf;
using json::Kind;

namespace {

constexpr std::array<std::string_view, 4> kKeys{"event", "side", "size", "note"};
enum Key : std::size_t { event, side, size, note };

std::string nested_value(std::size_t levels) {
  return "{\"x\":" + std::string(levels, '[') + std::string(levels, ']') + "}";
}

// The fault's column, 0 when the line is good.
std::uint64_t column_of_fault(std::string_view line) {
  json::LineScanner scanner(kKeys);
  const auto fault = scanner.scan(line);
  if (!fault) return 0;
  CHECK_FALSE(fault->message.empty());
  CHECK(scanner.at(event) == nullptr);
  return fault->column;
}

}  // namespace

TEST_CASE("line: known keys come as slices with kind and column, unknown ones are skipped") {
  json::LineScanner s(kKeys);
  const std::string_view line =
      R"( {"x":{"event":[1,{"side":2}]}, "event" : "fill","size":1.50e0,"note":[1, {"a":"]"}],"y":null} )";
  REQUIRE_FALSE(s.scan(line));
  CHECK(s.at(event)->text == "fill");
  CHECK(s.at(event)->kind == Kind::string);
  CHECK(s.at(event)->column == line.find("\"fill\"") + 1);
  CHECK(s.at(event)->text.data() == line.data() + line.find("fill"));
  CHECK(s.at(size)->kind == Kind::number);
  CHECK(s.at(size)->text == "1.50e0");
  CHECK(s.at(note)->kind == Kind::array);
  CHECK(s.at(note)->text == R"([1, {"a":"]"}])");
  CHECK(s.at(side) == nullptr);
  CHECK(s.at(99) == nullptr);
}

TEST_CASE("line: nothing of the line before is left") {
  json::LineScanner s(kKeys);
  REQUIRE_FALSE(s.scan(R"({"side":"buy"})"));
  REQUIRE(s.scan(R"({"side":"buy")"));
  CHECK(s.at(side) == nullptr);
  REQUIRE_FALSE(s.scan(R"({"event":true,"size":null})"));
  CHECK(s.at(side) == nullptr);
  CHECK(s.at(event)->kind == Kind::boolean);
  CHECK(s.at(event)->text == "true");
  CHECK(s.at(size)->kind == Kind::null);
}

TEST_CASE("line: escapes in values and keys are undone, and slices handed out earlier stay good") {
  json::LineScanner s(kKeys);
  const std::string line =
      R"({"event":"a\"\\\/\b\f\n\r\tz","\u0073ide":"\u00e9\u20AC\uD83D\ude00\u0000.","note":"\u0041)" +
      std::string(300, '.') + R"(","size":"plain"})";
  REQUIRE_FALSE(s.scan(line));
  CHECK(s.at(event)->text == "a\"\\/\b\f\n\r\tz");
  CHECK(s.at(side)->text == std::string_view("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\0.", 11));
  CHECK(s.at(note)->text == "A" + std::string(300, '.'));
  CHECK(s.at(size)->text == "plain");
}

TEST_CASE("line: a known key twice is refused at the second, an unknown one twice is not") {
  CHECK(column_of_fault(R"({"side":1,"side":1})") == 11);
  CHECK(column_of_fault(R"({"side":1,"s\u0069de":2})") == 11);
  CHECK(column_of_fault(R"({"x":1,"x":2,"Side":1,"side":2})") == 0);
}

TEST_CASE("line: what is almost like the lines before it is read as strictly") {
  json::LineScanner s(kKeys);
  const std::string_view usual = R"({"event":"fill","size":1.5,"x":"y","side":true})";
  for (const auto& [line, column] : std::initializer_list<std::pair<std::string_view, std::uint64_t>>{
           {R"({"event":"fill","size":01.5,"x":"y","side":true})", 24},
           {R"({"event":"fill","size":1.,"x":"y","side":true})", 26},
           {R"({"event":"fill","size":,"x":"y","side":true})", 24},
           {R"({"event":"fill","size":1.5.5,"x":"y","side":true})", 27},
           {R"({"event":"fill","size":"1.5,"x":"y","side":true})", 30},
           {R"({"event":"fi"ll","size":1.5,"x":"y","side":true})", 14},
           {R"({"event":"fill","size":1.5,"x":"y","side":tru})", 43},
           {R"({"event":"fill","size":1.5,"x":"y","side":true}})", 48},
           {R"({"event":"fill","size":1.5,"x":"y","side":true)", 47},
           {R"({"event":"fill","size":1.5,"size":"y","side":true})", 28},
           {R"({"event":"fill","size":1.5,"x":"y","side"::true})", 43},
       }) {
    REQUIRE_FALSE(s.scan(usual));
    REQUIRE_FALSE(s.scan(usual));
    const auto fault = s.scan(line);
    REQUIRE_MESSAGE(fault, line);
    CHECK_MESSAGE(fault->column == column, line);
    CHECK(s.at(event) == nullptr);
  }
  REQUIRE_FALSE(s.scan(R"({"size": 1 ,"event":"a"})"));
  CHECK(s.scan(R"({"size": ,"event":"a"})")->column == 10);     // no value between the same two blanks
  CHECK(s.scan(R"({"size": 1 ,"event":"a"}})")->column == 25);  // all of it, and more
  REQUIRE_FALSE(s.scan(usual));
  REQUIRE_FALSE(s.scan(R"({"event":"","size":-1.5e-3,"x":"","side":null})"));
  CHECK(s.at(event)->text.empty());
  CHECK(s.at(size)->text == "-1.5e-3");
  CHECK(s.at(size)->column == 20);
  CHECK(s.at(side)->kind == Kind::null);
  REQUIRE_FALSE(s.scan(R"({"event":"fill","size":1.5,"note":"y","side":true})"));
  CHECK(s.at(note)->text == "y");
}

TEST_CASE("line: a long key is the known one only when all of it is") {
  constexpr std::array<std::string_view, 1> keys{"a_key_of_more_than_thirty_one_characters_in_all"};
  json::LineScanner s(keys);
  for (int i = 0; i < 2; ++i) {
    REQUIRE_FALSE(s.scan(R"({"a_key_of_more_than_thirty_one_characters_in_all":1})"));
    CHECK(s.at(0) != nullptr);
    REQUIRE_FALSE(s.scan(R"({"a_key_of_more_than_thirty_two_characters_in_all":1})"));
    CHECK(s.at(0) == nullptr);
  }
}

TEST_CASE("line: where any key must be unique an unknown nested value is refused, whatever came before") {
  json::LineScanner s(kKeys, json::LineScanner::Unique::any_key);
  for (int i = 0; i < 2; ++i) {
    REQUIRE_FALSE(s.scan(R"({"x":1,"event":"fill"})"));
    for (const std::string_view line :
         {R"({"x":{},"event":"fill"})", R"({"x":[],"event":"fill"})", R"({"x":[1],"event":"fill"})"})
      CHECK(s.scan(line)->column == 2);
  }
}

TEST_CASE("line: values stand in the line unless one had an escape") {
  json::LineScanner s(kKeys);
  for (int i = 0; i < 2; ++i) {
    REQUIRE_FALSE(s.scan(R"({"event":"fill"})"));
    CHECK(s.in_place());
    REQUIRE_FALSE(s.scan(R"({"event":"\u0066ill"})"));
    CHECK_FALSE(s.in_place());
    CHECK(s.at(event)->text == "fill");
  }
}

TEST_CASE("line: more forms than are remembered are read as well") {
  json::LineScanner s(kKeys, json::LineScanner::Unique::known_keys, event);
  for (std::size_t round = 0; round < 40; ++round)
    for (std::size_t blanks = 0; blanks < 30; ++blanks) {
      const auto line = R"({"event":"fill","size":)" + std::string(blanks, ' ') + std::to_string(round) + "}";
      REQUIRE_FALSE(s.scan(line));
      CHECK(s.at(size)->text == std::to_string(round));
      const auto other = R"({"note":"id-)" + std::to_string(round) + R"(","event":"fill"})";
      REQUIRE_FALSE(s.scan(other));
      CHECK(s.at(event)->column == other.find("\"fill") + 1);
    }
}

TEST_CASE("line: anything but one object is refused with its column") {
  CHECK(column_of_fault("") == 1);
  CHECK(column_of_fault("[]") == 1);
  CHECK(column_of_fault("  7") == 3);
  CHECK(column_of_fault("{} {}") == 4);
  CHECK(column_of_fault("{}}") == 3);
  CHECK(column_of_fault(R"({"a":1,})") == 8);
  CHECK(column_of_fault(R"({"a" 1})") == 6);
  CHECK(column_of_fault(R"({"a":})") == 6);
  CHECK(column_of_fault(R"({a:1})") == 2);
  CHECK(column_of_fault(R"({"a":[1,]})") == 9);
  CHECK(column_of_fault(R"({"a":[1}])") == 8);
  CHECK(column_of_fault(R"({"a":"b)") == 6);
  CHECK(column_of_fault(R"({"a":1)") == 7);
  CHECK(column_of_fault(R"({"a":nul})") == 6);
  CHECK(column_of_fault(R"({"a":truex})") == 10);
}

TEST_CASE("line: numbers follow the JSON grammar") {
  for (const std::string good : {"0", "-0", "10", "0.5", "1e5", "1E+5", "-1.25e-7", "1e400"})
    CHECK_MESSAGE(column_of_fault("{\"size\":" + good + "}") == 0, good);
  for (const std::string bad :
       {"01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "-Infinity", "1_0", "--1", "-01"})
    CHECK_MESSAGE(column_of_fault("{\"size\":" + bad + "}") != 0, bad);
}

TEST_CASE("line: strings are UTF-8 without bare control characters, lone surrogates or unknown escapes") {
  const auto in_string = [](std::string_view text) {
    return column_of_fault("{\"a\":\"" + std::string(text) + "\"}");
  };
  CHECK(in_string("\xC3\xA9\xF4\x8F\xBF\xBF\x7F") == 0);
  for (const std::string bad :
       {"\t", "\x01", "\x80", "\xC0\xAF", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\\x",
        "\\u12g4", "\\u12", "\\ud800", "\\udc00", "\\ud800x", "\\ud800\\n", "\\ud800\\u0041"})
    CHECK_MESSAGE(in_string("ok" + bad) == 9, bad);
  CHECK(in_string(std::string_view("\0", 1)) == 7);
  CHECK(column_of_fault("{\"\xFF\":1}") == 3);
  CHECK(column_of_fault("\xEF\xBB\xBF{}") == 1);
}

TEST_CASE("line: 64 levels and no more, skipped values included") {
  CHECK(column_of_fault(nested_value(63)) == 0);
  CHECK(column_of_fault(nested_value(64)) == 6 + 63);
  CHECK(column_of_fault("{\"x\":" + std::string(1'000'000, '[')) == 6 + 63);
}

TEST_CASE("line: 64 keys are told apart") {
  std::vector<std::string> names;
  for (int i = 0; i < 64; ++i) names.push_back("key_" + std::to_string(i) + "_x");
  const std::vector<std::string_view> keys(names.begin(), names.end());
  json::LineScanner s(keys);
  std::string line = "{";
  for (std::size_t i = 0; i < keys.size(); i += 3)
    line += (i == 0 ? "\"" : ",\"") + names[i] + "\":" + std::to_string(i);
  line += "}";
  REQUIRE_FALSE(s.scan(line));
  for (std::size_t i = 0; i < keys.size(); ++i) {
    REQUIRE((s.at(i) != nullptr) == (i % 3 == 0));
    if (i % 3 == 0) CHECK(s.at(i)->text == std::to_string(i));
  }
}
