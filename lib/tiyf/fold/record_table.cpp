#include "tiyf/fold/record_table.hpp"

#include <utility>

#include "tiyf/base/text.hpp"

namespace tiyf::fold {

Record* RecordTable::find(std::string_view key, std::uint64_t hash) const {
  for (auto i = home(hash); slots_[i].number != 0; i = after(i)) {
    if (slots_[i].hash != upper(hash)) continue;
    if (auto& found = record(slots_[i]); same_text(found.key(), key)) return &found;
  }
  return nullptr;
}

void RecordTable::place(Slot slot) {
  auto i = home(slot);
  while (slots_[i].number != 0) i = after(i);
  slots_[i] = slot;
}

void RecordTable::grow() {
  const auto before = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
  for (const auto& slot : before)
    if (slot.number != 0) place(slot);
}

Record& RecordTable::add(std::string_view key, std::uint64_t hash) {
  if (++used_ * 2 > slots_.size()) grow();
  if (free_.empty()) {
    const auto count = static_cast<std::uint32_t>(blocks_.size() * kBlock);
    blocks_.push_back(std::make_unique<Block>());
    for (std::uint32_t number = count + kBlock; number > count; --number) free_.push_back(number);
  }
  const Slot slot{upper(hash), free_.back()};
  free_.pop_back();
  place(slot);
  // The records that are added soon.
  constexpr std::size_t next = 2, ahead = 4;
  if (free_.size() >= ahead) record({0, free_[free_.size() - ahead]}).expect();
  if (free_.size() >= next) expect_evidence(record({0, free_[free_.size() - next]}));
  Record& added = record(slot);
  added.hash = hash;
  added.named_by = named_by_;
  if (named_by_ == NamedBy::us)
    added.order.client_id.emplace(key);
  else
    added.order.broker_id.emplace(key);
  return added;
}

// Linear probing without tombstones: what stands behind the gap moves up unless it is at home there.
void RecordTable::remove(Record& removed) {
  const auto mask = slots_.size() - 1;
  auto gap = home(removed.hash);
  while (slots_[gap].number == 0 || &record(slots_[gap]) != &removed) gap = after(gap);
  free_.push_back(slots_[gap].number);
  for (auto i = after(gap); slots_[i].number != 0; i = after(i))
    if (((i - home(slots_[i])) & mask) >= ((i - gap) & mask)) slots_[std::exchange(gap, i)] = slots_[i];
  slots_[gap] = {};
  --used_;
  removed.clear();
}

std::vector<Record*> RecordTable::all() const {
  std::vector<Record*> out;
  out.reserve(used_);
  for (const auto& slot : slots_)
    if (slot.number != 0) out.push_back(&record(slot));
  return out;
}

void RecordTable::clear() { *this = RecordTable(named_by_); }

}  // namespace tiyf::fold
