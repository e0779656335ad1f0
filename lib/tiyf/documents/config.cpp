#include "tiyf/documents/config.hpp"

#include "tiyf/documents/config_parts.hpp"
#include "tiyf/documents/limits_json.hpp"
#include "tiyf/documents/read.hpp"

namespace tiyf::documents {
namespace {

using json::Cursor;

constexpr std::uint64_t kMostAttempts = 1000;

std::optional<PartialFillPolicy> parse_partial_fill(std::string_view text) {
  if (text == "keep") return PartialFillPolicy::keep;
  if (text == "requeue") return PartialFillPolicy::requeue;
  if (text == "close") return PartialFillPolicy::close;
  return std::nullopt;
}

// A time-out or a lifetime of zero would mean "never": no answer, no memory of any order.
Result<Duration> positive_duration(const Cursor& cursor) {
  TIYF_TRY(duration, cursor.duration());
  if (duration.nanos == 0) return cursor.error("must be longer than 0");
  return duration;
}

Result<ReconcileRules> read_reconcile(const Cursor& object) {
  TIYF_CHECK(object.allow_only({"tolerance_pips", "tolerance_units", "in_flight_grace", "max_snapshot_age",
                                "order_ttl", "cancel_stale_orders", "partial_fill", "expected"}));
  ReconcileRules rules;
  TIYF_CHECK(read_if(object, "tolerance_pips", rules.tolerance_pips, &Cursor::nonnegative_decimal));
  TIYF_CHECK(read_if(object, "tolerance_units", rules.tolerance_units, &Cursor::nonnegative_decimal));
  TIYF_CHECK(read_if(object, "in_flight_grace", rules.in_flight_grace, &Cursor::duration));
  TIYF_CHECK(read_if(object, "max_snapshot_age", rules.max_snapshot_age, &Cursor::duration));
  TIYF_CHECK(read_if(object, "order_ttl", rules.order_ttl, &Cursor::duration));
  TIYF_CHECK(read_if(object, "cancel_stale_orders", rules.cancel_stale_orders, &Cursor::boolean));
  TIYF_CHECK(read_if(object, "partial_fill", rules.partial_fill, [](const Cursor& word) {
    return read_word(word, parse_partial_fill, "keep, requeue or close");
  }));
  TIYF_TRY(expected, object.maybe("expected"));
  if (expected) {
    TIYF_CHECK(expected->allow_only({"stale_orders", "orphan_orders"}));
    TIYF_CHECK(read_if(*expected, "stale_orders", rules.expected_stale_orders, &Cursor::count));
    TIYF_CHECK(read_if(*expected, "orphan_orders", rules.expected_orphan_orders, &Cursor::count));
  }
  return rules;
}

Result<std::vector<std::string>> read_command(const Cursor& list) {
  std::vector<std::string> argv;
  TIYF_TRY(words, list.items());
  if (words.empty()) return list.error("the adapter's command is empty");
  for (const auto& word : words) {
    TIYF_TRY(text, word.nonempty_string());
    if (text.find('\0') != std::string::npos) return word.error("a NUL cannot stand in an argument");
    argv.push_back(std::move(text));
  }
  return argv;
}

Result<int> read_attempts(const Cursor& cursor) {
  TIYF_TRY(attempts, cursor.count());
  if (attempts < 1 || attempts > kMostAttempts)
    return cursor.error("must be 1 to " + std::to_string(kMostAttempts));
  return static_cast<int>(attempts);
}

Result<BrokerRules> read_broker(const Cursor& object) {
  TIYF_CHECK(object.allow_only({"command", "timeout", "attempts", "confirm_after"}));
  BrokerRules rules;
  TIYF_CHECK(read_if(object, "command", rules.command, read_command));
  TIYF_CHECK(read_if(object, "timeout", rules.timeout, positive_duration));
  TIYF_CHECK(read_if(object, "attempts", rules.attempts, read_attempts));
  TIYF_CHECK(read_if(object, "confirm_after", rules.confirm_after, &Cursor::duration));
  return rules;
}

Result<CacheRules> read_cache(const Cursor& object) {
  TIYF_CHECK(object.allow_only({"path", "ttl"}));
  CacheRules rules;
  TIYF_CHECK(read_if(object, "path", rules.path, &Cursor::nonempty_string));
  TIYF_CHECK(read_if(object, "ttl", rules.ttl, positive_duration));
  return rules;
}

Result<Limits> read_risk_limits(const Cursor& object, const Instruments& instruments) {
  TIYF_CHECK(object.allow_only({"daily_loss_cap", "symbol_caps"}));
  return read_limits(object, instruments);
}

Result<Config> read_top(const Cursor& top) {
  TIYF_CHECK(top.require_schema("tiyf.config.v1"));
  TIYF_CHECK(top.allow_only({"schema", "account", "instruments", "reconcile", "broker", "idempotency_cache",
                             "sessions", "slippage_presets", "risk_limits"}));
  Config config;
  TIYF_CHECK(read_if(top, "account", config.account, &Cursor::nonempty_string));
  TIYF_CHECK(read_if(top, "instruments", config.instruments, read_instruments));
  TIYF_CHECK(read_if(top, "reconcile", config.reconcile, read_reconcile));
  TIYF_CHECK(read_if(top, "broker", config.broker, read_broker));
  TIYF_CHECK(read_if(top, "idempotency_cache", config.idempotency_cache, read_cache));
  TIYF_CHECK(read_if(top, "sessions", config.sessions, read_sessions));
  TIYF_CHECK(read_if(top, "slippage_presets", config.slippage_presets, [&](const Cursor& list) {
    return read_presets(list, config.instruments, config.sessions);
  }));
  TIYF_CHECK(read_if(top, "risk_limits", config.risk_limits,
                     [&](const Cursor& object) { return read_risk_limits(object, config.instruments); }));
  return config;
}

}  // namespace

Result<Config> read_config(std::string_view text, std::string_view file) {
  auto document = json::parse_document(text, file);
  if (!document) {
    auto error = std::move(document).error();
    error.kind = ErrorKind::config;
    return fail(std::move(error));
  }
  return read_top(Cursor(*document, std::string(file), ErrorKind::config));
}

}  // namespace tiyf::documents
