// An entry of the order id cache: this client order id is in use until its TTL ends (CONTRACT §6 "tiyf-cache").
#pragma once

#include <optional>
#include <string_view>

#include "tiyf/base/decimal.hpp"
#include "tiyf/base/utc_time.hpp"
#include "tiyf/model/ids.hpp"
#include "tiyf/model/order.hpp"

namespace tiyf::cache {

// The order in which they stand is the only direction in which an entry moves.
enum class Status { sent, pending_fill, closed };
[[nodiscard]] std::string_view name(Status status);
[[nodiscard]] std::optional<Status> parse_status(std::string_view text);

struct Entry {
  ClientOrderId id;
  DecisionId decision_id;
  Symbol symbol;  // upper case
  Side side = Side::buy;
  Decimal size;  // units, positive
  UtcTime ttl_utc;
  Status status = Status::sent;
  UtcTime updated_utc;

  friend bool operator==(const Entry&, const Entry&) = default;
};

// now ≥ ttl_utc: the id is free again.
[[nodiscard]] inline bool expired(const Entry& entry, UtcTime now) { return now >= entry.ttl_utc; }
[[nodiscard]] inline bool is_open(const Entry& entry) { return entry.status != Status::closed; }

}  // namespace tiyf::cache
