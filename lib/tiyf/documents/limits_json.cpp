#include "tiyf/documents/limits_json.hpp"

#include "tiyf/documents/read.hpp"

namespace tiyf::documents {
namespace {

Result<std::map<Symbol, Decimal>> read_caps(const json::Cursor& object, const Instruments& instruments) {
  std::map<Symbol, Decimal> caps;
  TIYF_TRY(members, object.members());
  for (const auto& [spelling, cap_at] : members) {
    if (spelling.empty()) return cap_at.error("a symbol is not empty");
    TIYF_TRY(cap, cap_at.nonnegative_decimal());
    const auto symbol = instruments.symbol(spelling);
    if (!caps.emplace(symbol, cap).second) return cap_at.error("a second cap for " + symbol.value);
  }
  return caps;
}

}  // namespace

Result<Limits> read_limits(const json::Cursor& object, const Instruments& instruments) {
  TIYF_TRY(members, object.members());  // nothing but an object
  Limits limits;
  TIYF_CHECK(read_if(object, "daily_loss_cap", limits.daily_loss_cap, &json::Cursor::nonnegative_decimal));
  TIYF_CHECK(read_if(object, "symbol_caps", limits.symbol_caps,
                     [&](const json::Cursor& caps) { return read_caps(caps, instruments); }));
  return limits;
}

void write_limits(json::Writer& writer, const Limits& limits) {
  writer.begin_object().member_if("daily_loss_cap", limits.daily_loss_cap);
  if (limits.symbol_caps) {
    writer.key("symbol_caps").begin_object();
    for (const auto& [symbol, cap] : *limits.symbol_caps) writer.member(symbol.value, cap);
    writer.end_object();
  }
  writer.end_object();
}

}  // namespace tiyf::documents
