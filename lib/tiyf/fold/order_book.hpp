// Events → state: folds one side's log, line by line, into its orders and positions (CONTRACT §3).
//
//  1. An order's filled is the sum of its distinct fill ids; the same fill again is ignored and counted; the
//  same id
//     with another size or price is fill_conflict and the first one stands.
//  2. An event for an id that the log opens later waits for the opening line, then takes effect there.
//  3. An event for an id that the log never opens is journal_gap. It applies to the order all the same when
//  the decision
//     log knows the id; else a fill counts towards its symbol when the line names symbol and side. Either way
//     it counts where it stands: file order is the order of things.
//  4. A second, different order_sent for an id is duplicate_order_sent and the first one stands.
//  5. A fill that stands in the log before a position_snapshot of its symbol is in that balance already.
//  6. Status: filled once filled ≥ size; else the last terminal event; else the furthest it got.
// Applying the lines one by one or in any split gives the same state: nothing looks ahead.
//
// Fail-closed readings where the contract is silent: a second decision for a client id with other values
// (time apart) and a second, different order_accepted of a broker's log are malformed (65): nothing says
// which one is real.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/events/event.hpp"
#include "tiyf/fold/record.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf {

// The two sides differ only in what names an order and what opens it.
enum class BookSide {
  ours,     // client ids, opened by order_sent
  brokers,  // broker ids, opened by order_accepted (or an order_sent that names the broker's id)
};

class OrderBook {
 public:
  // `log_file` and `decision_file` are the names for messages.
  OrderBook(BookSide side, std::string log_file, std::string decision_file = {});

  // A line of the decision log (our side only); all of it comes before the journal.
  [[nodiscard]] Result<void> decision(const Event& event);
  // A line of the order journal or of the broker event log, in file order.
  [[nodiscard]] Result<void> apply(const Event& event);
  // The folded state; the book is spent.
  [[nodiscard]] Result<Snapshot> finish(UtcTime as_of);

  [[nodiscard]] std::uint64_t duplicate_fills() const { return duplicate_fills_; }
  [[nodiscard]] std::uint64_t duplicate_sends() const { return duplicate_sends_; }

 private:
  [[nodiscard]] std::string_view key_of(const Event& event) const;
  [[nodiscard]] Input input() const;
  [[nodiscard]] bool opens(EventKind kind) const;
  [[nodiscard]] Result<void> open(const Event& event);
  [[nodiscard]] Result<void> reopen(fold::Record& record, const Event& event);
  [[nodiscard]] Result<void> apply_to(fold::Record& record, const Event& event,
                                      PositionBook::Place place = 0);
  [[nodiscard]] Result<void> fill(fold::Record& record, const Event& event, PositionBook::Place place);
  // Where a fill whose order is not open yet would stand, if its symbol is known.
  [[nodiscard]] PositionBook::Place hold_place(const Event& event, const fold::Record* decided);
  [[nodiscard]] Result<void> apply_waiting();
  [[nodiscard]] Result<void> loose_fill(const Event& event, PositionBook::Place place);
  [[nodiscard]] Error at_line(const Event& event, std::string message) const;

  BookSide side_;
  std::string log_file_;
  std::string decision_file_;
  std::unordered_map<std::string, fold::Record> records_;
  std::map<std::string, std::vector<fold::StoredEvent>> waiting_;
  PositionBook positions_;
  Snapshot state_;
  std::uint64_t duplicate_fills_ = 0;
  std::uint64_t duplicate_sends_ = 0;
};

}  // namespace tiyf
