// Fills against their slippage presets (CONTRACT §6 "tiyf-slippage"). Pure: `tiyf-slippage check` and
// `tiyf-reconcile run` call the same judge().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tiyf/model/config.hpp"
#include "tiyf/model/evidence.hpp"
#include "tiyf/model/order.hpp"

namespace tiyf::slippage {

// A row of trades.csv, as far as slippage cares.
struct FillToJudge {
  UtcTime ts;
  std::optional<DecisionId> decision_id;
  std::optional<ClientOrderId> client_id;
  std::optional<BrokerOrderId> broker_id;
  std::optional<FillId> fill_id;
  Symbol symbol;
  Side side = Side::buy;
  std::optional<Decimal> size;
  std::optional<Decimal> price;           // none: nobody knows it (an inferred fill)
  std::optional<Decimal> intended_price;  // none: a market order that named no price
  std::optional<Evidence> evidence;       // in a run: the line of a log that it comes from
  std::uint64_t line = 0;                 // of a file of fills, for messages
};

// Pips, adverse is positive: (price − intended) / pip for a buy, the negative for a sell; 9 decimals,
// half-even.
[[nodiscard]] Checked<Decimal> slippage_pips(Side side, Decimal intended_price, Decimal price,
                                             Decimal pip_size);

// In the order of badness.
enum class Verdict {
  skipped,         // no intended price, or no price: nothing to judge
  within,          // up to and with the preset; any price better than intended
  over,            // beyond the preset
  preset_missing,  // no preset for the symbol in that session
};
[[nodiscard]] std::string_view name(Verdict verdict);

struct JudgedFill {
  FillToJudge fill;
  std::string session;
  Verdict verdict = Verdict::skipped;
  std::optional<Decimal> slippage_pips;      // none: skipped
  std::optional<Decimal> max_slippage_pips;  // the preset's; none: skipped, or there is none
};

// All fills of one symbol in one session.
struct SessionRow {
  Symbol symbol;
  std::string session;
  std::uint64_t fills = 0;    // judged
  std::uint64_t skipped = 0;  // not judged
  std::uint64_t over = 0;
  std::uint64_t preset_missing = 0;
  std::uint64_t hits = 0;                     // fills that a preset judged: engine_slippage_preset_hits_total
  std::optional<Decimal> mean_slippage_pips;  // 9 decimals, half-even; engine_slippage_pips
  std::optional<Decimal> worst_slippage_pips;  // the most adverse
  std::optional<Decimal> max_slippage_pips;    // the preset's
  std::optional<DecisionId> missing_decision;  // of the first fill without a preset that has one
  std::optional<Evidence> missing_evidence;    // of the same fill
};

struct Judgement {
  std::vector<JudgedFill> fills;  // by time, client id, broker id, fill id; the skipped ones too
  std::vector<SessionRow> rows;   // by symbol, session
  std::uint64_t checked = 0;      // fills less the skipped ones
  std::uint64_t over = 0;
  std::uint64_t preset_missing = 0;
  std::uint64_t skipped = 0;
  // Symbols that would have been judged, were their pip size known; their fills are counted as skipped. A
  // tool refuses to go on (78); `run` makes them pip_size_missing findings.
  std::set<Symbol> without_pip_size;

  [[nodiscard]] Verdict worst() const;  // within when nothing was judged
};

// Judges fill after fill, in any order.
class Judge {
 public:
  explicit Judge(const Config& config);  // must outlive it
  ~Judge();
  Judge(Judge&&) noexcept;
  Judge& operator=(Judge&&) noexcept;

  // Malformed (65), with the fill's line, when a slippage does not fit 18 digits.
  [[nodiscard]] Result<JudgedFill> add(FillToJudge fill);

  // The same in two steps, for many fills: most of them need no more than the first. What is over its preset
  // or has none is handed in as a whole with note().
  struct Priced {
    UtcTime ts;
    const Symbol& symbol;
    Side side;
    const std::optional<Decimal>&price, &intended_price;
  };
  struct Measured {
    Verdict verdict = Verdict::skipped;
    std::string_view session;  // lives as long as the judge
    std::optional<Decimal> slippage_pips, max_slippage_pips;
  };
  [[nodiscard]] Checked<void> measure(const Priced& fill, Measured& out);  // `out` newly made
  [[nodiscard]] JudgedFill note(FillToJudge fill, const Measured& measured);
  // Everything but the fills. Malformed (65) when a sum does not fit 18 digits.
  [[nodiscard]] Result<Judgement> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Malformed (65) when a slippage or a sum does not fit 18 digits.
[[nodiscard]] Result<Judgement> judge(std::vector<FillToJudge> fills, const Config& config);

}  // namespace tiyf::slippage
