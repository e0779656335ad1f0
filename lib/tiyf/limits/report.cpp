#include "tiyf/limits/report.hpp"

namespace tiyf::limits {
namespace {

using json::Writer;

constexpr std::string_view kSchema = "tiyf.limits_report.v1";

std::string_view status(const CompareOutcome& outcome) {
  if (outcome.mismatch()) return "mismatch";
  return available(outcome.broker_limits) ? "match" : "unavailable";
}

std::string_view name(ExposureStatus status) {
  switch (status) {
    case ExposureStatus::within:
      return "within";
    case ExposureStatus::over:
      return "over";
    case ExposureStatus::unavailable:
      break;
  }
  return "unavailable";
}

void write_difference(Writer& w, const Difference& d) {
  w.begin_object().member("limit", d.symbol ? "symbol_cap" : "daily_loss_cap");
  if (d.symbol) w.member("symbol", d.symbol->value);
  w.member_or_null("config", d.ours).member_or_null("broker", d.brokers).end_object();
}

void write_alert(Writer& w, const CompareOutcome& outcome) {
  w.begin_object().member("alert", "ALERT_BROKER_LIMIT_MISMATCH").member("severity", "critical");
  w.member("timestamp", outcome.now).member("reconcile_id", outcome.check_id);
  w.key("counts").begin_object().member("differences", std::uint64_t{outcome.differences.size()});
  w.member("config_hash", outcome.hash_differs() ? 1 : 0).end_object();
  w.member("message", mismatch_message(outcome)).end_object();
}

void write_exposure(Writer& w, const Exposure& row) {
  w.begin_object().member("symbol", row.symbol.value).member_or_null("net_units", row.net_units);
  w.member("open_buy_units", row.open_buy_units).member("open_sell_units", row.open_sell_units);
  w.member_or_null("exposure_units", row.exposure_units).member_or_null("cap_units", row.cap_units);
  w.member("over", row.over).end_object();
}

}  // namespace

std::string mismatch_message(const CompareOutcome& outcome) {
  std::string message;
  const auto add = [&](const std::string& part) { message += (message.empty() ? "" : "; ") + part; };
  if (outcome.hash_differs()) add("config hash " + outcome.config_hash + " is not " + *outcome.expected_hash);
  for (const auto& difference : outcome.differences) add(text(difference));
  return message;
}

Result<std::string> report_json(const CompareOutcome& outcome) {
  Writer w(json::Layout::pretty);
  w.begin_object().member("schema", kSchema).member("now", outcome.now).member("status", status(outcome));
  w.member("config_hash", outcome.config_hash).member_if("expected_config_hash", outcome.expected_hash);
  w.key("broker_limits");
  write_mirror(w, outcome.broker_limits);
  w.key("differences").begin_array();
  for (const auto& difference : outcome.differences) write_difference(w, difference);
  w.end_array().key("alerts").begin_array();
  if (outcome.mismatch()) write_alert(w, outcome);
  w.end_array().end_object();
  return w.finish();
}

Result<std::string> report_json(const ExposureReport& report, UtcTime now) {
  Writer w(json::Layout::pretty);
  w.begin_object().member("schema", kSchema).member("now", now).member("status", name(report.status));
  w.key("exposures").begin_array();
  for (const auto& row : report.symbols) write_exposure(w, row);
  w.end_array().end_object();
  return w.finish();
}

}  // namespace tiyf::limits
