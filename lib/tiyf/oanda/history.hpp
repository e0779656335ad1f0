// What is known of an account's transactions, and how far that reaches.
//
// Ids count up by one, so a list proves by itself whether something is missing: whatever is not whole is
// said, and then the snapshot's coverage is `partial` (CONTRACT §2); a shorter list is never passed off as
// the whole.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tiyf/oanda/answers.hpp"

namespace tiyf::oanda {

class History {
 public:
  // A page that must hold exactly the transactions of `range`.
  void add_page(std::vector<Transaction> page, IdRange range);
  // What has come in after `after`, up to `list.last` or a part of it; returns the id to go on from. A list
  // that neither reaches `last` nor gets any further is a gap.
  [[nodiscard]] TransactionId add_newer(Transactions list, TransactionId after);
  // Transactions from before the window, each true by itself (looked-up orders, earlier fills).
  void add_earlier(Transaction transaction);
  // Something that should be here is not: why.
  void add_gap(std::string why) { gaps_.push_back(std::move(why)); }

  [[nodiscard]] const std::map<TransactionId, Transaction>& all() const { return all_; }
  [[nodiscard]] const std::vector<std::string>& gaps() const { return gaps_; }
  // Is every transaction of `range` here?
  [[nodiscard]] bool holds(IdRange range) const;
  // The first one of the window, by time and id; none when nothing happened.
  [[nodiscard]] const Transaction* first() const;

 private:
  std::map<TransactionId, Transaction> all_;
  std::set<TransactionId> earlier_;
  std::vector<std::string> gaps_;
};

// What an index of pages leaves out between its first and its last transaction: pages in any order.
[[nodiscard]] std::vector<IdRange> holes(std::vector<IdRange> pages);

// A gap for each pending order of `since` or later that was created before all that the history's window
// holds.
[[nodiscard]] std::vector<std::string> unopened(const History& history, const PendingOrders& pending,
                                                UtcTime since);

// How many ids of `range` are not in `page`; ids outside of it count as well.
[[nodiscard]] std::uint64_t misfits(const std::vector<Transaction>& page, IdRange range);

}  // namespace tiyf::oanda
