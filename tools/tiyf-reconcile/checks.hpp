// The rules of tiyf-slippage and tiyf-limits as part of a run: the same library code, as findings (CONTRACT
// §6).
#pragma once

#include <vector>

#include "tiyf/model/config.hpp"
#include "tiyf/model/snapshot.hpp"
#include "tiyf/outcome/report.hpp"

namespace tiyf {

struct SlippageCheck {
  std::vector<SlippageRow> rows;
  std::vector<Finding>
      findings;  // slippage_preset_missing once a symbol and session, slippage_over_preset a fill
};

// Findings only when the config has slippage_presets; the rows in any case.
[[nodiscard]] Result<SlippageCheck> check_slippage(const std::vector<Trade>& trades, const Config& config);

// limit_mismatch when the snapshot has limits, exposure_over_cap a symbol.
[[nodiscard]] Result<std::vector<Finding>> check_limits(const Snapshot& brokers, const Config& config);

}  // namespace tiyf
