// The orders that a fold has in hand, by id. Internal to fold/.
//
// What makes a fold quick is that it touches little memory: a record that is let go serves the next order
// with all the memory that its lists have, so a long journal with usual ids (up to 15 characters) allocates
// nothing in the steady state. No order of the table reaches an output.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "tiyf/base/fetch.hpp"
#include "tiyf/fold/record.hpp"

namespace tiyf::fold {

class RecordTable {
 public:
  explicit RecordTable(NamedBy named_by) : named_by_(named_by) {}

  // Null when there is none.
  [[nodiscard]] Record* find(std::string_view key, std::uint64_t hash) const;
  // Fetches what find() of this hash will look at: first the slot, when that has come the record, and when
  // that has come what it points to.
  void expect_slot(std::uint64_t hash) const { fetch(&slots_[home(hash)]); }
  void expect_record(std::uint64_t hash) const {
    if (const auto* record = likely(hash)) record->expect();
  }
  void expect_later(std::uint64_t hash) const {  // of a line after the opening one
    if (const auto* record = likely(hash)) record->expect_later();
  }
  void expect_lists(std::uint64_t hash) const {
    const auto* record = likely(hash);
    if (record == nullptr) return;
    expect_evidence(*record);
    expect_fills(*record);
  }
  // Where the next one goes, too.
  static void expect_evidence(const Record& record) {
    const auto& evidence = record.order.evidence;
    if (evidence.size() < evidence.capacity()) fetch(evidence.data() + evidence.size());
  }
  static void expect_fills(const Record& record) {
    constexpr std::size_t usual = 2;
    const auto& fills = record.order.fills;
    fetch_all(fills.data(), std::min({fills.size() + 1, fills.capacity(), usual}) * sizeof(Fill));
  }
  // An empty record for a key that has none. Records stay where they are until they are removed.
  [[nodiscard]] Record& add(std::string_view key, std::uint64_t hash);
  void remove(Record& record);
  [[nodiscard]] std::vector<Record*> all() const;  // in no order
  void clear();

 private:
  static constexpr std::size_t kBlock = 64;
  using Block = std::array<Record, kBlock>;
  struct Slot {
    std::uint32_t hash = 0;    // its upper half, which says where it is at home
    std::uint32_t number = 0;  // of the record, from 1 on; 0: free
  };
  [[nodiscard]] static std::uint32_t upper(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32U);
  }
  [[nodiscard]] std::size_t home(Slot slot) const { return slot.hash & (slots_.size() - 1); }
  [[nodiscard]] std::size_t home(std::uint64_t hash) const { return home(Slot{upper(hash)}); }
  [[nodiscard]] std::size_t after(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
  [[nodiscard]] Record& record(Slot slot) const {
    const auto place = slot.number - 1;
    return (*blocks_[place / kBlock])[place % kBlock];
  }
  // Of this hash, as far as its first two slots tell.
  [[nodiscard]] const Record* likely(std::uint64_t hash) const {
    auto slot = slots_[home(hash)];
    if (slot.hash != upper(hash)) slot = slots_[after(home(hash))];
    return slot.number != 0 && slot.hash == upper(hash) ? &record(slot) : nullptr;
  }
  void place(Slot slot);
  void grow();

  NamedBy named_by_;
  std::vector<std::unique_ptr<Block>> blocks_;
  std::vector<std::uint32_t> free_;                  // numbers
  std::vector<Slot> slots_ = std::vector<Slot>(64);  // a power of two, at most half full
  std::size_t used_ = 0;
};

}  // namespace tiyf::fold
