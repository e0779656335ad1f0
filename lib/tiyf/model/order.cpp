#include "tiyf/model/order.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "tiyf/base/text.hpp"

namespace tiyf {
namespace {

constexpr std::array<std::string_view, 3> kTypes{"market", "limit", "stop"};
constexpr std::array<std::string_view, 8> kStatuses{"decided", "sent",      "accepted", "partially_filled",
                                                    "filled",  "cancelled", "rejected", "expired"};

template <class Enum, std::size_t N>
std::optional<Enum> parse_in(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view name(Side side) { return side == Side::buy ? "buy" : "sell"; }

std::optional<Side> parse_side(std::string_view text) {
  if (equals_ignoring_case(text, "buy")) return Side::buy;
  if (equals_ignoring_case(text, "sell")) return Side::sell;
  return std::nullopt;
}

std::string_view name(OrderType type) { return kTypes[static_cast<std::size_t>(type)]; }
std::optional<OrderType> parse_order_type(std::string_view text) { return parse_in<OrderType>(kTypes, text); }

std::string_view name(OrderStatus status) { return kStatuses[static_cast<std::size_t>(status)]; }
std::optional<OrderStatus> parse_order_status(std::string_view text) {
  return parse_in<OrderStatus>(kStatuses, text);
}

Decimal Order::inferred_units() const {
  Decimal sum;
  for (const auto& fill : fills)
    if (fill.inferred) sum += fill.counted();
  return sum;
}

Checked<FillOutcome> apply_fill(Order& order, PositionBook& positions, Fill&& fill) {
  const auto same =
      std::find_if(order.fills.begin(), order.fills.end(), [&](const Fill& f) { return f.id == fill.id; });
  if (same != order.fills.end())
    return same->size == fill.size && same->price == fill.price ? FillOutcome::duplicate
                                                                : FillOutcome::conflict;

  Decimal rest = fill.size;
  if (fill.inferred) {
    if (fill.place != 0) {
      positions.take(fill.place, signed_units(order.side, rest), fill.price, fill.line);
    } else {
      const auto place =
          positions.add_inferred(order.symbol, signed_units(order.side, rest), fill.price, fill.line);
      if (!place) return std::unexpected(place.error());
      fill.place = *place;
    }
  } else {
    for (auto& stand_in : order.fills) {
      if (!stand_in.inferred || stand_in.counted().is_zero() || rest.is_zero()) continue;
      const Decimal taken = std::min(stand_in.counted(), rest);
      stand_in.replaced += taken;
      rest -= taken;
      const auto replaced = positions.replace(stand_in.place, signed_units(order.side, taken), fill.price);
      if (!replaced) return std::unexpected(replaced.error());
    }
    if (fill.place != 0) {
      positions.take(fill.place, signed_units(order.side, rest), fill.price, fill.line);
    } else if (!rest.is_zero()) {
      const auto added = positions.add(order.symbol, signed_units(order.side, rest), fill.price, fill.line);
      if (!added) return std::unexpected(added.error());
    }
  }
  order.filled += rest;
  if (!order.filled.fits()) return std::unexpected(NumberFault::too_many_digits);
  order.fills.push_back(std::move(fill));
  return FillOutcome::counted;
}

Checked<void> average_fills(Order& order) {
  order.avg_fill_price.reset();
  if (order.fills.size() == 1 && order.fills[0].replaced.is_zero()) {
    order.avg_fill_price = order.fills[0].price;
    return {};
  }
  // Whole sizes lose their nine zeros first, so that the exact notional stays far below 128 bits.
  constexpr std::int64_t one = 1'000'000'000;
  const auto divisible = [&](std::int64_t by) {
    return std::all_of(order.fills.begin(), order.fills.end(), [&](const Fill& f) {
      const auto nanos = f.counted().nanos();
      return nanos <= std::numeric_limits<std::int64_t>::max() ? static_cast<std::int64_t>(nanos) % by == 0
                                                               : nanos % by == 0;
    });
  };
  std::int64_t cut = divisible(one) ? one : 1;
  while (cut < one && divisible(cut * 10)) cut *= 10;
  int128 notional = 0, total = 0;
  for (const auto& fill : order.fills) {
    if (fill.counted().is_zero()) continue;
    if (!fill.price) return {};
    const int128 size = fill.counted().nanos() / cut;
    int128 product = 0;
    if (__builtin_mul_overflow(fill.price->nanos(), size, &product) ||
        __builtin_add_overflow(notional, product, &notional))
      return std::unexpected(NumberFault::too_many_digits);
    total += size;
  }
  if (total == 0) return {};
  const auto average = ratio_of_nanos(notional, total);
  if (!average) return std::unexpected(average.error());
  order.avg_fill_price = *average;
  return {};
}

}  // namespace tiyf
