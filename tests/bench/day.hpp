// Writes a generated day: both logs and the broker's snapshot, in one pass, whatever its length. Journal
// lines wait in a heap until no earlier one can come; broker rows and fills are written as their orders are
// planned.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "plan.hpp"
#include "tiyf/base/decimal.hpp"

namespace tiyf::bench {

enum class ExtraFields { none, as_an_engine_adds };

struct DayShape {
  std::filesystem::path folder;
  int days = 1;  // the logs begin so many midnights before the day of the crash is over
  // The broker lists closed orders from then on, and says so (`coverage.since`); all without it.
  std::optional<Milliseconds> listed_since;
  // What the readers ignore and have to read all the same: a line number, a venue, a strategy.
  ExtraFields extra_fields = ExtraFields::none;
};

class Day {
 public:
  explicit Day(DayShape shape);

  // Everything before this time is settled: waiting journal lines up to then are written.
  void advance(Milliseconds to);

  void decision(const Order& order);
  // The engine's restart, into the decision log.
  void restart(Milliseconds at, std::string_view reason);
  // order_sent and all that followed, as far as this order knows. Returns nothing: lines are written when
  // their time comes.
  void journal(const Order& order);
  // A line as it is, into the journal.
  void journal_line(Milliseconds at, std::string line);
  [[nodiscard]] std::string fill_line(const Order& order, const Fill& fill) const;

  // The broker's row of this order and its fills, where it lists them; and what they do to its position.
  void broker(const Order& order);
  void broker_row(const Order& order, std::string_view broker_id, std::string_view client_id);

  // Writes what waits, closes the snapshot, and says whether every byte went out.
  [[nodiscard]] bool finish();

 private:
  struct Trade {  // a fill at the broker, applied to its position in the order of time
    const Instrument* instrument;
    Side side;
    Fill fill;
  };
  struct Waiting {
    Milliseconds at;
    std::uint64_t sequence;  // of two at the same time, the one that was planned first
    std::string line;        // may be empty: a trade that the journal does not know
    std::vector<Trade> trades;
    friend bool operator<(const Waiting& a, const Waiting& b) {
      return std::pair(a.at, a.sequence) > std::pair(b.at, b.sequence);  // the earliest is on top
    }
  };
  struct Position {
    Decimal units;  // signed
    Decimal average;
  };

  void wait(Milliseconds at, std::string line, std::vector<Trade> trades = {});
  void write(const Waiting& waiting);
  void apply(const Trade& trade);
  void write_positions();
  void open_positions();
  [[nodiscard]] bool listed(const Order& order) const;

  DayShape shape_;
  std::ofstream decisions_, journal_, orders_, fills_;
  std::filesystem::path orders_path_, fills_path_, snapshot_path_;
  std::priority_queue<Waiting> waiting_;
  std::uint64_t sequence_ = 0;
  std::int64_t journal_lines_ = 0;
  std::map<std::string_view, Position> positions_;
  std::map<std::string_view, const Instrument*> instruments_;
};

[[nodiscard]] std::string client_id(const Order& order);
[[nodiscard]] std::string decision_id(const Order& order);
[[nodiscard]] std::string broker_id(const Order& order);

}  // namespace tiyf::bench
