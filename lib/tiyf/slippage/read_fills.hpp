// The fills that `tiyf-slippage check` reads: JSONL with the fields of trades.csv, or trades.csv itself (RFC
// 4180 with a header row). It is CSV when its name ends in .csv or its first line names utc_ts as a header
// does; everything else is read as JSONL (schemas/slippage_fill.v1.schema.json).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/slippage/judge.hpp"

namespace tiyf::slippage {

struct FillList {
  std::vector<FillToJudge> fills;
  std::uint64_t lines = 0;
  std::uint64_t torn_tail_line = 0;  // where a torn last line stood (JSONL only); 0: none
};

// Needed: utc_ts, symbol, side, price; in a CSV also the column intended_price, whose cells may be empty, as
// price's may. Malformed (65) with file, line and column.
[[nodiscard]] Result<FillList> read_fills(std::string_view text, std::string_view file,
                                          const Instruments& instruments);

}  // namespace tiyf::slippage
