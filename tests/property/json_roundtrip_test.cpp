// What Writer writes, parse_document reads back equal, for random texts, numbers and nesting.
// TIYF_SEED=N repeats a run.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>

#include "tiyf/json/grammar.hpp"
#include "tiyf/json/value.hpp"
#include "tiyf/json/writer.hpp"

using namespace tiyf;
using json::Kind;
using json::Value;

namespace {

class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  Value value(int depth) {
    Value v;
    switch (below(depth > 0 ? 6 : 4)) {
      case 0:
        break;
      case 1:
        v.kind = Kind::boolean, v.boolean = below(2) == 1;
        break;
      case 2:
        v.kind = Kind::number, v.text = number();
        break;
      case 3:
        v.kind = Kind::string, v.text = text();
        break;
      case 4:
        v.kind = Kind::array;
        for (auto n = below(5); n > 0; --n) v.items.push_back(value(depth - 1));
        break;
      default:
        v.kind = Kind::object;
        for (auto n = below(5); n > 0; --n)
          v.members.emplace_back(text() + std::to_string(n), value(depth - 1));
    }
    return v;
  }

 private:
  std::uint64_t below(std::uint64_t n) {
    return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(random_);
  }
  std::string number() {
    const auto nanos = static_cast<std::int64_t>(below(1'000'000'000'000'000'000)) >> below(60);
    return Decimal::from_nanos(below(2) == 1 ? -nanos : nanos).text();
  }
  std::string text() {
    static constexpr std::string_view kOdd[] = {"\"",
                                                "\\",
                                                "\n",
                                                "\x01",
                                                "\x7f",
                                                "/",
                                                "~",
                                                "\xC3\xA9",
                                                "\xF0\x9F\x98\x80",
                                                "\xE2\x80\xA8",
                                                "\r",
                                                "\t",
                                                "{",
                                                std::string_view("\0", 1)};
    std::string out;
    for (auto n = below(12); n > 0; --n)
      if (below(3) == 0)
        out += kOdd[below(std::size(kOdd))];
      else
        out += static_cast<char>('a' + below(26));
    return out;
  }
  std::mt19937 random_;
};

void write(json::Writer& w, const Value& v) {
  switch (v.kind) {
    case Kind::null:
      w.null();
      break;
    case Kind::boolean:
      w.value(v.boolean);
      break;
    case Kind::number:
      w.value(*Decimal::parse(v.text));
      break;
    case Kind::string:
      w.value(v.text);
      break;
    case Kind::array:
      w.begin_array();
      for (const auto& item : v.items) write(w, item);
      w.end_array();
      break;
    case Kind::object:
      w.begin_object();
      for (const auto& [key, member] : v.members) write(w.key(key), member);
      w.end_object();
  }
}

bool equal(const Value& a, const Value& b) {
  return a.kind == b.kind && a.boolean == b.boolean && a.text == b.text &&
         std::ranges::equal(a.items, b.items, equal) &&
         std::ranges::equal(a.members, b.members, [](const auto& x, const auto& y) {
           return x.first == y.first && equal(x.second, y.second);
         });
}

}  // namespace

TEST_CASE("writer: random documents are read back equal, in both layouts") {
  const char* const wanted = std::getenv("TIYF_SEED");
  const auto seed =
      wanted != nullptr ? static_cast<std::uint32_t>(std::stoul(wanted)) : std::random_device{}();
  INFO("repeat with TIYF_SEED=" << seed);
  Maker maker(seed);
  for (int i = 0; i < 2'000; ++i) {
    const auto made = maker.value(5);
    for (const auto layout : {json::Layout::pretty, json::Layout::line}) {
      json::Writer w(layout);
      write(w, made);
      const auto text = w.finish();
      REQUIRE(text);
      INFO(*text);
      REQUIRE_FALSE(json::check_grammar(*text));
      const auto read = json::parse_document(*text, "w");
      REQUIRE(read);
      REQUIRE(equal(*read, made));
      REQUIRE((layout == json::Layout::pretty || text->find('\n') == std::string::npos));
    }
  }
}
