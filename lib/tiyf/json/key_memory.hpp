// The keys that a scanner knows, and which key came behind which. A log writes its lines alike: the key
// before mostly tells the next one, and a glance at the line confirms it. Inside json only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tiyf::json {

// A key as a plain line has it, `"key":`, to be compared in place, eight bytes at a time.
class WrittenKey {
 public:
  // Of no key until then: it stands nowhere.
  void write(std::string_view key);

  [[nodiscard]] std::string_view key() const { return std::string_view(text_).substr(1, size_ - 3); }
  [[nodiscard]] std::size_t size() const { return size_; }  // with quotes and colon
  // Whether it stands at the front of these bytes; not seen where there are fewer than eight.
  [[nodiscard]] bool is_at(const char* text, std::size_t readable) const {
    if (readable < 8 || (word(text) & mask_) != front_) return false;
    return size_ <= 8 || (size_ <= readable && rest_is_at(text));
  }

 private:
  static std::uint64_t word(const char* at) {
    std::uint64_t out = 0;
    std::memcpy(&out, at, sizeof out);
    return out;
  }
  [[nodiscard]] bool rest_is_at(const char* text) const {
    for (std::size_t i = 8; i + 8 < size_; i += 8)
      if (word(text + i) != word(text_.data() + i)) return false;
    return word(text + size_ - 8) == back_;
  }

  std::size_t size_ = 3;
  std::uint64_t front_ = 1, mask_ = 0;  // the first eight bytes, and which of them are the key's
  std::uint64_t back_ = 0;              // the last eight of a longer one
  std::string text_{"\"\":"};
};

class KeyMemory {
 public:
  static constexpr std::size_t kMaxKnown = 64;

  // Lines of one kind have the same keys. Kinds that this takes for one only cost time.
  static constexpr std::size_t kKinds = 32;
  [[nodiscard]] static std::size_t kind(std::string_view name) {
    return name.empty() ? 0 : (name.size() * 3 + static_cast<unsigned char>(name[name.size() / 2])) % kKinds;
  }

  struct Key {
    WrittenKey written;
    std::uint64_t bit = 0;              // a known key's own
    std::size_t place = 0;              // in `known`; behind the last for any other key
    Key* in_bucket = nullptr;           // the next known key of the same bucket
    std::array<Key*, kKinds> behind{};  // the key that last came behind this one, by the line's kind
  };

  // At most kMaxKnown; they must outlive this.
  explicit KeyMemory(std::span<const std::string_view> known);
  KeyMemory(KeyMemory&&) = default;  // keys point to each other: not to be copied

  [[nodiscard]] std::size_t known() const { return known_.size(); }
  // The known key, or null.
  [[nodiscard]] Key* find(std::string_view key) const {
    auto* at = buckets_[bucket(key)];
    while (at != nullptr && known_[at->place] != key) at = at->in_bucket;
    return at;
  }
  // A key that is not known; a few of them are remembered, too.
  [[nodiscard]] Key* remembered(std::string_view key);
  [[nodiscard]] Key* any_other() { return &keys_[known()]; }
  [[nodiscard]] Key* start() { return &keys_.back(); }  // behind it comes the first key of a line

 private:
  static constexpr std::size_t kBuckets = 64, kOthers = 16;
  // Length, first and last character tell almost all keys of one schema apart.
  static std::size_t bucket(std::string_view key) {
    if (key.empty()) return 0;
    const auto first = static_cast<unsigned char>(key.front());
    const auto last = static_cast<unsigned char>(key.back());
    return (key.size() * 11U + first * 3U + last) % kBuckets;
  }
  std::span<const std::string_view> known_;
  std::vector<Key> keys_;  // the known ones, any other, kOthers others, the line's start
  std::array<Key*, kBuckets> buckets_{};
};

}  // namespace tiyf::json
