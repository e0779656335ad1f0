// The state of one side at one time: orders, positions, limits (CONTRACT §2 "Broker snapshot", "Local
// snapshot").
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tiyf/model/finding.hpp"
#include "tiyf/model/limits.hpp"
#include "tiyf/model/order.hpp"
#include "tiyf/model/position_book.hpp"

namespace tiyf {

enum class OrderCoverage { all, open_only, partial };

struct Coverage {
  OrderCoverage orders = OrderCoverage::all;
  std::optional<UtcTime> since;  // closed orders are listed from then on
};

// A fill that no known order claims; it counts towards its symbol all the same (CONTRACT §3).
struct LooseFill {
  Fill fill;
  std::optional<ClientOrderId> client_id;
  std::optional<BrokerOrderId> broker_id;
  Symbol symbol;
  Side side = Side::buy;
};

struct Snapshot {
  UtcTime as_of;
  std::optional<std::string> account;
  std::vector<Order> orders;  // ours by client id, the broker's by broker id
  std::vector<LooseFill> loose_fills;
  std::optional<PositionBook> positions;  // none: not known, which is never read as flat
  std::optional<Limits> limits;
  LimitLines limit_lines;  // of a broker's log
  Coverage coverage;
  std::optional<std::string> restart_reason;  // ours: the last engine_restart_reason of the decision log
  std::vector<Finding>
      findings;  // what folding itself met: fill_conflict, overfill, journal_gap, duplicate_order_sent
};

}  // namespace tiyf
