// What the broker's positions could come to if its open orders filled in the worst direction, against the
// caps (CONTRACT §6 "exposure"). Pure.
#pragma once

#include <optional>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/model/limits.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf::limits {

struct Exposure {
  Symbol symbol;
  std::optional<Decimal> net_units;  // signed; none: the snapshot does not say, which is never 0
  Decimal open_buy_units;            // remainders of open orders
  Decimal open_sell_units;
  std::optional<Decimal>
      exposure_units;                // the worse of |net + buys| and |net − sells|; none without net_units
  std::optional<Decimal> cap_units;  // the lower of ours and the broker's; none: neither side has one
  bool over = false;                 // exposure_units > cap_units
};

enum class ExposureStatus {
  within,
  over,         // a symbol is over its cap
  unavailable,  // positions unknown, or the order list is only a part: what is within so far proves nothing
};

struct ExposureReport {
  ExposureStatus status = ExposureStatus::within;
  std::vector<Exposure> symbols;  // every symbol with a position, an open order or a cap, in order
};

// `broker` is the broker's snapshot; its own limits are the broker's caps. A symbol that a known position
// list does not name is flat. Malformed (65) when a sum does not fit 18 digits.
[[nodiscard]] Result<ExposureReport> exposure(const Snapshot& broker, const std::optional<Limits>& ours);

}  // namespace tiyf::limits
