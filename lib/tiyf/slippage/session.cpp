#include "tiyf/slippage/session.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace tiyf::slippage {
namespace {

bool holds(const SessionHours& s, int hour) {
  return s.from_hour < s.to_hour ? s.from_hour <= hour && hour < s.to_hour
                                 : hour >= s.from_hour || hour < s.to_hour;
}

}  // namespace

const std::string& session_of(const std::vector<SessionHours>& sessions, UtcTime time) {
  const int hour = time.hour_utc();
  for (const auto& s : sessions)
    if (holds(s, hour)) return s.session;
  std::abort();  // a config whose sessions leave an hour out is never made
}

bool has_session(const std::vector<SessionHours>& sessions, std::string_view name) {
  return std::any_of(sessions.begin(), sessions.end(), [&](const auto& s) { return s.session == name; });
}

std::string names_of(const std::vector<SessionHours>& sessions) {
  std::string names;
  for (const auto& s : sessions) names += (names.empty() ? "" : ", ") + s.session;
  return names;
}

std::optional<SlippagePreset> find_preset(const Config& config, const Symbol& symbol,
                                          const std::string& session) {
  if (!config.slippage_presets) return std::nullopt;
  const std::string any = "*";
  const std::array<std::pair<const std::string&, const std::string&>, 4> by_precedence{
      {{symbol.value, session}, {symbol.value, any}, {any, session}, {any, any}}};
  for (const auto& [wanted_symbol, wanted_session] : by_precedence)
    for (const auto& preset : *config.slippage_presets)
      if (preset.symbol == wanted_symbol && preset.session == wanted_session) return preset;
  return std::nullopt;
}

}  // namespace tiyf::slippage
