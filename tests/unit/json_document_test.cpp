// parse_document: strict and exact (CONTRACT §1 "Numbers", "JSON documents").
#include <doctest/doctest.h>

#include <string>

#include "tiyf/json/value.hpp"

using namespace tiyf;

namespace {

// "FILE:LINE:COLUMN: message", or "accepted".
std::string verdict(std::string_view text) {
  const auto parsed = json::parse_document(text, "f.json");
  if (parsed) return "accepted";
  CHECK(parsed.error().kind == ErrorKind::malformed);
  CHECK(parsed.error().message.find("json.exception") == std::string::npos);
  return parsed.error().text();
}

bool refused_at(std::string_view text, const std::string& place) {
  const auto said = verdict(text);
  INFO(said);
  const bool good = said.starts_with("f.json:" + place + ": this is not valid JSON: ");
  CHECK(good);
  return good;
}

std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

}  // namespace

TEST_CASE("document: numbers keep their text, members their order") {
  const auto doc = json::parse_document(
      R"({"z":1.10,"a":[123456789012345678901234567890,-1e3,18446744073709551615,-7],"m":true,"n":null,"s":"\u0073é"})",
      "f");
  REQUIRE(doc);
  REQUIRE(doc->members.size() == 5);
  CHECK(doc->members[0].first == "z");
  CHECK(doc->members[0].second.text == "1.10");
  const auto& items = doc->find("a")->items;
  REQUIRE(items.size() == 4);
  CHECK(items[0].text == "123456789012345678901234567890");
  CHECK(items[1].text == "-1e3");
  CHECK(items[2].text == "18446744073709551615");
  CHECK(items[3].text == "-7");
  CHECK(doc->find("m")->boolean);
  CHECK(doc->find("n")->kind == json::Kind::null);
  CHECK(doc->find("s")->text == "s\xC3\xA9");
  CHECK(doc->find("x") == nullptr);
}

TEST_CASE("document: any value at the top, a first BOM, blanks around") {
  for (const auto* text : {"1", "\"x\"", "null", " [ ] \r\n", "\xEF\xBB\xBF{}", "{\"\":{\"\":[]}}"})
    CHECK_MESSAGE(verdict(text) == "accepted", text);
  CHECK(verdict("") == "f.json: this is empty; a JSON document was expected");
  CHECK(verdict("\xEF\xBB\xBF \n") == "f.json: this is empty; a JSON document was expected");
  refused_at("\xEF\xBB\xBF\xEF\xBB\xBF{}", "1:1");
}

TEST_CASE("document: a syntax error names its line and column") {
  CHECK(verdict("{\n  \"a\": 1,\n  \"b\" 2\n}") ==
        "f.json:3:7: this is not valid JSON: a ':' was expected here, between the key and its value");
  refused_at("{\"a\":1,}", "1:8");
  refused_at("[1 2]", "1:4");
  refused_at("[01]", "1:2");
  refused_at("[1.]", "1:4");
  refused_at("[NaN]", "1:2");
  refused_at("{'a':1}", "1:2");
  refused_at("{\"a\":tru}", "1:6");
  refused_at("[\"a\nb\"]", "1:4");
  refused_at("[\"\\x\"]", "1:3");
  refused_at("[\"\\ud800\"]", "1:3");
  refused_at("[1,\n2", "2:2");
  refused_at("{} x", "1:4");
  refused_at("{}\n{}", "2:1");
  refused_at("// c\n{}", "1:1");
  refused_at(std::string_view("{}\0", 3), "1:3");
  refused_at(std::string_view("{}\0junk", 7), "1:3");
  refused_at("\xEF\xBB\xBF[x]", "1:2");
  refused_at("[1e400]", "1:6");
}

TEST_CASE("document: text that is not UTF-8 is refused") {
  refused_at("{\"a\":\"x\xFFy\"}", "1:8");
  refused_at("[\"\xC0\x80\"]", "1:3");
  refused_at("[\"\xED\xA0\x80\"]", "1:3");
}

TEST_CASE("document: a key twice in one object is refused with its pointer") {
  const std::string why = ": this key stands twice in its object; keep one of them";
  CHECK(verdict(R"({"a":1,"a":1})") == "f.json: /a" + why);
  CHECK(verdict(R"({"o":[{},{"x/y~z":1,"b":2,"\u0078/y~z":3}]})") == "f.json: /o/1/x~1y~0z" + why);
  CHECK(verdict(R"({"a":{"b":1},"c":{"b":1}})") == "accepted");
}

TEST_CASE("document: 64 levels and no more") {
  CHECK(verdict(nested(64)) == "accepted");
  refused_at(nested(65), "1:65");
  refused_at(std::string(100'000, '['), "1:65");
}
