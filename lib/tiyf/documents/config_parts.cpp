#include "tiyf/documents/config_parts.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "tiyf/base/text.hpp"
#include "tiyf/documents/read.hpp"

namespace tiyf::documents {
namespace {

constexpr std::string_view kAny = "*";

Result<std::vector<std::string>> read_aliases(const json::Cursor& list) {
  std::vector<std::string> aliases;
  TIYF_TRY(items, list.items());
  for (const auto& item : items) {
    TIYF_TRY(alias, item.nonempty_string());
    if (alias == kAny) return item.error("\"*\" is no symbol");
    aliases.push_back(std::move(alias));
  }
  return aliases;
}

Result<void> read_instrument(const json::Cursor& entry, Instruments& instruments) {
  TIYF_CHECK(entry.allow_only({"symbol", "pip_size", "aliases"}));
  TIYF_TRY(symbol_at, entry.at("symbol"));
  TIYF_TRY(symbol, symbol_at.nonempty_string());
  if (symbol == kAny) return symbol_at.error("\"*\" is no symbol");
  std::optional<Decimal> pip_size;
  std::vector<std::string> aliases;
  TIYF_CHECK(read_if(entry, "pip_size", pip_size, &json::Cursor::positive_decimal));
  TIYF_CHECK(read_if(entry, "aliases", aliases, read_aliases));
  if (!instruments.add(symbol, pip_size, aliases))
    return entry.error(to_upper(symbol) + " or one of its aliases already belongs to an earlier instrument");
  return {};
}

Result<int> read_hour(const json::Cursor& cursor) {
  TIYF_TRY(hour, cursor.count());
  if (hour > 24) return cursor.error("an hour is 0 to 24");
  return static_cast<int>(hour);
}

Result<SessionHours> read_session(const std::string& name, const json::Cursor& range) {
  if (name.empty() || name == kAny) return range.error("a session needs a name other than \"*\"");
  TIYF_TRY(ends, range.items());
  if (ends.size() != 2) return range.error("expected [from, to], two hours of the UTC day");
  TIYF_TRY(from, read_hour(ends[0]));
  TIYF_TRY(to, read_hour(ends[1]));
  if (from == 24) return ends[0].error("a session starts at 0 to 23");
  if (from == to) return range.error("a session that ends where it starts could be empty or the whole day");
  return SessionHours{name, from, to == 0 ? 24 : to};
}

// Counts how often each hour of the day is covered.
std::array<int, 24> coverage(const std::vector<SessionHours>& sessions) {
  std::array<int, 24> times{};
  for (const auto& s : sessions)
    for (int hour = s.from_hour; hour % 24 != s.to_hour % 24 || hour == s.from_hour; ++hour)
      ++times[static_cast<std::size_t>(hour % 24)];
  return times;
}

Result<SlippagePreset> read_preset(const json::Cursor& entry, const Instruments& instruments,
                                   const std::vector<SessionHours>& sessions) {
  TIYF_CHECK(entry.allow_only({"symbol", "session", "max_slippage_pips"}));
  TIYF_TRY(symbol_at, entry.at("symbol"));
  TIYF_TRY(symbol, read_symbol(symbol_at, instruments));
  TIYF_TRY(session_at, entry.at("session"));
  TIYF_TRY(session, session_at.nonempty_string());
  TIYF_TRY(pips_at, entry.at("max_slippage_pips"));
  TIYF_TRY(pips, pips_at.nonnegative_decimal());
  const bool known = session == kAny || std::any_of(sessions.begin(), sessions.end(),
                                                    [&](const auto& s) { return s.session == session; });
  if (!known) return session_at.error("no session is called \"" + session + "\"");
  return SlippagePreset{symbol.value, session, pips};
}

}  // namespace

Result<Instruments> read_instruments(const json::Cursor& list) {
  Instruments instruments;
  TIYF_TRY(entries, list.items());
  for (const auto& entry : entries) TIYF_CHECK(read_instrument(entry, instruments));
  return instruments;
}

Result<std::vector<SessionHours>> read_sessions(const json::Cursor& object) {
  std::vector<SessionHours> sessions;
  TIYF_TRY(members, object.members());
  for (const auto& [name, range] : members) {
    TIYF_TRY(session, read_session(name, range));
    sessions.push_back(std::move(session));
  }
  const auto times = coverage(sessions);
  const auto* const wrong = std::find_if(times.begin(), times.end(), [](int n) { return n != 1; });
  if (wrong != times.end())
    return object.error("the sessions must cover the day exactly once, but hour " +
                        std::to_string(wrong - times.begin()) + " belongs to " +
                        (*wrong == 0 ? "none" : std::to_string(*wrong)));
  std::sort(sessions.begin(), sessions.end(),
            [](const auto& a, const auto& b) { return a.from_hour < b.from_hour; });
  return sessions;
}

Result<std::vector<SlippagePreset>> read_presets(const json::Cursor& list, const Instruments& instruments,
                                                 const std::vector<SessionHours>& sessions) {
  std::vector<SlippagePreset> presets;
  std::set<std::pair<std::string, std::string>> seen;
  TIYF_TRY(entries, list.items());
  for (const auto& entry : entries) {
    TIYF_TRY(preset, read_preset(entry, instruments, sessions));
    if (!seen.emplace(preset.symbol, preset.session).second)
      return entry.error("a second preset for " + preset.symbol + " in session " + preset.session);
    presets.push_back(std::move(preset));
  }
  std::sort(presets.begin(), presets.end(), [](const auto& a, const auto& b) {
    return std::tie(a.symbol, a.session) < std::tie(b.symbol, b.session);
  });
  return presets;
}

}  // namespace tiyf::documents
