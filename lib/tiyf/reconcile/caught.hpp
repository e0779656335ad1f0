// What the broker knows of an order and our journal does not: the events to catch up with. Internal to
// reconcile/.
#pragma once

#include <optional>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/reconcile/match.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf::reconciling {

struct CaughtFill {
  Order* order;  // ours
  const Order* broker;
  Fill fill;
};

// Everything that is caught in one run, in the making.
struct Catch {
  std::vector<Correction> opened;  // order_sent, order_accepted
  std::vector<CaughtFill> fills;
  std::vector<Correction> closed;
  std::vector<Requeue> requeues;
};

enum class Adoption { none, adopt };

// Adds what `match` lacks: for an adopted order its order_sent first. `as_of` dates what nobody dated.
void catch_up(const Match& match, Adoption adoption, UtcTime as_of, Catch& out);

// Adds that this run cancelled it, at `ts`.
void close_cancelled(const Match& match, UtcTime ts, Catch& out);

// Applies the caught fills to our orders and positions, in the order of their times, then client id, then
// fill id, and gives all corrections in the order in which they are to be appended (CONTRACT §4
// "Corrections").
[[nodiscard]] Result<std::vector<Correction>> apply_caught(Catch& caught, PositionBook& positions);

}  // namespace tiyf::reconciling
