#include "checks.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "tiyf/io/worker.hpp"
#include "tiyf/limits/compare.hpp"
#include "tiyf/limits/exposure.hpp"
#include "tiyf/slippage/report.hpp"

namespace tiyf {
namespace {

Finding finding(FindingKind kind, std::optional<Symbol> symbol, std::string message) {
  return {.kind = kind,
          .severity = usual_severity(kind),
          .symbol = std::move(symbol),
          .message = std::move(message)};
}

slippage::FillToJudge to_judge(const TradeView& trade) {
  return {.ts = trade.ts,
          .decision_id = trade.decision_id,
          .client_id = trade.client_id,
          .broker_id = trade.broker_id,
          .fill_id = trade.fill_id,
          .symbol = trade.symbol,
          .side = trade.side,
          .size = trade.size,
          .price = trade.price,
          .intended_price = trade.intended_price,
          .evidence = trade.evidence};
}

void rest_on(Finding& finding, const std::optional<Evidence>& line) {
  if (line) finding.evidence.push_back(*line);
}

Finding over_preset(const slippage::JudgedFill& judged) {
  const auto& fill = judged.fill;
  auto out =
      finding(FindingKind::slippage_over_preset, fill.symbol,
              fmt::format("fill {} slipped {} pips in {}, the preset allows {}",
                          fill.fill_id ? fill.fill_id->value : "without id", judged.slippage_pips->text(),
                          judged.session, judged.max_slippage_pips->text()));
  out.client_id = fill.client_id;
  out.broker_id = fill.broker_id;
  out.decision_id = fill.decision_id;
  out.extras = {{"session", judged.session},
                {"slippage_pips", *judged.slippage_pips},
                {"max_slippage_pips", *judged.max_slippage_pips}};
  if (fill.fill_id) out.extras.push_back({"fill_id", fill.fill_id->value});
  rest_on(out, fill.evidence);
  return out;
}

bool is_theirs(const std::optional<Decimal>& cap, const Symbol& symbol, const Snapshot& brokers) {
  if (!brokers.limits || !brokers.limits->symbol_caps) return false;
  const auto& caps = *brokers.limits->symbol_caps;
  const auto theirs = caps.find(symbol);
  return theirs != caps.end() && theirs->second == cap;
}

// What a broker's log says of the symbol's position, its open orders and the cap, where that is the broker's.
std::vector<Evidence> exposed_by(const Snapshot& brokers, const limits::Exposure& row) {
  std::set<Evidence> lines;
  if (brokers.positions)
    for (auto line : brokers.positions->lines(row.symbol)) lines.insert({Input::broker_events, line});
  for (const auto& order : brokers.orders)
    if (is_open(order.status) && order.symbol == row.symbol)
      lines.insert(order.evidence.begin(), order.evidence.end());
  if (brokers.limit_lines.symbol_caps && is_theirs(row.cap_units, row.symbol, brokers))
    lines.insert(*brokers.limit_lines.symbol_caps);
  return {lines.begin(), lines.end()};
}

Fields cap(const std::optional<Decimal>& value) {
  if (!value) return {};
  return {{"cap", *value}};
}

}  // namespace

// Judges the trades; where many are also written, on a thread of its own, because a line costs as much as the
// order that it comes from.
class TradeTape::Desk {
 public:
  Desk(const Config& config, TradesFile file) : config_(config), file_(file), judge_(config) {}

  void add(const TradeView& trade) {
    if (file_ == TradesFile::leave_out || ++count_ < io::kFewThings) return take(trade);
    if (!batch_) {
      batch_ = std::make_shared<std::vector<Trade>>();
      batch_->reserve(kBatch);
    }
    batch_->push_back(kept(trade));
    if (batch_->size() == kBatch) hand_over();
  }
  [[nodiscard]] Result<SlippageCheck> finish();
  [[nodiscard]] TradesCsv& csv() { return csv_; }

 private:
  static constexpr std::size_t kBatch = 256, kWaiting = 4;

  void hand_over() {
    worker_.give([this, trades = std::exchange(batch_, nullptr)] {
      for (const auto& trade : *trades) take(view(trade));
    });
  }
  void take(const TradeView& trade) {
    if (outcome_) outcome_ = judge(trade);
  }
  [[nodiscard]] Result<void> judge(const TradeView& trade);

