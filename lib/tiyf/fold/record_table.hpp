// The orders that a fold has in hand, by id, and the ids of those that it has let go. Internal to fold/.
//
// What makes a fold quick is that it touches little memory: a record that is let go serves the next order
// with all the memory that its strings and lists have, so a long journal allocates nothing in the steady
// state. No order of the table reaches an output.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "tiyf/fold/record.hpp"

namespace tiyf::fold {

class RecordTable {
 public:
  // Null when there is none.
  [[nodiscard]] Record* find(std::string_view key, std::uint64_t hash) const;
  // Fetches what find() of this hash will look at: first the slot, when that has come the record, and when
  // that has come what it points to.
  void expect_slot(std::uint64_t hash) const { __builtin_prefetch(&slots_[home(hash)]); }
  void expect_record(std::uint64_t hash) const {
    const auto& slot = slots_[home(hash)];
    if (slot.hash == hash && slot.record != nullptr) expect(*slot.record);
  }
  static void expect(const Record& record) {
    constexpr std::size_t cache_line = 64;
    const auto* const bytes = static_cast<const char*>(static_cast<const void*>(&record));
    for (std::size_t at = 0; at < sizeof(Record); at += cache_line) __builtin_prefetch(bytes + at);
  }
  void expect_lists(std::uint64_t hash) const {
    const auto& slot = slots_[home(hash)];
    if (slot.hash != hash || slot.record == nullptr) return;
    const auto& order = slot.record->order;
    __builtin_prefetch(order.evidence.data() + order.evidence.size());
    __builtin_prefetch(order.fills.data());
    __builtin_prefetch(order.fills.data() + order.fills.size());
  }
  // An empty record for a key that has none. Records stay where they are until they are removed.
  [[nodiscard]] Record& add(std::string_view key, std::uint64_t hash);
  void remove(Record& record);
  [[nodiscard]] std::vector<Record*> all() const;  // in no order

 private:
  struct Slot {
    std::uint64_t hash = 0;
    Record* record = nullptr;  // null: free
  };
  [[nodiscard]] std::size_t home(std::uint64_t hash) const { return hash & (slots_.size() - 1); }
  void place(Slot slot);
  void grow();

  std::deque<Record> records_;
  std::vector<Record*> free_;
  std::vector<Slot> slots_ = std::vector<Slot>(64);  // a power of two, at most half full
  std::size_t used_ = 0;
};

}  // namespace tiyf::fold
