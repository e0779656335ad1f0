// A broker's snapshot read row by row, and as text of which the needed rows are read later, against the full
// reading, over damaged snapshots of random accounts. TIYF_SEED=N repeats a run.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string>

#include "support/account.hpp"
#include "tiyf/documents/broker_text.hpp"
#include "tiyf/documents/config.hpp"
#include "tiyf/documents/snapshot.hpp"

using namespace tiyf;
using namespace tiyf::scenario;

namespace {

constexpr std::uint32_t kCases = 60;
constexpr int kChanges = 40;  // of each account's snapshot

constexpr std::array<std::string_view, 22> kSnippets{"\"",
                                                     "\\",
                                                     "{",
                                                     "}",
                                                     "[",
                                                     "]",
                                                     ",",
                                                     ":",
                                                     "0",
                                                     "-",
                                                     "e5",
                                                     "null",
                                                     " ",
                                                     "\n\t",
                                                     "\\u0041",
                                                     "\xC3\xA9",
                                                     "\x1f",
                                                     R"("x":1,)",
                                                     R"("x":{},)",
                                                     R"("x":"{}",)",
                                                     R"("note":"}",)",
                                                     R"(\")"};

std::size_t below(std::mt19937& random, std::size_t n) { return random() % n; }

// Somewhere another row, a row twice, one less, or a few bytes that do not belong there.
void change(std::mt19937& random, std::string& text) {
  const auto row = text.find('{', below(random, text.size()));
  const auto end = text.find('}', row);
  if (end == std::string::npos) return;
  const auto other = text.find('{', below(random, text.size()));
  const auto at = below(random, text.size());
  switch (below(random, 5)) {
    case 0:
      text.insert(row, text.substr(row, end + 1 - row) + ",");
      break;
    case 1:
      if (other != std::string::npos)
        text.insert(row, text.substr(other, text.find('}', other) + 1 - other) + ",");
      break;
    case 2:
      if (text.compare(end, 2, "},") == 0) text.erase(row, end + 2 - row);
      break;
    case 3:
      text.insert(std::min(text.find('"', at), text.size()), kSnippets[below(random, kSnippets.size())]);
      break;
    default:
      text.replace(at, below(random, 3), kSnippets[below(random, kSnippets.size())]);
  }
}

// The same document, but not plain.
std::string for_full_reading(std::string text) {
  const auto at = text.find("\"orders\"");
  return at == std::string::npos ? text : text.replace(at, 8, "\"\\u006frders\"");
}

std::string written(const Snapshot& snapshot) {
  return documents::write_broker_snapshot(snapshot, json::Layout::line).value();
}

// Some of the closed orders settled: what is left is what the full reading gives, less those.
bool check_text(std::mt19937& random, const std::string& text, const Instruments& instruments,
                Snapshot whole) {
  auto taken = std::make_unique<const std::string>(text);
  const auto plain = documents::BrokerText::read(taken, instruments);
  if (!plain) return false;
  const auto& listed = plain->listed();
  std::vector<bool> settled;
  std::set<std::string, std::less<>> gone;
  for (const auto& order : listed.orders) {
    settled.push_back(order.plainly_closed && below(random, 3) != 0);
    if (settled.back()) gone.emplace(order.broker_id);
    const auto same = std::find_if(whole.orders.begin(), whole.orders.end(),
                                   [&](const Order& o) { return o.broker_id->value == order.broker_id; });
    REQUIRE(same != whole.orders.end());
    REQUIRE(same->filled == order.filled);
    REQUIRE((same->client_id ? same->client_id->value : "") == order.client_id);
    if (!order.plainly_closed) continue;
    REQUIRE(is_terminal(same->status));
    REQUIRE(same->fills.size() == order.fill_count);
    for (const auto& fill : listed.fills_of(order))
      REQUIRE(std::any_of(same->fills.begin(), same->fills.end(), [&](const Fill& f) {
        return f.id.value == fill.id && f.size == fill.size && f.price == fill.price;
      }));
  }
  std::erase_if(whole.orders, [&](const Order& o) { return gone.contains(o.broker_id->value); });
  REQUIRE(written(plain->unsettled(settled)) == written(whole));
  return true;
}

}  // namespace

TEST_CASE("broker text: rows are read as the full reading does, or left to it, over damaged snapshots") {
  const auto seed = run_seed();
  std::size_t good = 0, taken = 0;
  for (std::uint32_t n = 0; n < kCases; ++n) {
    std::mt19937 random(seed + n);
    const auto texts = random_account(random, Mood::wild).texts();
    const auto instruments = documents::read_config(texts.config, "config").value().instruments;
    for (int i = 0; i < kChanges; ++i) {
      auto text = texts.broker;
      for (auto changes = below(random, 4); changes > 0; --changes) change(random, text);
      INFO("repeat with TIYF_SEED=" << seed + n << "\n" << text);
      const auto full = documents::read_broker_snapshot(for_full_reading(text), "b.json", instruments);
      const auto by_row = documents::read_broker_snapshot(text, "b.json", instruments);
      REQUIRE(by_row.has_value() == full.has_value());
      if (!full) {
        REQUIRE(by_row.error().pointer == full.error().pointer);
        auto kept = std::make_unique<const std::string>(text);
        REQUIRE_FALSE(documents::BrokerText::read(kept, instruments));
        REQUIRE(*kept == text);
        continue;
      }
      REQUIRE(written(*by_row) == written(*full));
      ++good;
      if (check_text(random, text, instruments, *full)) ++taken;
    }
  }
  MESSAGE("seed " << seed << ": " << good << " of " << kCases * kChanges << " snapshots were good, " << taken
                  << " stayed text");
  CHECK(taken > 0);
}
