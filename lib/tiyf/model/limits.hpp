// Loss and size caps, ours or the broker's (CONTRACT §6 "tiyf-limits").
#pragma once

#include <map>
#include <optional>

#include "tiyf/base/decimal.hpp"
#include "tiyf/model/evidence.hpp"
#include "tiyf/model/ids.hpp"

namespace tiyf {

struct Limits {
  std::optional<Decimal> daily_loss_cap;                 // account currency
  std::optional<std::map<Symbol, Decimal>> symbol_caps;  // units

  friend bool operator==(const Limits&, const Limits&) = default;
};

// The lines of a log that state them last.
struct LimitLines {
  std::optional<Evidence> daily_loss_cap, symbol_caps;
};

}  // namespace tiyf
