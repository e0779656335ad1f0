#include <algorithm>
#include <limits>
#include <set>

#include "tiyf/oanda/order_record.hpp"

namespace tiyf::oanda {
namespace {

bool same_terms(const OrderRecord& older, const OrderRecord& newer) {
  return older.terms->instrument == newer.terms->instrument &&
         older.terms->units.is_negative() == newer.terms->units.is_negative();
}

bool same_id(const OrderRecord& older, const OrderRecord& newer) {
  return newer.opened_as && older.client_id == newer.opened_as;
}

// One order of an engine under two broker ids.
bool agree(const OrderRecord& older, const OrderRecord& newer) {
  return (!newer.opened_as || same_id(older, newer)) && same_terms(older, newer);
}

// Of one that closed before the history only its first client id is known, and it may have got another one
// since.
bool unclear(const OrderRecord& older, const OrderRecord& newer) {
  return older.cancel == nullptr && !same_id(older, newer) && same_terms(older, newer);
}

// While what the older one replaced is not folded into it yet, which may have the client id.
bool may_agree(const OrderRecord& older, const OrderRecord& newer) {
  return agree(older, newer) || (!older.client_id && older.replaces && same_terms(older, newer));
}

TransactionId first_of_window(const History& history) {
  const auto* const first = history.first();
  return first != nullptr ? first->id : std::numeric_limits<TransactionId>::max();
}

// Does the window itself speak of it? Else it was looked up for a chain's sake, and is no row of its own.
bool stands_alone(const OrderRecord& record, TransactionId first) {
  return record.pending || record.id >= first || (record.cancel != nullptr && record.cancel->id >= first) ||
         std::any_of(record.fills.begin(), record.fills.end(), [&](const auto* t) { return t->id >= first; });
}

class Folder {
 public:
  Folder(OrderRecords& records, const History& history)
      : records_(records),
        history_(history),
        first_(first_of_window(history)),
        listed_(listed_orders(records, history)) {}

  // Older orders first, so that what is folded into one has all of its predecessors in it already.
  std::vector<std::string> fold() && {
    for (auto& [id, record] : records_)
      if (listed_.contains(id) && record.listable() && record.replaces) link(record, *record.replaces);
    std::erase_if(records_, [&](const auto& row) { return !stands_alone(row.second, first_); });
    for (auto& [id, record] : records_) find_successor(record);
    return std::move(gaps_);
  }

 private:
  void link(OrderRecord& newer, TransactionId replaces);
  void find_successor(OrderRecord& record);
  [[nodiscard]] bool contradict(const OrderRecord& older, const OrderRecord& newer) const;
  [[nodiscard]] bool whole(TransactionId older, TransactionId newer) const {
    return history_.gaps().empty() || history_.holds({older, newer});
  }

  OrderRecords& records_;
  const History& history_;
  TransactionId first_;
  std::set<TransactionId> listed_;
  std::set<TransactionId> torn_;  // orders whose chain is not known to its beginning
  std::vector<std::string> gaps_;
};

bool Folder::contradict(const OrderRecord& older, const OrderRecord& newer) const {
  if (older.replaced || (older.pending && older.cancel == nullptr)) return true;
  if (older.cancel == nullptr) return false;
  return older.cancel->replaced_by ? *older.cancel->replaced_by != newer.id : !older.cancel->replaced;
}

void absorb(OrderRecord& newer, const OrderRecord& older) {
  newer.before = older.filled();
  newer.fills.insert(newer.fills.begin(), older.fills.begin(), older.fills.end());
  if (!newer.client_id) newer.client_id = older.client_id;
  if (older.created_at) newer.created_at = older.created_at;
  newer.last_event_at = std::max(newer.last_event_at, older.last_event_at);
}

void Folder::link(OrderRecord& newer, TransactionId replaces) {
  const auto found = records_.find(replaces);
  const auto text = "order " + std::to_string(newer.id) + " replaced order " + std::to_string(replaces);
  if (found == records_.end() || !found->second.known()) {
    torn_.insert(newer.id);
    gaps_.push_back(text + ", whose opening is not to be had");
    return;
  }
  auto& older = found->second;
  if (!older.listable()) return;
  if (contradict(older, newer)) {
    torn_.insert(newer.id);
    gaps_.push_back(text + ", the broker says, and it says otherwise, too");
    return;
  }
  older.replaced = true;
  if (unclear(older, newer)) {
    torn_.insert(newer.id);
    gaps_.push_back(text + " before the history begins, and whether under the same client id is not known");
    return;
  }
  if (!agree(older, newer)) return;
  if (torn_.contains(older.id) || !whole(older.id, newer.id)) {
    torn_.insert(newer.id);
    return;
  }
  absorb(newer, older);
  records_.erase(found);
}

void Folder::find_successor(OrderRecord& record) {
  if (!record.listable() || record.replaced || record.cancel == nullptr || !record.cancel->replaced) return;
  const auto successor = record.cancel->replaced_by;
  if (successor && is_known(records_, *successor)) return;
  record.successor_lost = true;
  gaps_.push_back("order " + (successor ? std::to_string(*successor) + ", " : std::string()) +
                  "which replaced order " + std::to_string(record.id) + ", is not to be had");
}

}  // namespace

std::set<TransactionId> listed_orders(const OrderRecords& records, const History& history) {
  const auto first = first_of_window(history);
  std::set<TransactionId> listed;
  for (auto at = records.rbegin(); at != records.rend(); ++at) {
    const auto& record = at->second;
    if (stands_alone(record, first)) listed.insert(record.id);
    if (!listed.contains(record.id) || !record.listable() || !record.replaces) continue;
    const auto older = records.find(*record.replaces);
    if (older != records.end() && older->second.listable() && may_agree(older->second, record))
      listed.insert(older->first);
  }
  return listed;
}

std::set<TransactionId> missing_openings(const OrderRecords& records, const History& history) {
  std::set<TransactionId> missing;
  const auto want = [&](TransactionId id) {
    if (!is_known(records, id)) missing.insert(id);
  };
  for (const auto id : listed_orders(records, history)) {
    const auto& record = records.at(id);
    if (!record.fills.empty() || record.cancel != nullptr) want(id);
    if (!record.listable()) continue;
    if (record.replaces) want(*record.replaces);
    if (record.cancel != nullptr && record.cancel->replaced_by) want(*record.cancel->replaced_by);
  }
  return missing;
}

std::set<TransactionId> missing_between(const OrderRecords& records, const History& history) {
  std::set<TransactionId> missing;
  const auto want = [&](TransactionId id) {
    if (!history.all().contains(id)) missing.insert(id);
  };
  for (const auto id : listed_orders(records, history)) {
    const auto& newer = records.at(id);
    const auto older = newer.replaces ? records.find(*newer.replaces) : records.end();
    if (older == records.end() || !older->second.listable() || !newer.listable()) continue;
    if (same_id(older->second, newer) || !same_terms(older->second, newer)) continue;
    want(id);
    if (older->second.cancel == nullptr && id - 1 > older->first) want(id - 1);  // OANDA cancels, then opens
  }
  return missing;
}

std::vector<std::string> fold_replaced(OrderRecords& records, const History& history) {
  return Folder(records, history).fold();
}

}  // namespace tiyf::oanda
