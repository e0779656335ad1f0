// Invariants R2 and R3 of reconcile/reconcile.hpp over random accounts (CONTRACT §4 "Corrections").
#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

#include "support/account.hpp"

using namespace tiyf;
using namespace tiyf::scenario;

namespace {

constexpr std::uint32_t kCases = 400;

// Kind, what it is about, and the side of the log where that decides it.
using Key = std::tuple<std::string_view, std::string, std::string, std::string>;
Key key(const Finding& f) {
  const std::string id = f.client_id ? f.client_id->value : f.broker_id ? f.broker_id->value : "";
  return {name(f.kind), id, id.empty() && f.symbol ? f.symbol->value : "", extra(f, "where")};
}

std::multiset<Key> critical(const Outcome& v) {
  std::multiset<Key> out;
  for (const auto& f : v.result.findings)
    if (f.severity == Severity::critical) out.insert(key(f));
  return out;
}

bool is_corrected_by(const Finding& finding, CorrectionKind kind) {
  using enum FindingKind;
  switch (finding.kind) {
    case unjournaled_order_caught_by_reconcile:
      return kind == CorrectionKind::order_sent;
    case ack_caught_by_reconcile:
      return kind == CorrectionKind::order_accepted;
    case partial_fill_caught_by_reconcile:
    case fill_caught_by_reconcile:
      return kind == CorrectionKind::fill;
    case cancel_caught_by_reconcile:
      return kind >= CorrectionKind::order_cancelled;
    default:
      return false;
  }
}

std::set<Key> corrected(const Outcome& v) {
  std::set<Key> out;
  for (const auto& f : v.result.findings)
    for (const auto& c : v.result.corrections)
      if (f.client_id && *f.client_id == c.client_id && is_corrected_by(f, c.kind)) out.insert(key(f));
  return out;
}

std::vector<std::string> positions(const Outcome& v) {
  std::vector<std::string> out;
  for (const auto& row : v.result.positions)
    out.push_back(row.symbol.value + ": " + v.position(row.symbol.value));
  return out;
}

struct Twice {
  Outcome first, second;
};

Twice run_twice(const Scenario& account) {
  const auto cache = cache_of(account);
  const auto* const entries = cache ? &*cache : nullptr;
  auto texts = account.texts();
  auto first = run(texts, entries);
  texts.journal += corrections_text(first);
  return {std::move(first), run(texts, entries)};
}

template <class Check>
void for_random_accounts(Mood mood, Check check) {
  const auto seed = run_seed();
  std::size_t corrections = 0;
  for (std::uint32_t n = 0; n < kCases; ++n) {
    std::mt19937 random(seed + n);
    const auto account = random_account(random, mood);
    INFO("repeat with TIYF_SEED=" << seed + n << "\n" << dump(account.texts()));
    corrections += check(account);
  }
  MESSAGE("seed " << seed << ": " << corrections << " corrections in " << kCases << " accounts");
  if (std::getenv("TIYF_SEED") == nullptr) CHECK(corrections > kCases / 2);
}

}  // namespace

TEST_CASE("reconcile R2: corrections converge over random accounts") {
  for_random_accounts(Mood::wild, [](const Scenario& account) {
    const auto [first, second] = run_twice(account);
    REQUIRE(second.corrections() == std::vector<std::string>{});
    for (const auto& finding : second.result.findings) REQUIRE_FALSE(corrected(first).contains(key(finding)));
    REQUIRE(positions(second) == positions(first));
    return first.result.corrections.size();
  });
}

TEST_CASE("reconcile R3: corrections change nothing about what is critical over random accounts") {
  for_random_accounts(Mood::wild, [](const Scenario& account) {
    const auto [first, second] = run_twice(account);
    REQUIRE(critical(second) == critical(first));
    return first.result.corrections.size();
  });
}

TEST_CASE("reconcile: what the journal lost is caught, so units never drift where nobody lies") {
  for_random_accounts(Mood::calm, [](const Scenario& account) {
    const auto v = run(account);
    for (const auto& row : v.result.positions) {
      INFO(row.symbol.value << ": " << v.position(row.symbol.value));
      REQUIRE(row.drift_units->is_zero());
    }
    return v.result.corrections.size();
  });
}
