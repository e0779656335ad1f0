// Events → state: folds one side's log, line by line, into its orders and positions (CONTRACT §3).
//
//  1. An order's filled is the sum of its distinct fill ids; the same fill again is ignored and counted; the
//  same id
//     with another size or price is fill_conflict and the first one stands.
//  2. An event for an id that the log opens later waits for the opening line, then takes effect there.
//  3. An event for an id that the log never opens is journal_gap. It applies to the order all the same when
//  the decision
//     log knows the id (a line of a broker's log names it beside the broker's); else a fill counts towards
//     its symbol when the line names symbol and side. Either way it counts where it stands: file order is the
//     order of things.
//  4. A second, different order_sent for an id is duplicate_order_sent and the first one stands.
//  5. A fill that stands in the log before a position_snapshot of its symbol is in that balance already.
//  6. Status: filled once filled ≥ size; else the last terminal event; else the furthest it got.
// Applying the lines one by one or in any split gives the same state: nothing looks ahead.
//
// A book may let go of closed orders of which nobody will have anything to say, so that its memory grows with
// the open orders and not with the log. It remembers some eight bytes of each. When a line about one of them
// comes all the same (a late fill, the same order_sent again), or a decision comes too late for its order,
// the id is missed(), and the caller folds the logs anew with those ids pinned: what let_go() does to memory
// never shows in the state.
//
// Fail-closed readings where the contract is silent: a second decision for a client id with other values
// (time apart) and a second, different order_accepted of a broker's log (time apart, and a client id that the
// first lacks) are malformed (65): nothing says which one is real.
#pragma once

#include <map>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "tiyf/base/fetch.hpp"
#include "tiyf/base/result.hpp"
#include "tiyf/events/event.hpp"
#include "tiyf/fold/gone_ids.hpp"
#include "tiyf/fold/record_table.hpp"
#include "tiyf/model/settler.hpp"
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

  using Pinned = std::unordered_set<std::uint64_t>;
  // Before the first line: `settler` (which must outlive the book) is asked of closed orders whose average
  // price is known. The decisions of `pinned` ids must come first, through pinned_decision().
  void let_go(Settler& settler, Pinned pinned);
  [[nodiscard]] Result<void> pinned_decision(const Event& event);
  [[nodiscard]] const Pinned& missed() const { return missed_; }

  // Lines of our side that come soon: what they need is fetched from memory meanwhile. soon() for each line
  // some way ahead, at_hand() somewhat later and next() shortly before it; all three only make it quicker.
  void soon(const Event& event) const {
    records_.expect_slot(event.key_hash);
    if (event.kind == EventKind::decision) gone_.expect(event.key_hash);
    fetch(event.client_id.data());
  }
  void at_hand(const Event& event) const {
    opens(event.kind) ? records_.expect_record(event.key_hash) : records_.expect_later(event.key_hash);
  }
  void next(const Event& event) const { records_.expect_lists(event.key_hash); }

  // A line of the decision log (our side only); before the journal line that it led to.
  [[nodiscard]] Result<void> decision(const Event& event);
  // A line of the order journal or of the broker event log, in file order.
  [[nodiscard]] Result<void> apply(const Event& event);
  // Of a broker's log, after its last line: the orders that it never opens though a line names our id. A
  // second fold that is told their decisions first (decision_of, each line of the decision log) applies those
  // lines to them.
  using Unopened = std::multimap<std::string, std::string, std::less<>>;  // our id, the broker's
  [[nodiscard]] Unopened unopened() const;
  [[nodiscard]] Result<void> decision_of(const Unopened& orders, const Event& event);
  // The folded state; the book is spent.
  [[nodiscard]] Result<Snapshot> finish(UtcTime as_of);

  [[nodiscard]] std::uint64_t duplicate_fills() const { return duplicate_fills_; }
  [[nodiscard]] std::uint64_t duplicate_sends() const { return duplicate_sends_; }

 private:
  [[nodiscard]] std::string_view key_of(const Event& event) const;
  [[nodiscard]] Input input() const {
    return side_ == BookSide::ours ? Input::order_journal : Input::broker_events;
  }
  [[nodiscard]] bool opens(EventKind kind) const;
  [[nodiscard]] Result<void> decide(const Event& event, std::uint64_t hash);
  [[nodiscard]] Result<void> open(const Event& event, fold::Record& record);
  [[nodiscard]] Result<void> reopen(fold::Record& record, const Event& event);
  [[nodiscard]] Result<void> accepted_again(fold::Record& record, const Event& event);
  [[nodiscard]] Result<void> name_client(fold::Record& record, const Event& event) const;
  [[nodiscard]] Result<void> apply_to(fold::Record& record, const Event& event,
                                      PositionBook::Place place = 0);
  [[nodiscard]] Result<void> change(fold::Record& record, const Event& event, PositionBook::Place place);
  [[nodiscard]] Result<void> fill(fold::Record& record, const Event& event, PositionBook::Place place);
  // Where a fill whose order is not open yet would stand, if its symbol is known.
  [[nodiscard]] PositionBook::Place hold_place(const Event& event, const fold::Record* decided);
  [[nodiscard]] Result<void> apply_waiting();
  [[nodiscard]] Result<void> loose_fill(const Event& event, PositionBook::Place place);
  [[nodiscard]] fold::Record& record_of(std::string_view key, std::uint64_t hash);
  [[nodiscard]] fold::Record& new_record(std::string_view key, std::uint64_t hash);
  [[nodiscard]] bool is_pinned(std::uint64_t hash) const {
    return !pinned_.empty() && pinned_.contains(hash);
  }
  void queue(fold::Record& record);
  struct Queued {
    fold::Record* record;
    std::uint64_t hash;  // the record's: what it leads to is fetched before the record has come
  };
  void let_go(std::span<const Queued> oldest);
  [[nodiscard]] Error at_line(const Event& event, std::string message) const;

  BookSide side_;
  std::string log_file_;
  std::string decision_file_;
  fold::RecordTable records_;
  std::map<std::string, std::vector<fold::StoredEvent>, std::less<>> waiting_;
  PositionBook positions_;
  Snapshot state_;
  std::uint64_t duplicate_fills_ = 0;
  std::uint64_t duplicate_sends_ = 0;

  Settler* settler_ = nullptr;  // null: every order is kept
  std::vector<Queued> closed_;  // the latest ones stay a while: most late lines come soon
  std::vector<Settler::Closed> asked_;
  fold::GoneIds gone_;
  Pinned pinned_, missed_;
};

}  // namespace tiyf
