// What is read at a glance is what is read at length: the lines of a log, which are alike. TIYF_SEED=N
// repeats a run.
#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "random_text.hpp"
#include "tiyf/json/line_reader.hpp"
#include "tiyf/json/quote_list.hpp"

using namespace tiyf;
using namespace tiyf_test;

namespace {

using Theirs = nlohmann::json;

// Keys, some alike in length and ends, of every size around a word's.
std::vector<std::string> key_pool() {
  std::vector<std::string> keys{"ts", "event", "broker_client_order_id", "size", "", "n\xC3\xA9"};
  for (const std::string middle : {"one", "two"})  // long ones that differ where neither end tells
    keys.push_back("a_key_of_more_than_thirty_" + middle + "_characters_in_all");
  for (const std::string middle :
       {"", "a", "b", "ab", "ba", "abc", "xabcdefg", "yabcdefg", "a_long_one_of_its_kind"})
    for (const std::string ends : {"k", "ts", "event"}) keys.push_back(ends + middle + ends);
  return keys;
}

std::string quoted_text(Random& random) {
  switch (random.below(8)) {
    case 0:
      return "\"" + std::string(random.below(90), random.of("aZ ,:}{")) + "\"";
    case 1:
      return "\"" + std::string(random.below(20), random.of("\"\\\t\x80")) + "\"";
    default:
      return random.one_in(2) ? "\"2025-10-06T12:00:00Z\"" : "\"" + random.digits(random.below(12)) + "\"";
  }
}
std::string bare_text(Random& random) {
  switch (random.below(8)) {
    case 0:
      return random.one_in(2) ? "true" : "null";
    case 2:
      return random.one_in(2) ? "{}" : "[1]";
    case 1:
      return std::string(1, random.of("-0.e")) + random.digits(random.below(3)) + random.of("0.e1") +
             random.digits(1);
    default:
      return random.one_in(2) ? decimal_text(random) : random.digits(1 + random.below(20));
  }
}

// What the lines of a kind have in common.
struct Form {
  struct Member {
    std::string key;
    bool quoted;
  };
  std::vector<Member> members;
  std::string behind_colon, behind_comma, behind_value;
};

Form random_form(Random& random, const std::vector<std::string>& keys) {
  Form form;
  for (auto* blanks : {&form.behind_colon, &form.behind_comma, &form.behind_value})
    *blanks = std::string(random.one_in(4) ? 1 + random.below(3) : 0, ' ');
  for (auto members = random.below(8); members > 0; --members) {
    const auto& key = random.one_in(3) ? keys[random.below(keys.size())] : keys[random.below(8)];
    form.members.push_back({key, random.one_in(2)});
  }
  return form;
}

std::string line_of(Random& random, const Form& form) {
  std::string line = "{";
  for (const auto& [key, quoted] : form.members) {
    if (line.size() > 1) line += "," + form.behind_comma;
    line += '"' + key + "\":" + form.behind_colon;
    line += quoted != random.one_in(30) ? quoted_text(random) : bare_text(random);
    line += form.behind_value;
  }
  line += '}';
  if (const auto middle = line.find("_one_"); middle != std::string::npos && random.one_in(3))
    line.replace(middle, 5, "_two_");
  if (random.one_in(6)) {  // almost the same
    const auto at = random.below(line.size());
    const std::string other(1, random.of("\",:{} \\0.ek\x80"));
    line.replace(at, random.below(3), random.one_in(3) ? "" : other);
  }
  return line;
}

}  // namespace

