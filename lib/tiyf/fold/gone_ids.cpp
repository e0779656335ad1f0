#include "tiyf/fold/gone_ids.hpp"

#include <cstring>

namespace tiyf::fold {
namespace {

std::uint64_t tail_at(const unsigned char* bytes, std::size_t size) {
  std::uint64_t tail = 0;
  std::memcpy(&tail, bytes, size);  // written by the same machine
  return tail;
}

}  // namespace

bool GoneIds::listed(const Parts& parts) const {
  const auto& list = lists_[parts.list];
  for (std::size_t at = 0; at < list.size(); at += kTailSize)
    if (tail_at(&list[at], kTailSize) == parts.tail) return true;
  return false;
}

void GoneIds::insert(std::uint64_t hash) {
  constexpr std::size_t ids_a_word = 6;
  const Parts parts(hash);
  if (++size_ > filter_.size() * ids_a_word) grow();
  filter_[word(parts)] |= bits(parts);
  auto& list = lists_[parts.list];
  // A quarter more, not twice as much: most of this memory is never read again.
  if (list.capacity() - list.size() < kTailSize)
    list.reserve(list.size() + (list.size() / kTailSize / 4 + 8) * kTailSize);
  const auto old = list.size();
  list.resize(old + kTailSize);
  std::memcpy(&list[old], &parts.tail, kTailSize);
}

void GoneIds::grow() {
  filter_.assign(filter_.size() * 2, 0);
  for (std::size_t list = 0; list < kLists; ++list)
    for (std::size_t at = 0; at < lists_[list].size(); at += kTailSize) {
      const Parts parts(list, tail_at(&lists_[list][at], kTailSize));
      filter_[word(parts)] |= bits(parts);
    }
}

}  // namespace tiyf::fold
