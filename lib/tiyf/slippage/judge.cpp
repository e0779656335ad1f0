#include "tiyf/slippage/judge.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <vector>

#include "tiyf/slippage/session.hpp"

namespace tiyf::slippage {
namespace {

constexpr std::int64_t kNanosPerOne = 1'000'000'000;

// Price by which the fill is worse than intended.
Decimal adverse(Side side, Decimal intended_price, Decimal price) {
  return side == Side::buy ? price - intended_price : intended_price - price;
}

// slippage > preset, asked of the exact prices: a rounded quotient must not decide at the border.
bool exceeds(Decimal adverse_price, Decimal max_pips, Decimal pip_size) {
  int128 allowed = 0;
  if (__builtin_mul_overflow(max_pips.nanos(), pip_size.nanos(), &allowed)) return false;  // beyond any price
  return adverse_price.nanos() * kNanosPerOne > allowed;
}

// What one fill is judged by; presets and pips are looked up once a symbol and session.
struct Measure {
  std::optional<Decimal> pip_size;
  std::optional<SlippagePreset> preset;
  SessionRow row;
  Decimal worse_by;                          // of all its fills
  std::optional<FillToJudge> first_missing;  // without a preset, with a decision id
};

Checked<void> measure_one(const Judge::Priced& fill, Measure& m, Judge::Measured& out) {
  const Decimal worse_by = adverse(fill.side, *fill.intended_price, *fill.price);
  const auto pips = slippage_pips(fill.side, *fill.intended_price, *fill.price, *m.pip_size);
  if (!pips) return std::unexpected(pips.error());
  out.slippage_pips = *pips;
  ++m.row.fills;
  m.worse_by += worse_by;
  if (auto& worst = m.row.worst_slippage_pips; !worst || *worst < *pips) worst = *pips;
  if (!m.preset) {
    out.verdict = Verdict::preset_missing;
    ++m.row.preset_missing;
    return {};
  }
  ++m.row.hits;
  out.max_slippage_pips = m.preset->max_slippage_pips;
  out.verdict = exceeds(worse_by, m.preset->max_slippage_pips, *m.pip_size) ? Verdict::over : Verdict::within;
  if (out.verdict == Verdict::over) ++m.row.over;
  return {};
}

Result<void> finish_row(Measure& m) {
  if (m.preset) m.row.max_slippage_pips = m.preset->max_slippage_pips;
  if (m.row.fills == 0) return {};
  // Rounded once: of the exact sum, not of rounded pips.
  if (m.worse_by.fits()) {
    const auto mean = ratio_of_nanos(m.worse_by.nanos() * kNanosPerOne,
                                     m.pip_size->nanos() * static_cast<int128>(m.row.fills));
    if (mean) m.row.mean_slippage_pips = *mean;
  }
  if (!m.row.mean_slippage_pips)
    return fail(ErrorKind::malformed, "the slippage of " + m.row.symbol.value + " in " + m.row.session +
                                          " adds up to more than 18 digits");
  return {};
}

using Measures = std::map<std::pair<Symbol, std::string>, Measure>;

Measure& measure_for(Measures& measures, const Symbol& symbol, const std::string& session,
                     const Config& config) {
  const auto [place, is_new] = measures.try_emplace({symbol, session});
  auto& measure = place->second;
  if (is_new) {
    measure.pip_size = config.instruments.pip_size(symbol);
    measure.preset = find_preset(config, symbol, session);
    measure.row.symbol = symbol;
    measure.row.session = session;
  }
  return measure;
}

void count(Judgement& judgement, const SessionRow& row) {
  judgement.checked += row.fills;
  judgement.over += row.over;
  judgement.preset_missing += row.preset_missing;
  judgement.skipped += row.skipped;
  judgement.rows.push_back(row);
}

auto by_time(const FillToJudge& f) {
  return std::tie(f.ts, f.client_id, f.broker_id, f.fill_id, f.decision_id, f.symbol, f.side, f.size, f.price,
                  f.intended_price);
}

}  // namespace

Checked<Decimal> slippage_pips(Side side, Decimal intended_price, Decimal price, Decimal pip_size) {
  return divide(adverse(side, intended_price, price), pip_size);
}

std::string_view name(Verdict verdict) {
  constexpr std::array<std::string_view, 4> names{"skipped", "within", "over", "preset_missing"};
  return names[static_cast<std::size_t>(verdict)];
}

Verdict Judgement::worst() const {
  if (preset_missing > 0) return Verdict::preset_missing;
  return over > 0 ? Verdict::over : Verdict::within;
}

struct Judge::State {
  const Config& config;
  Measures measures;
  std::set<Symbol> without_pip_size;
  // Where a symbol's measure stands, by the hour of the day: a handful of symbols each.
  std::array<std::vector<std::pair<const Symbol*, Measure*>>, 24> by_hour;

