#include "tiyf/cache/answer.hpp"

#include <fmt/format.h>

#include "tiyf/cache/document.hpp"
#include "tiyf/json/writer.hpp"

namespace tiyf::cache {
namespace {

constexpr std::string_view kOkHeader =
    "# HELP engine_idempotency_cache_ok Whether the order id cache could be read and every checksum held.\n"
    "# TYPE engine_idempotency_cache_ok gauge\n";

std::string unix_seconds(UtcTime time) { return (time - UtcTime{}).seconds_text(); }

}  // namespace

Result<std::string> line_of(const Answer& answer) {
  json::Writer writer(json::Layout::line);
  writer.begin_object().member("result", name(answer.outcome));
  if (answer.entry) {
    write_members(writer, *answer.entry);
  } else {
    writer.member("broker_client_order_id", answer.id.value);
  }
  if (!answer.differs.empty()) {
    writer.key("differs").begin_array();
    for (const std::string& field : answer.differs) writer.value(field);
    writer.end_array();
  }
  writer.end_object();
  return writer.finish();
}

Result<std::string> line_of(const Entry& entry) {
  json::Writer writer(json::Layout::line);
  writer.begin_object();
  write_members(writer, entry);
  writer.end_object();
  return writer.finish();
}

Result<std::string> line_of(const Failure& failure) {
  json::Writer writer(json::Layout::line);
  writer.begin_object().member("result", "failed");
  if (failure.id) writer.member("broker_client_order_id", failure.id->value);
  writer.member("alert", kPersistenceAlert)
      .member("severity", "critical")
      .member("timestamp", failure.timestamp);
  if (failure.decision_id) writer.member("decision_id", failure.decision_id->value);
  writer.key("counts").begin_object().member("failed", 1).end_object();
  writer.member("message", failure.message).end_object();
  return writer.finish();
}

Stats stats_of(const std::vector<Entry>& entries, UtcTime now) {
  Stats stats;
  stats.entries = entries.size();
  for (const Entry& entry : entries) {
    switch (entry.status) {
      case Status::sent:
        ++stats.sent;
        break;
      case Status::pending_fill:
        ++stats.pending_fill;
        break;
      case Status::closed:
        ++stats.closed;
        break;
    }
    if (expired(entry, now)) {
      ++stats.expired;
      if (is_open(entry)) ++stats.expired_open;
    }
    if (!stats.earliest_ttl_utc || entry.ttl_utc < *stats.earliest_ttl_utc)
      stats.earliest_ttl_utc = entry.ttl_utc;
    if (!stats.latest_updated_utc || *stats.latest_updated_utc < entry.updated_utc)
      stats.latest_updated_utc = entry.updated_utc;
  }
  return stats;
}

Result<std::string> line_of(const Stats& stats, std::string_view store_kind) {
  json::Writer writer(json::Layout::line);
  writer.begin_object().member("store", store_kind).member("entries", stats.entries);
  writer.key("by_status").begin_object();
  writer.member("sent", stats.sent).member("pending_fill", stats.pending_fill).member("closed", stats.closed);
  writer.end_object();
  writer.member("expired", stats.expired).member("expired_open", stats.expired_open);
  writer.member_or_null("earliest_ttl_utc", stats.earliest_ttl_utc);
  writer.member_or_null("latest_updated_utc", stats.latest_updated_utc);
  writer.end_object();
  return writer.finish();
}

std::string metrics_text(const Stats& stats) {
  // Named …_total by the contract though it falls again: untyped, which promtool accepts under that name.
  std::string text = fmt::format(
      "# HELP engine_idempotency_cache_entries_total {}\n"
      "# TYPE engine_idempotency_cache_entries_total untyped\n"
      "engine_idempotency_cache_entries_total {}\n"
      "# HELP engine_idempotency_cache_entries Entries in the order id cache by status.\n"
      "# TYPE engine_idempotency_cache_entries gauge\n"
      "engine_idempotency_cache_entries{{status=\"sent\"}} {}\n"
      "engine_idempotency_cache_entries{{status=\"pending_fill\"}} {}\n"
      "engine_idempotency_cache_entries{{status=\"closed\"}} {}\n"
      "# HELP engine_idempotency_cache_expired_entries Entries past their TTL that no writer has purged "
      "yet.\n"
      "# TYPE engine_idempotency_cache_expired_entries gauge\n"
      "engine_idempotency_cache_expired_entries{{open=\"true\"}} {}\n"
      "engine_idempotency_cache_expired_entries{{open=\"false\"}} {}\n",
      kEntriesHelp, stats.entries, stats.sent, stats.pending_fill, stats.closed, stats.expired_open,
      stats.expired - stats.expired_open);
  if (stats.latest_updated_utc)
    text += fmt::format(
        "# HELP engine_idempotency_cache_last_update_timestamp_seconds When an entry last changed.\n"
        "# TYPE engine_idempotency_cache_last_update_timestamp_seconds gauge\n"
        "engine_idempotency_cache_last_update_timestamp_seconds {}\n",
        unix_seconds(*stats.latest_updated_utc));
  return text + std::string(kOkHeader) + "engine_idempotency_cache_ok 1\n";
}

std::string metrics_of_failure() { return std::string(kOkHeader) + "engine_idempotency_cache_ok 0\n"; }

}  // namespace tiyf::cache