  const Config& config_;
  TradesFile file_;
  std::size_t count_ = 0;
  std::shared_ptr<std::vector<Trade>> batch_;
  // The worker's from the first batch on, until it has done everything.
  slippage::Judge judge_;
  TradesCsv csv_;
  std::vector<Finding> over_;
  Result<void> outcome_;
  io::Worker worker_{kWaiting};  // last: its thread uses the above
};

TradeTape::TradeTape(const Config& config, TradesFile file) : desk_(std::make_unique<Desk>(config, file)) {}
TradeTape::~TradeTape() = default;
TradeTape::TradeTape(TradeTape&&) noexcept = default;
void TradeTape::add(const TradeView& trade) { desk_->add(trade); }
Result<SlippageCheck> TradeTape::finish() { return desk_->finish(); }
TradesCsv& TradeTape::csv() { return desk_->csv(); }

Result<void> TradeTape::Desk::judge(const TradeView& trade) {
  slippage::Judge::Measured measured;
  if (const auto done =
          judge_.measure({trade.ts, trade.symbol, trade.side, trade.price, trade.intended_price}, measured);
      !done)
    return fail(ErrorKind::malformed,
                fmt::format("the slippage of fill {} {}", trade.fill_id.value, describe(done.error())));
  if (file_ == TradesFile::write) csv_.add(trade, measured.slippage_pips);
  if (measured.verdict != slippage::Verdict::over && measured.verdict != slippage::Verdict::preset_missing)
    return {};
  const auto judged = judge_.note(to_judge(trade), measured);
  if (config_.slippage_presets && judged.verdict == slippage::Verdict::over)
    over_.push_back(over_preset(judged));
  return {};
}

Result<SlippageCheck> TradeTape::Desk::finish() {
  if (batch_) hand_over();
  worker_.wait();
  TIYF_CHECK(std::move(outcome_));
  TIYF_TRY(judgement, judge_.finish());
  SlippageCheck out;
  out.without_pip_size = std::move(judgement.without_pip_size);
  for (const auto& row : judgement.rows)
    out.rows.push_back({row.symbol.value, row.session, row.mean_slippage_pips, row.hits});
  if (!config_.slippage_presets) return out;
  for (const auto& missing : slippage::missing_presets(judgement)) {
    auto said = finding(FindingKind::slippage_preset_missing, missing.symbol, missing.message);
    said.decision_id = missing.decision_id;
    said.extras = {{"session", missing.session}, {"fills", static_cast<std::int64_t>(missing.fills)}};
    rest_on(said, missing.evidence);
    out.findings.push_back(std::move(said));
  }
  std::move(over_.begin(), over_.end(), std::back_inserter(out.findings));
  return out;
}

Result<std::vector<Finding>> check_limits(const Snapshot& brokers, const Config& config) {
  std::vector<Finding> out;
  for (const auto& difference : limits::compare(config.risk_limits, brokers.limits)) {
    auto differs = finding(FindingKind::limit_mismatch, difference.symbol, limits::text(difference));
    differs.local = cap(difference.ours);
    differs.broker = cap(difference.brokers);
    differs.extras.push_back({"limit", std::string(difference.symbol ? "symbol_cap" : "daily_loss_cap")});
    rest_on(differs,
            difference.symbol ? brokers.limit_lines.symbol_caps : brokers.limit_lines.daily_loss_cap);
    out.push_back(std::move(differs));
  }
  TIYF_TRY(exposed, limits::exposure(brokers, config.risk_limits));
  for (const auto& row : exposed.symbols) {
    if (!row.over) continue;
    auto over = finding(FindingKind::exposure_over_cap, row.symbol,
                        fmt::format("{}: exposure could reach {}, the cap is {}", row.symbol.value,
                                    row.exposure_units->text(), row.cap_units->text()));
    over.extras = {{"exposure_units", *row.exposure_units}, {"cap_units", *row.cap_units}};
    over.evidence = exposed_by(brokers, row);
    out.push_back(std::move(over));
  }
  return out;
}

}  // namespace tiyf
