#include "tiyf/oanda/history.hpp"

#include <algorithm>

#include "tiyf/base/text.hpp"

namespace tiyf::oanda {
namespace {

std::string text(IdRange range) { return std::to_string(range.from) + " to " + std::to_string(range.to); }

}  // namespace

std::vector<IdRange> holes(std::vector<IdRange> pages) {
  std::sort(pages.begin(), pages.end(), [](IdRange a, IdRange b) { return a.from < b.from; });
  std::vector<IdRange> out;
  TransactionId covered = pages.empty() ? 0 : pages.front().from;
  for (const auto page : pages) {
    if (page.from > covered + 1) out.push_back({covered + 1, page.from - 1});
    covered = std::max(covered, page.to);
  }
  return out;
}

std::vector<std::string> unopened(const History& history, const PendingOrders& pending, UtcTime since) {
  const auto* const first = history.first();
  std::vector<std::string> gaps;
  for (const auto& order : pending.orders) {
    const bool before_all = first == nullptr ? order.id <= pending.last : order.id < first->id;
    if (before_all && order.created_at >= since)
      gaps.push_back("order " + std::to_string(order.id) + " was created at " + order.created_at.text() +
                     ", and the history since " + since.text() + " does not hold it");
  }
  return gaps;
}

std::uint64_t misfits(const std::vector<Transaction>& page, IdRange range) {
  std::set<TransactionId> inside;
  std::uint64_t outside = 0;
  for (const auto& t : page) {
    if (t.id < range.from || t.id > range.to)
      ++outside;
    else
      inside.insert(t.id);
  }
  return range.to - range.from + 1 - inside.size() + outside;
}

void History::add_page(std::vector<Transaction> page, IdRange range) {
  if (const auto count = misfits(page, range); count > 0)
    add_gap("the page of transactions " + text(range) + " lacks or misplaces " +
            counted(count, "transaction"));
  for (auto& t : page) all_.insert_or_assign(t.id, std::move(t));
}

TransactionId History::add_newer(Transactions list, TransactionId after) {
  if (list.list.empty()) {
    if (list.last > after) add_gap("the transactions " + text({after + 1, list.last}) + " are not given");
    return std::max(list.last, after);
  }
  const TransactionId end = std::max(list.list.back().id, after);
  if (end == after) add_gap("the transactions after " + std::to_string(after) + " are not given");
  if (end > after) add_page(std::move(list.list), {after + 1, end});
  return end == after ? std::max(list.last, after) : end;
}

void History::add_earlier(Transaction transaction) {
  const auto id = transaction.id;
  if (all_.try_emplace(id, std::move(transaction)).second) earlier_.insert(id);
}

bool History::holds(IdRange range) const {
  const auto count = std::distance(all_.lower_bound(range.from), all_.upper_bound(range.to));
  return static_cast<std::uint64_t>(count) == range.to - range.from + 1;
}

const Transaction* History::first() const {
  for (const auto& [id, t] : all_)
    if (!earlier_.contains(id)) return &t;
  return nullptr;
}

}  // namespace tiyf::oanda
