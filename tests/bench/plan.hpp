// One order's life, planned from decision to end: what the broker knows of it, and what a journal that stops
// with the crash knows of it.
#pragma once

#include <optional>
#include <vector>

#include "market.hpp"

namespace tiyf::bench {

enum class Side { buy, sell };
enum class Type { market, limit, stop };
enum class Ending { working, filled, cancelled, rejected, expired };

struct Fill {
  Milliseconds at = 0;
  std::int64_t id = 0;
  Units size = 0;
  Points price = 0;
};

struct Replacement {
  Milliseconds at = 0;
  Units size = 0;
};

struct Order {
  std::int64_t number = 0;
  const Instrument* instrument = nullptr;
  Side side = Side::buy;
  Type type = Type::market;
  Units size = 0;    // as decided
  Points price = 0;  // limit, stop, or what the engine saw when it decided on a market order
  Milliseconds decided = 0;
  Milliseconds sent = 0;
  std::optional<Milliseconds> accepted;  // by the broker's clock, like all that follows
  std::optional<Replacement> replaced;
  std::vector<Fill> fills;
  Ending ending = Ending::working;
  Milliseconds ended = 0;

  [[nodiscard]] Units total() const { return replaced ? replaced->size : size; }
  [[nodiscard]] Units filled() const;
};

// What the broker says reaches the journal after this time; it is always the same, so both sides see one
// order of fills.
inline constexpr Milliseconds kJournalDelay = 20;

class Planner {
 public:
  explicit Planner(std::uint64_t seed) : dice_(seed) {}

  [[nodiscard]] Dice& dice() { return dice_; }
  // An order with its whole life, cut at the broker's snapshot; nothing the engine would do happens after its
  // crash.
  [[nodiscard]] Order plan(Milliseconds decided);
  // A limit order that is accepted and then only waits.
  [[nodiscard]] Order plan_working(Milliseconds decided);
  // A market order that is filled whole, in two fills.
  [[nodiscard]] Order plan_filled(Milliseconds decided, std::size_t instrument);

 private:
  [[nodiscard]] Order decide(Milliseconds decided, std::size_t instrument, Type type);
  void live_as_market(Order& order);
  void live_as_resting(Order& order);
  void fill(Order& order, Units units, Milliseconds from, int parts);
  void cut_at_snapshot(Order& order) const;

  Dice dice_;
  std::int64_t next_order_ = 1;
  std::int64_t next_fill_ = 1;
  std::array<Points, kInstruments.size()> mid_ = [] {
    std::array<Points, kInstruments.size()> mid{};
    for (std::size_t i = 0; i < mid.size(); ++i) mid[i] = kInstruments[i].opening_price;
    return mid;
  }();
};

// The order as a journal knows it that lost everything after the crash.
[[nodiscard]] Order as_journaled(const Order& order);

}  // namespace tiyf::bench
