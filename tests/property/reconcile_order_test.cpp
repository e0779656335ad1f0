// Invariant R1 of reconcile/reconcile.hpp over random accounts: the order of snapshot rows, object keys and
// lines about unrelated orders says nothing (CONTRACT §1 "Determinism"). And folding a log takes it in any
// pieces.
#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "support/account.hpp"
#include "support/outputs.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/events/event_reader.hpp"
#include "tiyf/fold/order_book.hpp"

using namespace tiyf;
using namespace tiyf::scenario;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::uint32_t kCases = 300;

// All but line numbers: those name lines that move.
std::string outputs_without_lines(Outcome v) {
  for (auto& finding : v.result.findings) finding.evidence.clear();
  return outputs(v);
}

// A number may be written as a string too (CONTRACT §1); as a number it would pass through a double here.
Json parse_exactly(const std::string& text) {
  static const std::regex fraction(R"(":(-?[0-9]+\.[0-9]+))");
  return Json::parse(std::regex_replace(text, fraction, R"(":"$1")"));
}

Json shuffle_keys(const Json& value, std::mt19937& random) {
  if (value.is_array()) {
    Json out = Json::array();
    for (const auto& item : value) out.push_back(shuffle_keys(item, random));
    return out;
  }
  if (!value.is_object()) return value;
  std::vector<std::string> keys;
  for (const auto& [name, member] : value.items()) keys.push_back(name);
  std::shuffle(keys.begin(), keys.end(), random);
  Json out = Json::object();
  for (const auto& name : keys) out[name] = shuffle_keys(value.at(name), random);
  return out;
}

std::string shuffle_keys_of_lines(const std::string& text, std::mt19937& random) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);)
    out += shuffle_keys(parse_exactly(line), random).dump() + '\n';
  return out;
}

// Lines of one symbol keep their order; those of different symbols change places.
void interleave(std::vector<std::string>& lines, std::mt19937& random) {
  std::map<std::string, std::deque<std::string>> by_symbol;
  for (auto& line : lines)
    for (const auto& symbol : account_symbols())
      if (line.find(symbol) != line.npos) {
        by_symbol[symbol].push_back(std::move(line));
        break;
      }
  for (auto& line : lines) {
    auto queue = std::next(by_symbol.begin(), std::uniform_int_distribution<long>(
                                                  0, static_cast<long>(by_symbol.size()) - 1)(random));
    line = std::move(queue->second.front());
    queue->second.pop_front();
    if (queue->second.empty()) by_symbol.erase(queue);
  }
}

Texts permuted(Scenario scenario, std::mt19937& random) {
  const auto shuffle = [&](auto& list) { std::shuffle(list.begin(), list.end(), random); };
  shuffle(scenario.orders);
  if (scenario.fills) shuffle(*scenario.fills);
  if (scenario.positions) shuffle(*scenario.positions);
  shuffle(scenario.decisions);
  interleave(scenario.journal, random);
  auto texts = scenario.texts();
  texts.decisions = shuffle_keys_of_lines(texts.decisions, random);
  texts.journal = shuffle_keys_of_lines(texts.journal, random);
  texts.broker = shuffle_keys(parse_exactly(texts.broker), random).dump();
  return texts;
}

// Our state as a document, from a journal that comes in pieces.
std::string fold_in_pieces(const Texts& texts, const std::vector<std::size_t>& cuts) {
  const Instruments instruments;
  OrderBook book(BookSide::ours, "journal", "decisions");
  EventReader decisions(Dialect::decision_log, "decisions", instruments, UnknownEvents::refuse,
                        [&](const Event& event) { return book.decision(event); });
  REQUIRE(decisions.feed(texts.decisions));
  REQUIRE(decisions.finish());
  EventReader journal(Dialect::order_journal, "journal", instruments, UnknownEvents::refuse,
                      [&](const Event& event) { return book.apply(event); });
  std::size_t from = 0;
  for (const auto cut : cuts) {
    REQUIRE(
        journal.feed(std::string(texts.journal, from, cut - from)));  // a copy that does not outlive its use
    from = cut;
  }
  REQUIRE(journal.feed(std::string_view(texts.journal).substr(from)));
  REQUIRE(journal.finish());
  return documents::write_local_snapshot(book.finish(UtcTime::parse(texts.now).value()).value(),
                                         json::Layout::line)
      .value();
}

}  // namespace

TEST_CASE("reconcile R1: rows, keys and unrelated lines in any order give the same outputs") {
  const auto seed = run_seed();
  std::size_t findings = 0;
  for (std::uint32_t n = 0; n < kCases; ++n) {
    std::mt19937 random(seed + n);
    const auto scenario = random_account(random, Mood::wild);
    const auto texts = scenario.texts(), other = permuted(scenario, random);
    INFO("repeat with TIYF_SEED=" << seed + n << "\n" << dump(texts) << "\npermuted:\n" << dump(other));
    const auto cache = cache_of(scenario);
    const auto* const entries = cache ? &*cache : nullptr;
    auto v = run(texts, entries);
    findings += v.result.findings.size();
    REQUIRE(outputs_without_lines(run(other, entries)) == outputs_without_lines(std::move(v)));
  }
  MESSAGE("seed " << seed << ": " << findings << " findings in " << kCases << " accounts");
}

TEST_CASE("reconcile: a journal folds to the same state in one pass and in any pieces") {
  const auto seed = run_seed();
  for (std::uint32_t n = 0; n < kCases; ++n) {
    std::mt19937 random(seed + n);
    const auto texts = random_account(random, Mood::wild).texts();
    INFO("repeat with TIYF_SEED=" << seed + n << "\n" << dump(texts));
    const auto whole = fold_in_pieces(texts, {});
    std::vector<std::size_t> line_ends, anywhere;
    for (std::size_t i = 0; i < texts.journal.size(); ++i) {
      if (texts.journal[i] == '\n') line_ends.push_back(i + 1);
      if (random() % 40 == 0) anywhere.push_back(i);
    }
    REQUIRE(fold_in_pieces(texts, line_ends) == whole);
    REQUIRE(fold_in_pieces(texts, anywhere) == whole);
  }
  MESSAGE("seed " << seed);
}
