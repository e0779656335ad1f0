// Net positions by symbol, folded from fills (CONTRACT §3 "Position").
//
// Net of fills from the last opening balance; average price weighted on increase, unchanged on decrease, the
// fill's price after a flip, none when flat, none while a fill without a price is in it. Averages keep 9
// decimals, half-even. An inferred fill stands in for real ones that were not listed. When those arrive they
// count as if they had stood in its place, so from the first open inferred fill of a symbol on, the book
// keeps what follows and folds it again. The same goes for a place held for a fill of which it is not known
// yet whether it counts where it stands.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "tiyf/base/decimal.hpp"
#include "tiyf/model/ids.hpp"

namespace tiyf {

struct NetPosition {
  Symbol symbol;
  Decimal net_units;  // signed: positive is long
  std::optional<Decimal> avg_price;

  friend bool operator==(const NetPosition&, const NetPosition&) = default;
};

class PositionBook {
 public:
  // Where an inferred or a held fill stands; 0: none.
  using Place = std::uint64_t;

  // Sets the position as of `line` (0: not from a log). Earlier inferred fills no longer bear on the
  // position.
  void set(const Symbol& symbol, Decimal net_units, std::optional<Decimal> avg_price, std::uint64_t line = 0);

  // A real fill. One that stands in the log before the symbol's opening balance is in that balance already:
  // no effect.
  [[nodiscard]] Checked<void> add(const Symbol& symbol, Decimal signed_units, std::optional<Decimal> price,
                                  std::uint64_t line = 0);
  // An inferred fill; its place is needed to replace it.
  [[nodiscard]] Checked<Place> add_inferred(const Symbol& symbol, Decimal signed_units,
                                            std::optional<Decimal> price, std::uint64_t line = 0);
  // `signed_units` of the inferred fill at `place` turn out to have this price.
  [[nodiscard]] Checked<void> replace(Place place, Decimal signed_units, std::optional<Decimal> price);

  // Keeps the place of a fill that may turn out to count here. Without effect until it is taken.
  [[nodiscard]] Place hold(const Symbol& symbol);
  // The fill at a held place counts; an opening balance that has come since has it already: no effect.
  // Takes effect with fold_taken().
  void take(Place place, Decimal signed_units, std::optional<Decimal> price, std::uint64_t line);
  [[nodiscard]] Checked<void> fold_taken();

  [[nodiscard]] std::vector<NetPosition> rows()
      const;  // by symbol; flat ones that had a fill or a balance included
  [[nodiscard]] std::optional<NetPosition> find(const Symbol& symbol) const;
  // Lines the position rests on: the opening balance and the last fill.
  [[nodiscard]] std::vector<std::uint64_t> lines(const Symbol& symbol) const;

 private:
  struct Holding {
    Decimal net;
    std::optional<Decimal> average;
    [[nodiscard]] Checked<void> step(Decimal signed_units, std::optional<Decimal> price);
  };
  struct Entry {
    Decimal units;  // for an inferred fill: what no real fill has replaced
    std::optional<Decimal> price;
    Place place = 0;
    std::vector<std::pair<Decimal, std::optional<Decimal>>> replaced_by{};  // these stand before it
  };
  struct Track {
    Symbol symbol;
    Holding base;     // before `kept`
    Holding current;  // after it
    std::vector<Entry> kept;
    std::uint64_t balance_line = 0;
    std::uint64_t last_line = 0;
    bool known = false;  // had a fill or a balance, not only a held place
    bool stale = false;  // a held place was taken since `current` was folded
  };
  struct Standing {
    Symbol symbol;
    std::size_t index;  // in its track's `kept`
  };
  [[nodiscard]] Place keep_place(const Symbol& symbol, std::size_t index);
  [[nodiscard]] Checked<void> append(Track& track, Entry entry, std::uint64_t line);
  [[nodiscard]] static Checked<void> refold(Track& track);

  // A log names few symbols again and again: where one stands is mostly known from the last time.
  [[nodiscard]] Track& track_of(const Symbol& symbol);

  std::vector<Track> tracks_;
  std::map<Symbol, std::size_t> places_of_tracks_;
  std::array<std::size_t, 32> guesses_{};  // places, by some of a symbol's letters
  std::map<Place, Standing> places_;
  Place last_place_ = 0;
};

}  // namespace tiyf
