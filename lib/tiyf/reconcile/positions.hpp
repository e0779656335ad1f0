// Positions side by side, after the caught fills are applied to ours (CONTRACT §4 "positions[]"). Internal.
#pragma once

#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf::reconciling {

struct PositionComparison {
  std::vector<PositionRow> rows;  // by symbol
  std::vector<Finding> findings;  // position_drift, positions_unknown, pip_size_missing
};

[[nodiscard]] Result<PositionComparison> compare_positions(const PositionBook& local,
                                                           const std::optional<PositionBook>& broker,
                                                           const ReconcileContext& context);

// A symbol's pip is needed and not known: once a symbol.
[[nodiscard]] Finding pip_size_missing(const Symbol& symbol);

}  // namespace tiyf::reconciling
