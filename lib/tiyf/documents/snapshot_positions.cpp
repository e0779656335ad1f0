#include <algorithm>
#include <map>

#include "tiyf/documents/read.hpp"
#include "tiyf/documents/snapshot_parts.hpp"

namespace tiyf::documents {
namespace {

using json::Cursor;

struct Leg {
  Decimal units;  // signed
  std::optional<Decimal> avg_price;
};

// A flat row may carry any price, brokers write 0 there.
Result<std::optional<Decimal>> read_price(const Cursor& object, Decimal units) {
  std::optional<Decimal> price;
  TIYF_CHECK(read_if(object, "avg_price", price,
                     units.is_zero() ? &Cursor::nonnegative_decimal : &Cursor::positive_decimal));
  if (units.is_zero()) price.reset();
  return price;
}

Result<std::pair<Symbol, Leg>> read_leg(const Cursor& object, const Instruments& instruments) {
  TIYF_TRY(symbol_at, object.at("symbol"));
  TIYF_TRY(symbol, read_symbol(symbol_at, instruments));
  TIYF_TRY(side_at, object.at("side"));
  TIYF_TRY(side, read_word(side_at, parse_side, "buy or sell"));
  TIYF_TRY(units_at, object.at("units"));
  TIYF_TRY(units, units_at.nonnegative_decimal());
  TIYF_TRY(price, read_price(object, units));
  return std::pair{std::move(symbol), Leg{signed_units(side, units), price}};
}

// Exact notional over exact units, rounded once: the order of the legs cannot matter. None when a price is
// not known.
Checked<std::optional<Decimal>> average(const std::vector<Leg>& legs) {
  // Whole units lose nine zeros first, so that the notional stays far below 128 bits.
  int128 cut = 1;
  const auto divisible = [&](int128 by) {
    return std::all_of(legs.begin(), legs.end(), [&](const Leg& l) { return l.units.nanos() % by == 0; });
  };
  while (cut < 1'000'000'000 && divisible(cut * 10)) cut *= 10;
  int128 notional = 0, total = 0;
  for (const auto& leg : legs) {
    const int128 weight = leg.units.abs().nanos() / cut;
    if (weight == 0) continue;
    if (!leg.avg_price) return std::nullopt;
    int128 product = 0;
    if (__builtin_mul_overflow(leg.avg_price->nanos(), weight, &product) ||
        __builtin_add_overflow(notional, product, &notional))
      return std::unexpected(NumberFault::too_many_digits);
    total += weight;
  }
  if (total == 0) return std::nullopt;
  const auto price = ratio_of_nanos(notional, total);
  if (!price) return std::unexpected(price.error());
  return std::optional(*price);
}

Checked<void> set_net(PositionBook& book, const Symbol& symbol, const std::vector<Leg>& legs) {
  Decimal net;
  for (const auto& leg : legs) net += leg.units;
  if (!net.fits()) return std::unexpected(NumberFault::too_many_digits);
  const auto has = [&](auto is) { return std::any_of(legs.begin(), legs.end(), is); };
  const bool hedged = has([](const Leg& l) { return l.units.is_positive(); }) &&
                      has([](const Leg& l) { return l.units.is_negative(); });
  if (hedged) {
    book.set(symbol, net, std::nullopt);
    return {};
  }
  const auto price = average(legs);
  if (!price) return std::unexpected(price.error());
  book.set(symbol, net, *price);
  return {};
}

}  // namespace

Result<PositionBook> SnapshotReader::positions(const Cursor& list) const {
  std::map<Symbol, std::vector<Leg>> legs_by_symbol;
  TIYF_TRY(rows, list.items());
  for (const auto& row : rows) {
    TIYF_TRY(leg, read_leg(row, instruments));
    legs_by_symbol[leg.first].push_back(leg.second);
  }
  PositionBook positions;
  for (const auto& [symbol, legs] : legs_by_symbol)
    if (const auto set = set_net(positions, symbol, legs); !set)
      return list.error("the position of " + symbol.value + " " + std::string(describe(set.error())));
  return positions;
}

}  // namespace tiyf::documents
