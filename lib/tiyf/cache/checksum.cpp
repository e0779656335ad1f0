#include "tiyf/cache/checksum.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstddef>
#include <string>

namespace tiyf::cache {

std::uint32_t crc32(std::string_view bytes, std::uint32_t seed) {
  return libdeflate_crc32(seed, bytes.data(), bytes.size());
}

std::uint32_t crc32_of_fields(std::span<const std::string_view> fields) {
  std::size_t size = 0;
  for (const std::string_view field : fields) size += sizeof(std::uint32_t) + field.size();
  std::string joined;
  joined.resize_and_overwrite(size, [&](char* out, std::size_t) {
    for (const std::string_view field : fields) {
      for (unsigned shift = 0; shift < 32; shift += 8)
        *out++ = static_cast<char>((field.size() >> shift) & 0xFFU);
      out = std::copy(field.begin(), field.end(), out);
    }
    return size;
  });
  return crc32(joined);
}

// A sum of bare CRCs would let one change cancel another that differs by the same amount; SplitMix64's
// finisher spreads each over 64 bits first.
std::uint64_t SetDigest::spread(std::uint32_t crc) {
  std::uint64_t z = crc + 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

}  // namespace tiyf::cache
