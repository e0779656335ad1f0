// What is read at a glance is what is read at length: the usual spellings of times, decimals, symbols and
// lines have paths of their own. TIYF_SEED=N repeats a run.
#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "tiyf/base/decimal.hpp"
#include "tiyf/base/text.hpp"
#include "tiyf/base/utc_time.hpp"
#include "tiyf/events/event_fields.hpp"
#include "tiyf/json/line_reader.hpp"

using namespace tiyf;

namespace {

constexpr int kCases = 50'000;

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  char of(std::string_view characters) { return characters[below(characters.size())]; }
  std::string digits(std::size_t count) {
    std::string out;
    while (count-- > 0) out += of("0123456789");
    return out;
  }
  // At most a few characters changed, put in or left out.
  void spoil(std::string& text, std::string_view with) {
    for (auto changes = below(3); changes > 0 && !text.empty(); --changes) {
      const auto at = below(text.size());
      if (one_in(3))
        text.erase(at, 1);
      else if (one_in(2))
        text.insert(at, 1, of(with));
      else
        text[at] = of(with);
    }
  }

 private:
  std::mt19937 engine_;
};

std::uint32_t seed() {
  const char* const wanted = std::getenv("TIYF_SEED");
  return wanted != nullptr ? static_cast<std::uint32_t>(std::stoul(wanted)) : std::random_device{}();
}

std::string two_digits(Random& random, std::size_t most) {
  const auto number = random.below(most + 2);
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

std::string time_text(Random& random) {
  auto text = random.digits(4) + '-' + two_digits(random, 12) + '-' + two_digits(random, 31) + 'T' +
              two_digits(random, 23) + ':' + two_digits(random, 59) + ':' + two_digits(random, 59);
  if (random.one_in(2)) text += '.' + random.digits(random.below(11));
  random.spoil(text, "0123456789:-.TtZz/ \x80");
  return text;
}

std::string decimal_text(Random& random) {
  auto text =
      (random.one_in(8) ? "-" : "") + random.digits(random.one_in(6) ? random.below(21) : random.below(7));
  if (random.one_in(2)) text += '.' + random.digits(random.below(11));
  random.spoil(text, "0123456789.-+/: ");
  return text;
}

}  // namespace

TEST_CASE("fast paths: a time with Z is the same time with +00:00") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Random random(run_seed);
  int read = 0;
  UtcTime::Day last;
  std::string date;
  for (int i = 0; i < kCases; ++i) {
    auto text = time_text(random);
    if (random.one_in(2) && text.size() > date.size()) text.replace(0, date.size(), date);
    const auto with_z = UtcTime::parse(text + "Z"), with_offset = UtcTime::parse(text + "+00:00");
    REQUIRE_MESSAGE(with_z == with_offset, text);
    // Whatever day came before.
    REQUIRE_MESSAGE(UtcTime::parse_next(text + "Z", last) == with_z, text);
    if (with_z) date = text.substr(0, 10);
    if (with_z) ++read;
  }
  CHECK(read > kCases / 10);
  CHECK(read < kCases - kCases / 10);
}

TEST_CASE("fast paths: a decimal is the same decimal with e0") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Random random(run_seed);
  int read = 0;
  for (int i = 0; i < kCases; ++i) {
    const auto text = decimal_text(random);
    const auto plain = Decimal::parse(text), with_exponent = Decimal::parse(text + "e0");
    REQUIRE_MESSAGE(plain == with_exponent, text);
    if (plain) ++read;
  }
  CHECK(read > kCases / 10);
  CHECK(read < kCases - kCases / 10);
}

