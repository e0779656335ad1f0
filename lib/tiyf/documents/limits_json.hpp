// {"daily_loss_cap"?, "symbol_caps"?: {SYMBOL: units}}: the config's risk_limits and a broker's limits
// (CONTRACT §2, §6).
#pragma once

#include "tiyf/json/value.hpp"
#include "tiyf/json/writer.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/limits.hpp"

namespace tiyf::documents {

// Symbols in our spelling. Refused: negative caps, and two spellings of one symbol.
[[nodiscard]] Result<Limits> read_limits(const json::Cursor& object, const Instruments& instruments);

// The object with the members that are known, symbols sorted.
void write_limits(json::Writer& writer, const Limits& limits);

}  // namespace tiyf::documents
