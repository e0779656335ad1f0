#include "tiyf/limits/compare.hpp"

#include <set>

namespace tiyf::limits {
namespace {

std::optional<Decimal> daily_loss_cap(const std::optional<Limits>& limits) {
  return limits ? limits->daily_loss_cap : std::nullopt;
}

std::optional<Decimal> symbol_cap(const std::optional<Limits>& limits, const Symbol& symbol) {
  if (!limits || !limits->symbol_caps) return std::nullopt;
  const auto cap = limits->symbol_caps->find(symbol);
  return cap == limits->symbol_caps->end() ? std::nullopt : std::optional(cap->second);
}

void add_symbols(std::set<Symbol>& symbols, const std::optional<Limits>& limits) {
  if (!limits || !limits->symbol_caps) return;
  for (const auto& [symbol, cap] : *limits->symbol_caps) symbols.insert(symbol);
}

void write_caps(json::Writer& w, const std::map<Symbol, Decimal>& caps) {
  w.begin_object();
  for (const auto& [symbol, cap] : caps) w.member(symbol.value, cap);
  w.end_object();
}

std::string shown(const std::optional<Decimal>& cap) { return cap ? cap->text() : "none"; }

}  // namespace

bool available(const std::optional<Limits>& brokers) {
  return brokers && (brokers->daily_loss_cap || brokers->symbol_caps);
}

std::vector<Difference> compare(const std::optional<Limits>& ours, const std::optional<Limits>& brokers) {
  std::vector<Difference> out;
  if (!available(brokers)) return out;
  const auto add = [&](std::optional<Symbol> symbol, std::optional<Decimal> mine,
                       std::optional<Decimal> theirs) {
    if (mine != theirs) out.push_back({std::move(symbol), mine, theirs});
  };
  add(std::nullopt, daily_loss_cap(ours), daily_loss_cap(brokers));
  std::set<Symbol> symbols;
  add_symbols(symbols, ours);
  add_symbols(symbols, brokers);
  for (const auto& symbol : symbols) add(symbol, symbol_cap(ours, symbol), symbol_cap(brokers, symbol));
  return out;
}

std::string text(const Difference& d) {
  const auto what = d.symbol ? "cap of " + d.symbol->value : std::string("daily_loss_cap");
  return what + ": " + shown(d.ours) + " here, " + shown(d.brokers) + " at the broker";
}

Result<std::string> canonical_text(const std::optional<Limits>& ours) {
  json::Writer w(json::Layout::line);
  w.begin_object().member_if("daily_loss_cap", daily_loss_cap(ours));
  if (ours && ours->symbol_caps) {
    w.key("symbol_caps");
    write_caps(w, *ours->symbol_caps);
  }
  w.end_object();
  return w.finish();
}

void write_mirror(json::Writer& w, const std::optional<Limits>& brokers) {
  if (!available(brokers)) {
    w.null();
    return;
  }
  w.begin_object().member_or_null("daily_loss_cap", brokers->daily_loss_cap).key("symbol_caps");
  if (brokers->symbol_caps)
    write_caps(w, *brokers->symbol_caps);
  else
    w.null();
  w.end_object();
}

}  // namespace tiyf::limits
