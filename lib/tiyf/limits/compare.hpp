// Our loss and size caps against the broker's (CONTRACT §6 "tiyf-limits"). Pure: `tiyf-limits` and
// `tiyf-reconcile run` call the same functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tiyf/json/writer.hpp"
#include "tiyf/model/limits.hpp"

namespace tiyf::limits {

// Whether the broker states any cap at all; a `limits` object without caps says nothing either.
[[nodiscard]] bool available(const std::optional<Limits>& brokers);

// One cap on which the sides differ. A side that does not state it has none.
struct Difference {
  std::optional<Symbol> symbol;  // none: the daily loss cap
  std::optional<Decimal> ours;
  std::optional<Decimal> brokers;

  friend bool operator==(const Difference&, const Difference&) = default;
};

// Every cap that either side states and the other does not state alike: the daily loss cap, then symbols in
// order. Empty when the broker's limits are not available. A config without risk_limits states none: all of
// the broker's differ.
[[nodiscard]] std::vector<Difference> compare(const std::optional<Limits>& ours,
                                              const std::optional<Limits>& brokers);

// "daily_loss_cap: 1000 here, none at the broker"
[[nodiscard]] std::string text(const Difference& difference);

// The canonical risk_limits object, which the config hash is taken of: compact, keys sorted, numbers in plain
// notation, symbols in our spelling; "{}" without risk_limits. Malformed (65) when a number does not fit.
[[nodiscard]] Result<std::string> canonical_text(const std::optional<Limits>& ours);

// {"daily_loss_cap":…,"symbol_caps":{…}}: the telemetry object broker_limits. null when not available; a
// member that the broker does not state is null.
void write_mirror(json::Writer& writer, const std::optional<Limits>& brokers);

}  // namespace tiyf::limits
