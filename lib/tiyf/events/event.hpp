// One line of a decision log, an order journal or a broker event log, checked and typed (CONTRACT §2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tiyf/base/decimal.hpp"
#include "tiyf/base/utc_time.hpp"
#include "tiyf/model/ids.hpp"
#include "tiyf/model/limits.hpp"
#include "tiyf/model/order.hpp"

namespace tiyf {

enum class Dialect { decision_log, order_journal, broker_events };

enum class EventKind : std::uint8_t {
  decision,
  engine_restart_reason,
  order_sent,
  order_accepted,
  fill,
  order_replaced,
  order_cancelled,
  order_rejected,
  order_expired,
  position_snapshot,
  limits,
};
[[nodiscard]] std::string_view name(EventKind kind);

// Which fields are set follows from the kind and the dialect; required ones are there, the rest may be empty.
// The views and pointers live as long as the line that was read. Three cache lines: it goes from core to
// core.
struct Event {
  // Not defaulted: a defaulted one has all of its room zeroed first, for every line.
  Event() {}

  EventKind kind = EventKind::decision;
  bool inferred = false;
  std::optional<Side> side{};
  std::optional<OrderType> type{};
  UtcTime ts;
  std::uint64_t line = 0;
  // id_hash of what names an order in this log: our id, or the broker's in a broker's log.
  std::uint64_t key_hash = 0;
  std::string_view client_id{};  // empty: absent
  std::string_view broker_id{};
  std::string_view decision_id{};
  std::string_view fill_id{};
  std::string_view reason{};
  const Symbol* symbol = nullptr;  // null: absent
  std::optional<Decimal> size{};   // units; of a position_snapshot: those held
  std::optional<Decimal> price{};  // of a position_snapshot: the average
  const Limits* limits = nullptr;  // only of kind limits
};
static_assert(sizeof(Event) <= 192);

}  // namespace tiyf
