// The account's orders as a snapshot lists them: the pending ones, and those that the history opens or
// closes.
//
// Rules (OANDA's words in capitals):
//
// 1. The list of pending orders is true up to its last transaction; what the history holds after that is
//    applied.
// 2. ORDER_CANCEL closes an order: `expired` for TIME_IN_FORCE_EXPIRED, else `cancelled`; the reason is kept.
//    Filled to its size it is `filled`. Not pending, not cancelled and filled in part: `filled` (short of its
//    size; CONTRACT §4 makes an order_mismatch of that). Not pending, though nothing closed it: listed as
//    open, and a gap.
// 3. A …_ORDER_REJECT is a row `rejected` under its transaction's id, unless it has no units to list. It has
//    its client id only when no order that came to be has the same: a refused repetition says nothing about
//    the order that it repeats.
// 4. Take profits and stop losses close a trade and have no units of their own. Pending or cancelled they are
//    counted, not listed: they are no orders that an engine sent with a size, and listed without one they
//    would be orphans. Filled they are listed like any order, with the units that they filled: nothing that
//    moves a position is hidden.
// 5. An order that the history closes, and whose opening is nowhere to be had, is a gap; its fills are
//    listed.
// 6. A pending order's fills are all of its ORDER_FILLs, so the history must reach back to its creation:
//    needs_fills_from.
// 7. An order that was replaced (replacedByOrderID of its ORDER_CANCEL) and the one in its stead
//    (replacesOrderID) are one row when their client ids agree, or the newer one had none, and instrument and
//    side are the same: the newer one's id, price and status; its units and what the earlier ones had filled;
//    all of their fills; created when the first one was, for that is when it was decided (CONTRACT §4 counts
//    order_ttl from there). Otherwise they are a row each. Where a chain is not known to its beginning, or
//    the history lacks something of its time, they are a row each too, and there is a gap: never a sum that
//    lacks a part. An order whose successor is not to be had is not listed as cancelled: a gap, and its
//    fills.
// 8. A fill of another instrument or to the other side than its order is malformed.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tiyf/model/snapshot.hpp"
#include "tiyf/oanda/history.hpp"

namespace tiyf::oanda {

// Fill rows of orders that are not listed: facts all the same.
struct OrderList {
  std::vector<Order> orders;  // symbol: the instrument as OANDA spells it; by transaction id
  std::vector<LooseFill> loose_fills;
  std::vector<TransactionId> dependents;     // pending, not listed
  std::vector<TransactionId> empty_rejects;  // not listed
  std::vector<std::string> gaps;
};

// malformed: sums or averages do not fit 18 digits; a fill contradicts its order.
[[nodiscard]] Result<OrderList> list_orders(const History& history, const PendingOrders& pending);

// Transactions from before the window to look up: what created orders that the window closes or fills, and
// those that it shows to have been replaced; and what lay between the two, where their client ids are not
// sure otherwise.
[[nodiscard]] std::set<TransactionId> missing_transactions(const History& history,
                                                           const PendingOrders& pending);

// The creation of the oldest listed order that may have been filled in part before the history begins; none:
// all of their fills are here.
[[nodiscard]] std::optional<UtcTime> needs_fills_from(const History& history, const PendingOrders& pending);

// How an ORDER_CANCEL leaves its order: expired or cancelled (rule 2).
[[nodiscard]] OrderStatus status_after(const Transaction& cancel);

// Of fills from before the window those of orders that the list has, or is to have.
void add_earlier_fills(History& history, const PendingOrders& pending, std::vector<Transaction> fills);

struct Fate {
  std::optional<OrderStatus> status;  // none: this id opened no order
  bool replaced = false;
  std::vector<TransactionId> successors;  // that replaced it, one after the other, as far as they are known
};
// What a history that reaches from the order's opening to now proves of it. malformed: it is not whole, or
// contradicts itself.
[[nodiscard]] Result<Fate> fate_of(const History& history, TransactionId order);

}  // namespace tiyf::oanda
