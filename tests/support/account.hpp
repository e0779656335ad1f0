// Random accounts for the property tests: what really happened at the broker, what of it the engine's journal
// holds (lines lost, late, twice; a crash; an earlier reconciliation's corrections), and what the broker
// tells.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "support/scenario.hpp"

namespace tiyf::scenario {

enum class Mood {
  calm,  // lines may be lost or late, but nobody lies: every order decided, every row listed as it is
  // Beside that: replaces, rows that are wrong, missing or twice, conflicting lines, partial coverage, orders
  // that neither log opens, a cache that knows some of them, fills listed beyond what their row says.
  wild,
};

// Every client id and every line about an order holds its symbol's name, so that a line tells its symbol.
[[nodiscard]] Scenario random_account(std::mt19937& random, Mood mood);

// The symbols that random accounts trade.
[[nodiscard]] const std::vector<std::string>& account_symbols();

// TIYF_SEED, or a new seed. Case n of a run uses seed + n, so that a failing case repeats as the first one.
[[nodiscard]] std::uint32_t run_seed();

// All inputs, for the message of a failing case.
[[nodiscard]] std::string dump(const Texts& texts);

}  // namespace tiyf::scenario
