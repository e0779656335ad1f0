// metrics.txt and the counters behind it. Names and types: CONTRACT §5; a gauge may not be called …_total, so
// the number of cache entries is untyped.
#include <fmt/format.h>

#include "tiyf/json/value.hpp"
#include "tiyf/json/writer.hpp"
#include "tiyf/outcome/report.hpp"

namespace tiyf {
namespace {

constexpr std::string_view kCountersSchema = "tiyf.reconcile_counters.v1";

class Exposition {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    out_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }
  void sample(std::string_view labels, std::string_view value) {
    out_ += labels.empty() ? fmt::format("{} {}\n", name_, value)
                           : fmt::format("{}{{{}}} {}\n", name_, labels, value);
  }
  void single(std::string_view name, std::string_view type, std::string_view help, std::string_view value) {
    family(name, type, help);
    sample({}, value);
  }
  [[nodiscard]] std::string text() && { return std::move(out_); }

 private:
  std::string out_;
  std::string name_;
};

// A label with its value escaped as the exposition format wants it.
std::string label(std::string_view name, std::string_view value) {
  std::string out = fmt::format("{}=\"", name);
  for (char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + '"';
}

std::string unix_seconds(UtcTime t) {
  return Decimal::from_nanos(int128{t.seconds} * 1'000'000'000 + t.nanos).text();
}

void write_findings(Exposition& x, const Report& report) {
  std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> counts;
  for (const auto& finding : report.findings) ++counts[{name(finding.kind), name(finding.severity)}];
  x.family("engine_reconcile_findings", "gauge", "Findings of the last run by kind and severity.");
  for (const auto& [key, count] : counts)
    x.sample(label("kind", key.first) + "," + label("severity", key.second), std::to_string(count));
}

void write_positions(Exposition& x, const Report& report) {
  x.family("engine_reconcile_position_drift_units", "gauge", "Net units here less the broker's, by symbol.");
  for (const auto& row : report.positions) {
    if (!row.drift_units) continue;
    x.sample(label("symbol", row.symbol.value), row.drift_units->text());
  }
}

void write_status(Exposition& x, const Report& report) {
  x.family("engine_reconcile_status", "gauge", "1 for the status of the last run.");
  for (auto status :
       {RunStatus::healthy, RunStatus::degraded, RunStatus::manual_intervention, RunStatus::failed})
    x.sample(label("status", name(status)), report.status == status ? "1" : "0");
}

void write_slippage(Exposition& x, const Report& report) {
  x.family("engine_slippage_pips", "gauge", "Mean slippage of the fills in pips; adverse is positive.");
  for (const auto& row : report.slippage) {
    if (!row.mean_pips) continue;
    x.sample(label("symbol", row.symbol) + "," + label("session", row.session), row.mean_pips->text());
  }
}

}  // namespace

void Counters::add(const Report& report) {
  ++runs;
  stale_orders += report.count(FindingKind::stale_local_order);
  orphan_orders += report.count(FindingKind::orphan_broker_order);
  for (const auto& row : report.slippage)
    if (row.preset_hits != 0) preset_hits[{row.symbol, row.session}] += row.preset_hits;
}

std::string counters_json(const Counters& counters) {
  json::Writer w(json::Layout::pretty);
  w.begin_object().member("schema", kCountersSchema).member("runs", counters.runs);
  w.member("stale_orders", counters.stale_orders).member("orphan_orders", counters.orphan_orders);
  w.key("preset_hits").begin_array();
  for (const auto& [key, hits] : counters.preset_hits)
    w.begin_object()
        .member("symbol", key.first)
        .member("session", key.second)
        .member("hits", hits)
        .end_object();
  return w.end_array().end_object().finish().value_or("");
}

Result<Counters> read_counters(std::string_view text, std::string_view file) {
  TIYF_TRY(document, json::parse_document(text, file));
  const json::Cursor top(document, std::string(file));
  TIYF_CHECK(top.require_schema(kCountersSchema));
  Counters out;
  const auto count = [](const json::Cursor& at, std::string_view key, std::uint64_t& into) -> Result<void> {
    TIYF_TRY(member, at.at(key));
    TIYF_TRY(value, member.count());
    into = value;
    return {};
  };
  TIYF_CHECK(count(top, "runs", out.runs));
  TIYF_CHECK(count(top, "stale_orders", out.stale_orders));
  TIYF_CHECK(count(top, "orphan_orders", out.orphan_orders));
  TIYF_TRY(list, top.at("preset_hits"));
  TIYF_TRY(rows, list.items());
  for (const auto& row : rows) {
    TIYF_TRY(symbol_at, row.at("symbol"));
    TIYF_TRY(symbol, symbol_at.nonempty_string());
    TIYF_TRY(session_at, row.at("session"));
    TIYF_TRY(session, session_at.nonempty_string());
    TIYF_CHECK(count(row, "hits", out.preset_hits[{symbol, session}]));
  }
  return out;
}

std::string metrics_text(const Report& report, const Counters& counters, Duration duration) {
  Exposition x;
  const bool failed = report.status == RunStatus::failed;
  x.single("engine_reconcile_runs_total", "counter", "Reconciliation runs.", std::to_string(counters.runs));
  x.single("engine_reconcile_last_duration_seconds", "gauge", "How long the last run took.",
           duration.seconds_text());
  x.single("engine_reconcile_stale_orders_total", "counter", "Stale local orders found, over all runs.",
           std::to_string(counters.stale_orders));
  x.single("engine_reconcile_orphan_orders_total", "counter", "Orphan broker orders found, over all runs.",
           std::to_string(counters.orphan_orders));
  x.single("engine_reconcile_position_drift_pips", "gauge",
           "Largest price drift of a position in the last run.",
           failed ? "NaN" : report.max_drift_pips.text());
  write_positions(x, report);
  write_findings(x, report);
  write_status(x, report);
  x.single("engine_reconcile_last_run_timestamp_seconds", "gauge", "When the last run looked, in Unix time.",
           unix_seconds(report.now));
  x.single("engine_idempotency_cache_entries_total", "untyped", "Entries in the order id cache.",
           report.cache.ok ? std::to_string(report.cache.entries) : "NaN");
  x.family("engine_slippage_preset_hits_total", "counter", "Fills judged by a slippage preset.");
  for (const auto& [key, hits] : counters.preset_hits)
    x.sample(label("symbol", key.first) + "," + label("session", key.second), std::to_string(hits));
  write_slippage(x, report);
  x.single("engine_kill_switch", "gauge", "1 while the kill switch is latched.",
           report.latched || report.kill_switch() ? "1" : "0");
  return std::move(x).text();
}

}  // namespace tiyf
