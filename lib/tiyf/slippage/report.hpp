// What `tiyf-slippage check` says: the report tiyf.slippage_report.v1 and metrics (CONTRACT §5, §6;
// schemas/slippage_report.v1.schema.json).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tiyf/slippage/judge.hpp"

namespace tiyf::slippage {

struct ReportContext {
  UtcTime now;
  std::string fills_sha256;  // of the input's bytes
  std::uint64_t lines = 0;
  std::uint64_t torn_tail = 0;  // 0 or 1
};

// ALERT_SLIPPAGE_PRESET_MISSING, one a symbol and session without a preset.
struct PresetMissing {
  Symbol symbol;
  std::string session;
  std::uint64_t fills = 0;
  std::optional<DecisionId> decision_id;  // of its first fill that has one
  std::optional<Evidence> evidence;       // of the same fill
  std::string message;
};
[[nodiscard]] std::vector<PresetMissing> missing_presets(const Judgement& judgement);

// Sorted by symbol and session, the fills by time and ids; skipped fills are counted, not listed. Malformed
// (65) when a number does not fit.
[[nodiscard]] Result<std::string> report_json(const Judgement& judgement, const ReportContext& context);

// Fills judged by a preset, by symbol and session, over all checks.
using PresetHits = std::map<std::pair<std::string, std::string>, std::uint64_t>;
void add_hits(PresetHits& hits, const Judgement& judgement);

// engine_slippage_preset_hits_total and engine_slippage_pips (the mean of the judged fills) as Prometheus
// text.
[[nodiscard]] std::string metrics_text(const Judgement& judgement, const PresetHits& hits);

}  // namespace tiyf::slippage
