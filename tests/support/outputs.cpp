#include "support/outputs.hpp"

#include "tiyf/io/worker.hpp"
#include "tiyf/outcome/report.hpp"
#include "tiyf/outcome/trades.hpp"
#include "tiyf/slippage/judge.hpp"

namespace tiyf::scenario {
namespace {

std::string trades_text(const Outcome& v) {
  TradesCsv csv;
  slippage::Judge judge(v.config);
  for (const auto& trade : v.result.trades) {
    slippage::Judge::Measured measured;
    judge.measure({trade.ts, trade.symbol, trade.side, trade.price, trade.intended_price}, measured).value();
    csv.add(view(trade), measured.slippage_pips);
  }
  std::string text;
  const auto append = [&text](std::string_view piece) -> Result<void> {
    text += piece;
    return {};
  };
  csv.write(append, io::both).value();
  return text;
}

}  // namespace

std::string outputs(const Outcome& v) {
  Report report;
  report.status = v.status;
  report.findings = v.result.findings;
  report.positions = v.result.positions;
  report.retry_advice = v.advice;
  report.max_drift_pips = v.result.max_drift_pips;
  return report_json(report).value() + corrections_text(v) + requeue_jsonl(v.result.requeues).value() +
         trades_text(v);
}

}  // namespace tiyf::scenario
