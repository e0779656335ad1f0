// Answers and numbers as users see them: one JSON line an answer, Prometheus text for metrics (CONTRACT §6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tiyf/base/result.hpp"
#include "tiyf/cache/operations.hpp"

namespace tiyf::cache {

inline constexpr std::string_view kPersistenceAlert = "ALERT_IDEMPOTENCY_PERSISTENCE_FAILED";

// {"result":"new","broker_client_order_id":…, the entry's other fields, "differs":[…] of a conflict}
[[nodiscard]] Result<std::string> line_of(const Answer& answer);
[[nodiscard]] Result<std::string> line_of(const Entry& entry);

// {"result":"failed", …} with the members of an alert (CONTRACT §5 "alerts.jsonl"): the caller must not send.
struct Failure {
  std::optional<ClientOrderId> id;
  std::optional<DecisionId> decision_id;
  UtcTime timestamp;
  std::string message;
};
[[nodiscard]] Result<std::string> line_of(const Failure& failure);

struct Stats {
  std::uint64_t entries = 0;  // what is stored, the expired that no writer has purged yet included
  std::uint64_t sent = 0, pending_fill = 0, closed = 0;
  std::uint64_t expired = 0, expired_open = 0;
  std::optional<UtcTime> earliest_ttl_utc, latest_updated_utc;
};
[[nodiscard]] Stats stats_of(const std::vector<Entry>& entries, UtcTime now);
[[nodiscard]] Result<std::string> line_of(const Stats& stats, std::string_view store_kind);

// HELP of engine_idempotency_cache_entries_total: node_exporter drops a series whose HELP differs between two
// files, so that whoever else writes it must write the same.
inline constexpr std::string_view kEntriesHelp = "Entries in the order id cache.";
[[nodiscard]] std::string metrics_text(const Stats& stats);
// Of a cache that could not be read.
[[nodiscard]] std::string metrics_of_failure();

}  // namespace tiyf::cache
