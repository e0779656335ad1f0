// Our grammar against nlohmann's, an implementation we did not write, over mutated lines: the same lines are
// accepted and the same values found. TIYF_SEED=N repeats a run.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "tiyf/json/grammar.hpp"
#include "tiyf/json/line_reader.hpp"

using namespace tiyf;
using Theirs = nlohmann::json;

namespace {

constexpr std::array<std::string_view, 5> kKeys{"event", "side", "size", "note", "ts"};
constexpr int kCases = 20'000;

constexpr std::array<std::string_view, 5> kSeeds{
    R"({"ts":"2025-10-06T12:00:00.25Z","event":"fill","broker_client_order_id":"c-1","fill_id":"f1","size":1000,"price":1.1025})",
    R"( { "event" : "order_sent" , "side":"buy","size":"1e3", "note":{"a":[1,-0.5e-3,true,null,{"b":[]}]} , "x":[[],{}] } )",
    R"({"note":"caf\u00e9 \ud83d\ude00 \"q\" \\ \/ \n","s\u0069de":"sell","size":-0.10,"event":false,"ts":null})",
    "{\"note\":\"h\xC3\xA9llo \xE2\x82\xAC "
    "\xF0\x9F\x98\x80\",\"size\":0,\"side\":[\"x\",\"y\"],\"event\":{}}",
    "{}"};
constexpr std::array<std::string_view, 27> kSnippets{"\"",
                                                     "\\",
                                                     "{",
                                                     "}",
                                                     "[",
                                                     "]",
                                                     ",",
                                                     ":",
                                                     "0",
                                                     "-",
                                                     ".",
                                                     "e5",
                                                     "1E-2",
                                                     "true",
                                                     "nul",
                                                     " ",
                                                     "\t",
                                                     "\\u00e9",
                                                     "\\ud83d",
                                                     "\\ude00",
                                                     "\xC3\xA9",
                                                     "\xC3",
                                                     "\xED\xA0\x80",
                                                     "\x1f",
                                                     "\"side\":1,",
                                                     "\"event\"",
                                                     "\\\""};

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}
  std::string line() {
    std::string text(kSeeds[below(kSeeds.size())]);
    for (auto changes = below(4); changes > 0; --changes) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  void change(std::string& text) {
    const auto at = below(text.size() + 1);
    const auto length = 1 + below(6);
    switch (below(6)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(at, length));
        break;
      case 2:
        text.resize(at);
        break;
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(1 + below(255));
        break;
      case 4:
        if (at < text.size()) std::swap(text[at], text[below(text.size())]);
        break;
      default:
        text.insert(at, kSnippets[below(kSnippets.size())]);
    }
  }
  std::mt19937 random_;
};

std::uint32_t seed() {
  const char* const wanted = std::getenv("TIYF_SEED");
  return wanted != nullptr ? static_cast<std::uint32_t>(std::stoul(wanted)) : std::random_device{}();
}

struct Oracle {
  bool is_json = false;
  bool is_good_line = false;  // one object with no known key twice
  bool skip = false;          // a number beyond double, which nlohmann alone refuses
  Theirs value;
};

Oracle ask_nlohmann(const std::string& line) {
  Oracle oracle;
  std::array<int, kKeys.size()> seen{};
  const auto count_keys = [&](int depth, Theirs::parse_event_t event, Theirs& key) {
    if (depth == 1 && event == Theirs::parse_event_t::key)
      for (std::size_t i = 0; i < kKeys.size(); ++i) seen[i] += key == kKeys[i] ? 1 : 0;
    return true;
  };
  try {
    oracle.value = Theirs::parse(line, count_keys);
    oracle.is_json = true;
  } catch (const Theirs::out_of_range&) {
    oracle.skip = true;
  } catch (const Theirs::parse_error&) {
  }
  oracle.is_good_line =
      oracle.is_json && oracle.value.is_object() && std::ranges::all_of(seen, [](int n) { return n < 2; });
  return oracle;
}

bool same_value(const json::Slice* ours, const Theirs& object, std::string_view key) {
  const auto theirs = object.find(key);
  if (ours == nullptr || theirs == object.end()) return ours == nullptr && theirs == object.end();
  if (ours->kind == json::Kind::string)
    return theirs->is_string() && theirs->get<std::string>() == ours->text;
  return Theirs::parse(ours->text) == *theirs;
}

}  // namespace

TEST_CASE("scan: accepts and reads exactly what nlohmann does, over mutated lines") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Mutator mutator(run_seed);
  json::LineScanner scanner(kKeys);
  int accepted = 0;
  int compared = 0;
  for (int i = 0; i < kCases; ++i) {
    const auto line = mutator.line();
    const auto oracle = ask_nlohmann(line);
    if (oracle.skip) continue;
    ++compared;
    INFO("case " << i << ": " << line);
    REQUIRE(!json::check_grammar(line) == oracle.is_json);
    const auto fault = scanner.scan(line);
    REQUIRE(!fault == oracle.is_good_line);
    if (fault) {
      REQUIRE((fault->column >= 1 && fault->column <= line.size() + 1));
      continue;
    }
    ++accepted;
    for (std::size_t k = 0; k < kKeys.size(); ++k) REQUIRE(same_value(scanner.at(k), oracle.value, kKeys[k]));
  }
  MESSAGE("seed " << run_seed << ": " << accepted << " of " << compared << " lines accepted");
  CHECK(accepted > kCases / 5);
  CHECK(accepted < compared - kCases / 5);
}

TEST_CASE("scan: every cut of a good line is refused") {
  json::LineScanner scanner(kKeys);
  for (const auto line : kSeeds)
    for (std::size_t n = 0; n < line.find_last_of('}'); ++n) {
      const std::string cut(line.substr(0, n));  // on the heap, so that a read past the end is seen
      CHECK_MESSAGE(scanner.scan(cut), cut);
    }
}
