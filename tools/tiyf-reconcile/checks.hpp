// The rules of tiyf-slippage and tiyf-limits as part of a run: the same library code, as findings (CONTRACT
// §6).
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "tiyf/model/config.hpp"
#include "tiyf/model/snapshot.hpp"
#include "tiyf/outcome/report.hpp"
#include "tiyf/outcome/trades.hpp"
#include "tiyf/slippage/judge.hpp"

namespace tiyf {

struct SlippageCheck {
  std::vector<SlippageRow> rows;
  std::vector<Finding>
      findings;  // slippage_preset_missing once a symbol and session, slippage_over_preset a fill
  std::set<Symbol> without_pip_size;
};

enum class TradesFile { write, leave_out };

// The trades of a run, one after the other, in any order: judged, and kept as lines where they are to be
// written.
class TradeTape {
 public:
  TradeTape(const Config& config, TradesFile file);
  ~TradeTape();
  TradeTape(TradeTape&&) noexcept;
  TradeTape& operator=(TradeTape&&) = delete;
  // Fails at the end, not here: the fold that settles an order has no use for the error.
  void add(const TradeView& trade);

  // Malformed (65) when a slippage or a sum does not fit 18 digits. Findings only when the config has
  // slippage_presets; the rows in any case.
  [[nodiscard]] Result<SlippageCheck> finish();
  [[nodiscard]] TradesCsv& csv();  // after finish()

 private:
  class Desk;
  std::unique_ptr<Desk> desk_;
};

// limit_mismatch when the snapshot has limits, exposure_over_cap a symbol.
[[nodiscard]] Result<std::vector<Finding>> check_limits(const Snapshot& brokers, const Config& config);

}  // namespace tiyf
