// Orders and their fills, as the engine or the broker knows them (CONTRACT §2, §3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/base/decimal.hpp"
#include "tiyf/base/utc_time.hpp"
#include "tiyf/model/evidence.hpp"
#include "tiyf/model/ids.hpp"
#include "tiyf/model/position_book.hpp"

namespace tiyf {

enum class Side : std::uint8_t { buy, sell };
[[nodiscard]] std::string_view name(Side side);
[[nodiscard]] std::optional<Side> parse_side(std::string_view text);  // any case

// +size for a buy, -size for a sell.
[[nodiscard]] constexpr Decimal signed_units(Side side, Decimal size) {
  return side == Side::buy ? size : -size;
}

enum class OrderType : std::uint8_t { market, limit, stop };
[[nodiscard]] std::string_view name(OrderType type);
[[nodiscard]] std::optional<OrderType> parse_order_type(std::string_view text);

// decided and sent occur only on our side (CONTRACT §2 "Local snapshot").
enum class OrderStatus : std::uint8_t {
  decided,
  sent,
  accepted,
  partially_filled,
  filled,
  cancelled,
  rejected,
  expired
};
[[nodiscard]] std::string_view name(OrderStatus status);
[[nodiscard]] std::optional<OrderStatus> parse_order_status(std::string_view text);

[[nodiscard]] constexpr bool is_terminal(OrderStatus s) { return s >= OrderStatus::filled; }
// Working at the broker or possibly so: sent and later, not closed. A decision alone is not open.
[[nodiscard]] constexpr bool is_open(OrderStatus s) { return s != OrderStatus::decided && !is_terminal(s); }

struct Fill {
  FillId id;
  Decimal size;                  // units, positive
  std::optional<Decimal> price;  // none only for an inferred fill whose price nobody knows
  UtcTime ts;
  bool inferred = false;   // stands in for broker fills that were not listed (CONTRACT §3)
  bool caught = false;     // not in our journal: this run took it from the broker
  std::uint64_t line = 0;  // in the log it came from; 0: not from a log
  Decimal replaced;        // of an inferred fill: the units that real fills have since taken over
  PositionBook::Place place = 0;

  [[nodiscard]] Decimal counted() const { return size - replaced; }
};

// What later lines of a log touch comes first, what it was opened with last (fold/record.hpp).
struct Order {
  std::vector<Fill> fills;                 // distinct ids, in the order in which they came
  std::optional<ClientOrderId> client_id;  // always there on our side
  std::optional<BrokerOrderId> broker_id;  // always there on the broker's side
  Symbol symbol;
  Side side = Side::buy;
  OrderStatus status = OrderStatus::decided;
  std::optional<OrderType> type;
  Decimal size;           // units, the total as last replaced
  Decimal filled;         // units
  UtcTime last_event_at;  // ours: the last line about it in file order
  std::vector<Evidence> evidence;

  std::optional<DecisionId> decision_id;
  std::optional<Decimal> avg_fill_price;
  std::optional<Decimal> price;           // limit or stop price, as last replaced
  std::optional<Decimal> intended_price;  // our side: the decision's price, else the one it was sent with
  UtcTime created_at;                     // broker: its row; ours: order_sent, else the decision
  std::optional<std::string> close_reason;

  // Units of inferred fills that no real fill has replaced yet.
  [[nodiscard]] Decimal inferred_units() const;
};

enum class FillOutcome {
  counted,
  duplicate,  // the same fill again: ignored
  conflict,   // the same id with another size or price: the first one stands
};

// Adds a fill to its order and to the position (at its held place, if it has one), real fills first taking
// over what inferred ones stand for (CONTRACT §3). Fails when a sum or an average does not fit 18 digits.
[[nodiscard]] Checked<FillOutcome> apply_fill(Order& order, PositionBook& positions, Fill&& fill);

// Sets avg_fill_price from the fills: exact notional over exact size, rounded once; none when a price is not
// known.
[[nodiscard]] Checked<void> average_fills(Order& order);

}  // namespace tiyf
