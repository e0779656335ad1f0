#include "tiyf/fold/record_table.hpp"

#include <utility>

namespace tiyf::fold {

Record* RecordTable::find(std::string_view key, std::uint64_t hash) const {
  for (auto i = home(hash); slots_[i].record != nullptr; i = (i + 1) & (slots_.size() - 1))
    if (slots_[i].hash == hash && slots_[i].record->key == key) return slots_[i].record;
  return nullptr;
}

void RecordTable::place(Slot slot) {
  auto i = home(slot.hash);
  while (slots_[i].record != nullptr) i = (i + 1) & (slots_.size() - 1);
  slots_[i] = slot;
}

void RecordTable::grow() {
  const auto before = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
  for (const auto& slot : before)
    if (slot.record != nullptr) place(slot);
}

Record& RecordTable::add(std::string_view key, std::uint64_t hash) {
  if (++used_ * 2 > slots_.size()) grow();
  if (free_.empty()) free_.push_back(&records_.emplace_back());
  Record& record = *free_.back();
  free_.pop_back();
  record.key = key;
  record.hash = hash;
  place({hash, &record});
  return record;
}

// Linear probing without tombstones: what stands behind the gap moves up unless it is at home there.
void RecordTable::remove(Record& record) {
  const auto mask = slots_.size() - 1;
  auto gap = home(record.hash);
  while (slots_[gap].record != &record) gap = (gap + 1) & mask;
  for (auto i = (gap + 1) & mask; slots_[i].record != nullptr; i = (i + 1) & mask)
    if (((i - home(slots_[i].hash)) & mask) >= ((i - gap) & mask)) slots_[std::exchange(gap, i)] = slots_[i];
  slots_[gap] = {};
  --used_;
  record.clear();
  free_.push_back(&record);
}

std::vector<Record*> RecordTable::all() const {
  std::vector<Record*> out;
  out.reserve(used_);
  for (const auto& slot : slots_)
    if (slot.record != nullptr) out.push_back(slot.record);
  return out;
}

}  // namespace tiyf::fold