TEST_CASE("fast paths: short texts are compared and copied as others are") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Random random(run_seed);
  std::string again;
  int same = 0;
  for (int i = 0; i < kCases; ++i) {
    const auto one = random.digits(random.below(24));
    auto other = one;
    if (!other.empty()) other[random.below(other.size())] = random.of("0123456789");
    if (random.one_in(4)) other = random.digits(random.below(24));
    // Nothing behind their ends, so that a read there is seen.
    const std::vector<char> ones(one.begin(), one.end()), others(other.begin(), other.end());
    const std::string_view a(ones.data(), ones.size()), b(others.data(), others.size());
    REQUIRE_MESSAGE(same_text(a, b) == (one == other), one << " " << other);
    same += one == other ? 1 : 0;
    std::string fresh;
    for (auto* copy : {&fresh, &again}) {
      set_text(*copy, b);
      REQUIRE(*copy == other);
    }
    const auto part = random.below(again.size() + 1);
    set_text(again, std::string_view(again).substr(part));
    REQUIRE(again == other.substr(part));
  }
  CHECK(same > kCases / 50);
}

TEST_CASE("fast paths: a log's symbols are those of the instruments, whatever came before") {
  const auto run_seed = seed();
  INFO("repeat with TIYF_SEED=" << run_seed);
  Random random(run_seed);
  Instruments instruments;
  REQUIRE(instruments.add("EURUSD", std::nullopt, {"EUR/USD", "EUAB"}));
  events::Symbols symbols(instruments);
  for (int i = 0; i < kCases; ++i) {
    std::string spelling;
    if (random.one_in(20)) spelling = random.one_in(2) ? "EURUSD" : "EUR/USD";
    for (auto size = 1 + random.below(9); spelling.size() < size;) spelling += random.of("ABEU");
    REQUIRE_MESSAGE(symbols.of(spelling) == instruments.symbol(spelling), spelling);
  }
}

namespace {

using Theirs = nlohmann::json;

// More keys than are remembered, some alike in length and ends, of every size around a word's.
std::vector<std::string> key_pool() {
  std::vector<std::string> keys{"ts", "event", "broker_client_order_id", "size", "", "n\xC3\xA9"};
  for (const std::string middle :
       {"", "a", "b", "ab", "ba", "abc", "xabcdefg", "yabcdefg", "a_long_one_of_its_kind"})
    for (const std::string ends : {"k", "ts", "event"}) keys.push_back(ends + middle + ends);
  return keys;
}

std::string value_text(Random& random) {
  switch (random.below(6)) {
    case 0:
      return "\"" + std::string(random.below(90), random.of("aZ ,:}{")) + "\"";
    case 1:
      return "\"" + std::string(random.below(20), random.of("\"\\\t\x80")) + "\"";
    case 2:
      return std::string(random.one_in(2) ? "true" : "null");
    case 3:
      return decimal_text(random);
    default:
      return random.one_in(2) ? "\"2025-10-06T12:00:00Z\"" : "1.25";
  }
}

std::string line_text(Random& random, const std::vector<std::string>& keys) {
  std::string line = "{";
  const std::string behind_colon = random.one_in(4) ? " " : "", behind_comma = random.one_in(4) ? " " : "";
  for (auto members = 1 + random.below(7); members > 0; --members) {
    // Some keys often, so that one follows another as before.
    const auto& key = random.one_in(3) ? keys[random.below(keys.size())] : keys[random.below(4)];
    line +=
        (line.size() > 1 ? "," + behind_comma : "") + '"' + key + "\":" + behind_colon + value_text(random);
  }
  return line + '}';
}

}  // namespace

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
  for (int i = 0; i < kCases / 2; ++i) {
    const auto text = line_text(random, pool);
    const std::vector<char> bytes(text.begin(),
                                  text.end());  // nothing behind its end, so that a read there is seen
    const std::string_view line(bytes.data(), bytes.size());
    INFO(text);
    json::LineScanner fresh(known), fresh_strict(known, json::LineScanner::Unique::any_key);
    const auto fault = scanner.scan(line), fresh_fault = fresh.scan(line);
    REQUIRE(fault.has_value() == fresh_fault.has_value());
    REQUIRE(strict.scan(line).has_value() == fresh_strict.scan(line).has_value());
    if (fault) {
      REQUIRE(fault->column == fresh_fault->column);
      REQUIRE(fault->message == fresh_fault->message);
      continue;
    }
    ++read;
    const auto theirs = Theirs::parse(line);
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