  Measure& measure_of(const Symbol& symbol, UtcTime ts) {
    auto& known = by_hour[static_cast<std::size_t>(ts.hour_utc())];
    for (const auto& [name, measure] : known)
      if (*name == symbol) return *measure;
    auto& measure = measure_for(measures, symbol, session_of(config.sessions, ts), config);
    known.emplace_back(&measure.row.symbol, &measure);
    return measure;
  }
};

Judge::Judge(const Config& config) : state_(new State{config, {}, {}, {}}) {}
Judge::~Judge() = default;
Judge::Judge(Judge&&) noexcept = default;
Judge& Judge::operator=(Judge&&) noexcept = default;

Checked<void> Judge::measure(const Priced& fill, Measured& out) {
  auto& measure = state_->measure_of(fill.symbol, fill.ts);
  out.session = measure.row.session;
  const bool priced = fill.price && fill.intended_price;
  if (priced && !measure.pip_size) state_->without_pip_size.insert(fill.symbol);
  if (!priced || !measure.pip_size)
    ++measure.row.skipped;
  else
    return measure_one(fill, measure, out);
  return {};
}

JudgedFill Judge::note(FillToJudge fill, const Measured& measured) {
  JudgedFill judged{.fill = std::move(fill),
                    .session = std::string(measured.session),
                    .verdict = measured.verdict,
                    .slippage_pips = measured.slippage_pips,
                    .max_slippage_pips = measured.max_slippage_pips};
  if (judged.verdict == Verdict::preset_missing && judged.fill.decision_id) {
    auto& first = state_->measure_of(judged.fill.symbol, judged.fill.ts).first_missing;
    if (!first || by_time(judged.fill) < by_time(*first)) first = judged.fill;
  }
  return judged;
}

Result<JudgedFill> Judge::add(FillToJudge fill) {
  Measured measured;
  if (const auto done = measure({fill.ts, fill.symbol, fill.side, fill.price, fill.intended_price}, measured);
      !done)
    return fail(
        Error{.kind = ErrorKind::malformed,
              .message = "the slippage of " +
                         (fill.fill_id ? "fill " + fill.fill_id->value : "the fill of " + fill.ts.text()) +
                         " " + std::string(describe(done.error())),
              .line = fill.line});
  return note(std::move(fill), measured);
}

Result<Judgement> Judge::finish() {
  Judgement judgement;
  judgement.without_pip_size = std::move(state_->without_pip_size);
  for (auto& [key, measure] : state_->measures) {
    TIYF_CHECK(finish_row(measure));
    if (const auto& first = measure.first_missing) {
      measure.row.missing_decision = first->decision_id;
      measure.row.missing_evidence = first->evidence;
    }
    count(judgement, measure.row);
  }
  return judgement;
}

Result<Judgement> judge(std::vector<FillToJudge> fills, const Config& config) {
  std::sort(fills.begin(), fills.end(), [](const auto& a, const auto& b) { return by_time(a) < by_time(b); });
  Judge judge(config);
  std::vector<JudgedFill> judged;
  judged.reserve(fills.size());
  for (auto& fill : fills) {
    TIYF_TRY(one, judge.add(std::move(fill)));
    judged.push_back(std::move(one));
  }
  TIYF_TRY(judgement, judge.finish());
  judgement.fills = std::move(judged);
  return judgement;
}

}  // namespace tiyf::slippage