TEST_CASE("fast paths: a line's quotes are found by any processor") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Random random(run_seed);
  auto best = std::make_unique<json::QuoteList>(), portable = std::make_unique<json::QuoteList>();
  int plain = 0;
  for (int i = 0; i < kCases / 4; ++i) {
    std::string text(random.below(random.one_in(20) ? json::QuoteList::kMaxSize + 2 : 200), 'x');
    const auto quotes = random.below(3);
    for (auto& c : text)
      if (random.one_in(quotes == 0 ? 1 : quotes * 5)) c = '"';
    if (!text.empty() && random.one_in(2))
      text[random.below(text.size())] = random.of(" ~\\\x7F\x80\xFF\x1F\t");
    const std::vector<char> bytes(text.begin(), text.end());  // nothing behind its end
    const std::string_view line(bytes.data(), bytes.size());
    std::vector<std::size_t> places;
    bool expected = line.size() <= json::QuoteList::kMaxSize;
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (line[at] == '"') places.push_back(at);
      expected = expected && line[at] >= ' ' && line[at] != '\\';  // char is signed here
    }
    REQUIRE(best->fill(line) == expected);
    REQUIRE(portable->fill_portably(line) == expected);
    if (!expected) continue;
    ++plain;
    for (const auto* list : {best.get(), portable.get()}) {
      REQUIRE(list->size() == places.size());
      for (std::size_t n = 0; n < places.size(); ++n) REQUIRE((*list)[n] == places[n]);
      REQUIRE((*list)[places.size()] == line.size());
    }
  }
  CHECK(plain > kCases / 20);
}

TEST_CASE("fast paths: a line is read as by a scanner that has seen none, and as nlohmann reads it") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Random random(run_seed);
  const auto pool = key_pool();
  const std::vector<std::string_view> known(pool.begin(), pool.begin() + 9);
  // One key's value says which keys follow, as far as the scanner knows.
  json::LineScanner scanner(known, json::LineScanner::Unique::known_keys, 1),
      strict(known, json::LineScanner::Unique::any_key);
  int read = 0;
  std::vector<Form> forms(6);
  for (int i = 0; i < kCases / 2; ++i) {
    auto& form = forms[random.below(forms.size())];
    if (random.one_in(12)) form = random_form(random, pool);
    const auto text = line_of(random, form);
    const std::vector<char> bytes(text.begin(),
                                  text.end());  // nothing behind its end, so that a read there is seen
    const std::string_view line(bytes.data(), bytes.size());
    INFO(text);
    json::LineScanner fresh(known), fresh_strict(known, json::LineScanner::Unique::any_key);
    const auto fault = scanner.scan(line), fresh_fault = fresh.scan(line);
    REQUIRE(fault.has_value() == fresh_fault.has_value());
    const auto strict_fault = strict.scan(line), fresh_strict_fault = fresh_strict.scan(line);
    REQUIRE(strict_fault.has_value() == fresh_strict_fault.has_value());
    if (strict_fault) {
      REQUIRE(strict_fault->column == fresh_strict_fault->column);
      REQUIRE(strict_fault->message == fresh_strict_fault->message);
    }
    REQUIRE(scanner.in_place() == fresh.in_place());
    REQUIRE(strict.in_place() == fresh_strict.in_place());
    for (std::size_t k = 0; k < known.size(); ++k) {
      const auto *ours = strict.at(k), *theirs = fresh_strict.at(k);
      REQUIRE((ours != nullptr) == (theirs != nullptr));
      if (ours != nullptr)
        REQUIRE((ours->text == theirs->text && ours->kind == theirs->kind && ours->column == theirs->column));
    }
    if (fault) {
      REQUIRE(fault->column == fresh_fault->column);
      REQUIRE(fault->message == fresh_fault->message);
      continue;
    }
    Theirs theirs;
    try {
      theirs = Theirs::parse(line);
    } catch (const Theirs::out_of_range&) {  // a number beyond its own
      continue;
    }
    ++read;
    for (std::size_t k = 0; k < known.size(); ++k) {
      const auto* ours = scanner.at(k);
      const auto value = theirs.find(known[k]);
      REQUIRE((ours != nullptr) == (value != theirs.end()));
      if (ours == nullptr) continue;
      REQUIRE(ours->column == fresh.at(k)->column);
      REQUIRE((ours->kind == json::Kind::string ? Theirs(std::string(ours->text))
                                                : Theirs::parse(ours->text)) == *value);
    }
  }
  CHECK(read > kCases / 20);
}
