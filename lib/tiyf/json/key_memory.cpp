#include "tiyf/json/key_memory.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace tiyf::json {

void WrittenKey::write(std::string_view key) {
  constexpr std::size_t kWord = 8;
  text_.assign("\"").append(key).append("\":");
  size_ = text_.size();
  const auto first = std::min(size_, kWord);
  front_ = mask_ = 0;
  std::memcpy(&front_, text_.data(), first);
  std::memset(&mask_, 0xFF, first);
  if (size_ > kWord) back_ = word(text_.data() + size_ - kWord);
}

KeyMemory::KeyMemory(std::span<const std::string_view> known)
    : known_(known), keys_(known.size() + 1 + kOthers + 1) {
  if (known.size() > kMaxKnown) std::abort();  // each has its bit
  for (auto& key : keys_) key.place = known.size(), key.behind.fill(any_other());
  for (std::size_t i = 0; i < known.size(); ++i) {
    auto& key = keys_[i];
    if (known[i].find('"') == std::string_view::npos)
      key.written.write(known[i]);  // else a line has it escaped
    key.bit = std::uint64_t{1} << i;
    key.place = i;
    key.in_bucket = std::exchange(buckets_[bucket(known[i])], &key);
  }
}

KeyMemory::Key* KeyMemory::remembered(std::string_view key) {
  auto& other = keys_[known() + 1 + bucket(key) % kOthers];
  if (other.written.key() != key) other.written.write(key);
  return &other;
}

}  // namespace tiyf::json
