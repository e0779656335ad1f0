// Cursor: typed access that names file and JSON pointer (CONTRACT §1 "JSON documents").
#include <doctest/doctest.h>

#include <string>

#include "tiyf/json/value.hpp"

using namespace tiyf;

namespace {

// A document that outlives the cursors into it.
struct Document {
  json::Value value;
  explicit Document(std::string_view text) : value(*json::parse_document(text, "c.json")) {}
  [[nodiscard]] json::Cursor top(ErrorKind kind = ErrorKind::malformed) const {
    return {value, "c.json", kind};
  }
  [[nodiscard]] json::Cursor at(std::string_view key) const { return *top().at(key); }
};

template <class T>
std::string why(const Result<T>& result) {
  return result ? "no error" : result.error().text();
}

}  // namespace

TEST_CASE("cursor: errors carry the pointer, escaped by RFC 6901, and the document's kind") {
  const Document d(R"({"orders":[{},{"a/b~c":{"side":"hold"}}]})");
  const auto orders = d.top(ErrorKind::config).at("orders");
  const auto rows = orders->items();
  REQUIRE(rows->size() == 2);
  const auto side = (*rows)[1].at("a/b~c")->at("side");
  const Error e = side->error("must be \"buy\" or \"sell\", not \"hold\"").error();
  CHECK(e.kind == ErrorKind::config);
  CHECK(e.text() == "c.json: /orders/1/a~1b~0c/side: must be \"buy\" or \"sell\", not \"hold\"");
  CHECK(why((*rows)[0].at("side")) == "c.json: /orders/0/side: is missing");
}

TEST_CASE("cursor: the schema must be the one asked for") {
  CHECK(Document(R"({"schema":"tiyf.x.v1"})").top().require_schema("tiyf.x.v1"));
  CHECK(why(Document(R"({"schema":"tiyf.y.v1"})").top().require_schema("tiyf.x.v1")) ==
        "c.json: /schema: must be \"tiyf.x.v1\", not \"tiyf.y.v1\"");
  CHECK(why(Document("{}").top().require_schema("tiyf.x.v1")) == "c.json: /schema: is missing");
  CHECK(why(Document("[]").top().require_schema("tiyf.x.v1")) == "c.json: must be an object, not an array");
}

TEST_CASE("cursor: a key that a config does not know is refused") {
  const Document d(R"({"ttl":1,"tll":2})");
  CHECK(d.top().allow_only({"ttl", "tll"}));
  CHECK(why(d.top().allow_only({"ttl", "path"})) == "c.json: /tll: unknown key; known here: ttl, path");
}

TEST_CASE("cursor: absent is not null") {
  const Document d(R"({"n":null})");
  CHECK(d.top().has("n"));
  CHECK_FALSE(d.top().has("x"));
  CHECK_FALSE(d.top().maybe("x")->has_value());
  REQUIRE(d.top().maybe("n")->has_value());
  CHECK(why(d.at("n").string()) == "c.json: /n: must be a string, not null");
  CHECK(why(d.at("n").maybe("x")) == "c.json: /n: must be an object, not null");
}

TEST_CASE("cursor: numbers from a number or a string, exact or an error") {
  const Document d(
      R"({"a":1.10,"b":"1e3","c":"0x1","d":12345678901234567890,"e":true,"f":-1,"g":1.5,"h":0,"i":-0,"j":1e3})");
  CHECK(d.at("a").decimal()->text() == "1.1");
  CHECK(d.at("b").decimal()->text() == "1000");
  CHECK(d.at("i").nonnegative_decimal()->is_zero());
  CHECK(why(d.at("c").decimal()) == "c.json: /c: \"0x1\" is not a decimal number");
  CHECK(why(d.at("d").decimal()) == "c.json: /d: 12345678901234567890 needs more than 18 significant digits");
  CHECK(why(d.at("e").decimal()) == "c.json: /e: must be a number, or a string that holds one, not true");
  CHECK(why(d.at("h").positive_decimal()) == "c.json: /h: must be above 0, not 0");
  CHECK(why(d.at("f").nonnegative_decimal()) == "c.json: /f: must be 0 or above, not -1");
  CHECK(*d.at("j").count() == 1000);
  CHECK(why(d.at("b").count()) == "c.json: /b: must be a whole number, 0 or above, not \"1e3\"");
  CHECK(why(d.at("f").count()) == "c.json: /f: must be a whole number, 0 or above, not -1");
  CHECK(why(d.at("g").count()) == "c.json: /g: must be a whole number, 0 or above, not 1.5");
}

TEST_CASE("cursor: strings, booleans, times and durations") {
  const Document d(R"({"s":"","b":false,"t":"2025-10-06T14:00:00+02:00","d":"5m","n":5})");
  CHECK(d.at("s").string()->empty());
  CHECK(why(d.at("s").nonempty_string()) == "c.json: /s: must not be empty");
  CHECK_FALSE(*d.at("b").boolean());
  CHECK(why(d.at("s").boolean()) == "c.json: /s: must be true or false, not \"\"");
  CHECK(d.at("t").time()->text() == "2025-10-06T12:00:00Z");
  CHECK(why(d.at("n").time()) == "c.json: /n: must be a time such as \"2025-10-06T12:00:00Z\", not 5");
  CHECK(d.at("d").duration()->text() == "5m");
  CHECK_FALSE(d.at("n").duration());
  CHECK_FALSE(d.at("t").duration());
}

TEST_CASE("cursor: members in the document's order") {
  const Document d(R"({"caps":{"b":2,"a":1}})");
  const auto caps = d.at("caps").members();
  REQUIRE(caps->size() == 2);
  CHECK((*caps)[0].first == "b");
  CHECK((*caps)[1].second.decimal()->text() == "1");
  CHECK(why(d.at("caps").items()) == "c.json: /caps: must be an array, not an object");
}
