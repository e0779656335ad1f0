// The checksums that the stores keep: over one entry, and over a set of entries whatever their order.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace tiyf::cache {

// The IEEE CRC-32 (gzip's, zlib's), continued from `seed`.
[[nodiscard]] std::uint32_t crc32(std::string_view bytes, std::uint32_t seed = 0);

// CRC-32 over fields, each led by its length, so that no byte can move from one field to its neighbour
// unnoticed.
[[nodiscard]] std::uint32_t crc32_of_fields(std::span<const std::string_view> fields);
[[nodiscard]] inline std::uint32_t crc32_of_fields(std::initializer_list<std::string_view> fields) {
  return crc32_of_fields(std::span(fields.begin(), fields.size()));
}

// A digest over a set of entry checksums: adding and removing cost the same whatever the set holds.
class SetDigest {
 public:
  SetDigest() = default;
  explicit SetDigest(std::uint64_t value) : value_(value) {}
  void add(std::uint32_t entry_crc) { value_ += spread(entry_crc); }
  void remove(std::uint32_t entry_crc) { value_ -= spread(entry_crc); }
  [[nodiscard]] std::uint64_t value() const { return value_; }
  friend bool operator==(SetDigest, SetDigest) = default;

 private:
  [[nodiscard]] static std::uint64_t spread(std::uint32_t crc);
  std::uint64_t value_ = 0;
};

}  // namespace tiyf::cache
