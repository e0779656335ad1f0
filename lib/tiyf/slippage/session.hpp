// Trading sessions by hour of the UTC day, and the preset that is in force for a symbol in one (CONTRACT §2,
// §6).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tiyf/model/config.hpp"

namespace tiyf::slippage {

// The session whose hours hold `time`: a session [7, 12) starts at 07:00:00 and ends a nanosecond before
// 12:00:00. `sessions` cover the day exactly once, as every Config's do.
[[nodiscard]] const std::string& session_of(const std::vector<SessionHours>& sessions, UtcTime time);

[[nodiscard]] bool has_session(const std::vector<SessionHours>& sessions, std::string_view name);
[[nodiscard]] std::string names_of(const std::vector<SessionHours>& sessions);  // for messages

// Precedence: symbol and session, symbol and any session, any symbol and session, any and any. None: there is
// no preset, which fails safe (ALERT_SLIPPAGE_PRESET_MISSING).
[[nodiscard]] std::optional<SlippagePreset> find_preset(const Config& config, const Symbol& symbol,
                                                        const std::string& session);

}  // namespace tiyf::slippage
