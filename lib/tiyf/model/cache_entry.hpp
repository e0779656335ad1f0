// An entry of the idempotency cache: a client order id that has been used (CONTRACT §6 "tiyf-cache").
#pragma once

#include <map>

#include "tiyf/base/decimal.hpp"
#include "tiyf/base/utc_time.hpp"
#include "tiyf/model/ids.hpp"
#include "tiyf/model/order.hpp"

namespace tiyf {

enum class CacheStatus { sent, pending_fill, closed };

struct CacheEntry {
  ClientOrderId client_id;
  DecisionId decision_id;
  Symbol symbol;
  Side side = Side::buy;
  Decimal size;     // units
  UtcTime ttl_utc;  // expired from then on: now ≥ ttl_utc
  CacheStatus status = CacheStatus::sent;
  UtcTime updated_utc;

  friend bool operator==(const CacheEntry&, const CacheEntry&) = default;
};

using CacheEntries = std::map<ClientOrderId, CacheEntry>;

}  // namespace tiyf
