#include "tiyf/model/config.hpp"

#include <algorithm>

#include "tiyf/base/text.hpp"

namespace tiyf {
namespace {

bool is_six_letter_pair(std::string_view symbol) {
  return symbol.size() == 6 &&
         std::all_of(symbol.begin(), symbol.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

bool Instruments::add(std::string_view symbol, std::optional<Decimal> pip_size,
                      const std::vector<std::string>& aliases) {
  const Symbol ours{to_upper(symbol)};
  if (spellings_.contains(ours.value)) return false;
  // An alias that repeats its own symbol, or stands twice in one entry, says nothing new; only another
  // symbol's spelling is a conflict.
  const bool taken = std::any_of(aliases.begin(), aliases.end(),
                                 [this](const auto& alias) { return spellings_.contains(to_upper(alias)); });
  if (taken) return false;
  spellings_.emplace(ours.value, ours);
  for (const auto& alias : aliases) spellings_.emplace(to_upper(alias), ours);
  if (pip_size) pips_.emplace(ours, *pip_size);
  return true;
}

Symbol Instruments::symbol(std::string_view spelling) const {
  auto upper = to_upper(spelling);
  const auto known = spellings_.find(upper);
  return known == spellings_.end() ? Symbol{std::move(upper)} : known->second;
}

std::optional<Decimal> Instruments::pip_size(const Symbol& symbol) const {
  if (const auto entry = pips_.find(symbol); entry != pips_.end()) return entry->second;
  const std::string_view text = symbol.value;
  if (!is_six_letter_pair(text) || text.starts_with("XAU") || text.starts_with("XAG")) return std::nullopt;
  return Decimal::from_nanos(text.ends_with("JPY") ? 10'000'000 : 100'000);
}

}  // namespace tiyf
