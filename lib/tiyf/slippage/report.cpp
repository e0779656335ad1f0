#include "tiyf/slippage/report.hpp"

#include <algorithm>

#include "tiyf/base/text.hpp"
#include "tiyf/json/writer.hpp"

namespace tiyf::slippage {
namespace {

using json::Layout;
using json::Writer;

template <class IdType>
void write_id(Writer& w, std::string_view key, const std::optional<IdType>& id) {
  if (id) w.member(key, id->value);
}

void write_row(Writer& w, const SessionRow& row) {
  w.begin_object().member("symbol", row.symbol.value).member("session", row.session);
  w.member("fills", row.fills).member_or_null("mean_slippage_pips", row.mean_slippage_pips);
  w.member_or_null("worst_slippage_pips", row.worst_slippage_pips);
  w.member_or_null("max_slippage_pips", row.max_slippage_pips).member("over_preset", row.over);
  w.member("preset_missing", row.preset_missing)
      .member("preset_hits", row.hits)
      .member("skipped", row.skipped);
  w.end_object();
}

void write_fill(Writer& w, const JudgedFill& judged) {
  const auto& fill = judged.fill;
  w.begin_object().member("utc_ts", fill.ts);
  write_id(w, "decision_id", fill.decision_id);
  write_id(w, "broker_client_order_id", fill.client_id);
  write_id(w, "broker_order_id", fill.broker_id);
  write_id(w, "fill_id", fill.fill_id);
  w.member("symbol", fill.symbol.value).member("session", judged.session).member("side", name(fill.side));
  w.member_if("size", fill.size)
      .member_if("price", fill.price)
      .member_if("intended_price", fill.intended_price);
  w.member_if("slippage_pips", judged.slippage_pips);
  w.member_or_null("max_slippage_pips", judged.max_slippage_pips).member("status", name(judged.verdict));
  w.end_object();
}

// Every alert names a decision, or else what was checked: the fills' content.
void write_alert(Writer& w, const PresetMissing& missing, const ReportContext& context) {
  w.begin_object().member("alert", "ALERT_SLIPPAGE_PRESET_MISSING").member("severity", "critical");
  w.member("timestamp", context.now);
  if (missing.decision_id)
    w.member("decision_id", missing.decision_id->value);
  else
    w.member("reconcile_id", "fills-" + context.fills_sha256.substr(0, 16));
  w.key("counts").begin_object().member("fills", missing.fills).end_object();
  w.member("symbol", missing.symbol.value).member("session", missing.session);
  w.member("message", missing.message).end_object();
}

void write_input(Writer& w, const ReportContext& context) {
  w.begin_object().member("input", "fills").member("sha256", context.fills_sha256);
  w.member("lines", context.lines).member("torn_tail", context.torn_tail).end_object();
}

// A label value, escaped as the exposition format wants it.
std::string labels(const std::string& symbol, const std::string& session) {
  const auto escaped = [](std::string_view value) {
    std::string out;
    for (char c : value) {
      if (c == '\\' || c == '"') out += '\\';
      out += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return out;
  };
  return "{symbol=\"" + escaped(symbol) + "\",session=\"" + escaped(session) + "\"} ";
}

}  // namespace

std::vector<PresetMissing> missing_presets(const Judgement& judgement) {
  std::vector<PresetMissing> out;
  for (const auto& row : judgement.rows) {
    if (row.preset_missing == 0) continue;
    PresetMissing missing{row.symbol,           row.session,          row.preset_missing,
                          row.missing_decision, row.missing_evidence, {}};
    missing.message = counted(row.preset_missing, "fill") + " of " + row.symbol.value + " in session " +
                      row.session + " without a slippage preset";
    out.push_back(std::move(missing));
  }
  return out;
}

Result<std::string> report_json(const Judgement& judgement, const ReportContext& context) {
  Writer w(Layout::pretty);
  w.begin_object().member("schema", "tiyf.slippage_report.v1").member("now", context.now);
  w.member("status", name(judgement.worst()))
      .member("checked", judgement.checked)
      .member("over", judgement.over);
  w.member("preset_missing", judgement.preset_missing).member("skipped", judgement.skipped);
  w.key("sessions").begin_array();
  for (const auto& row : judgement.rows) write_row(w, row);
  w.end_array().key("fills").begin_array();
  for (const auto& judged : judgement.fills)
    if (judged.verdict != Verdict::skipped) write_fill(w, judged);
  w.end_array().key("alerts").begin_array();
  for (const auto& missing : missing_presets(judgement)) write_alert(w, missing, context);
  w.end_array().key("inputs").begin_array();
  write_input(w, context);
  w.end_array().end_object();
  return w.finish();
}

void add_hits(PresetHits& hits, const Judgement& judgement) {
  for (const auto& row : judgement.rows)
    if (row.hits > 0) hits[{row.symbol.value, row.session}] += row.hits;
}

std::string metrics_text(const Judgement& judgement, const PresetHits& hits) {
  std::string out;
  const auto family = [&](std::string_view name, std::string_view type, std::string_view help) {
    out += "# HELP " + std::string(name) + " " + std::string(help) + "\n# TYPE " + std::string(name) + " " +
           std::string(type) + "\n";
  };
  if (!hits.empty())
    family("engine_slippage_preset_hits_total", "counter", "Fills judged by a slippage preset.");
  for (const auto& [key, count] : hits)
    out += "engine_slippage_preset_hits_total" + labels(key.first, key.second) + std::to_string(count) + "\n";
  const bool measured = std::any_of(judgement.rows.begin(), judgement.rows.end(),
                                    [](const auto& row) { return row.mean_slippage_pips.has_value(); });
  if (measured)
    family("engine_slippage_pips", "gauge", "Mean slippage of the fills in pips; adverse is positive.");
  for (const auto& row : judgement.rows)
    if (row.mean_slippage_pips)
      out += "engine_slippage_pips" + labels(row.symbol.value, row.session) + row.mean_slippage_pips->text() +
             "\n";
  return out;
}

}  // namespace tiyf::slippage
