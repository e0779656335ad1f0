#include "tiyf/cache/checksum.hpp"

#include <zlib.h>

#include <string>

namespace tiyf::cache {

std::uint32_t crc32(std::string_view bytes, std::uint32_t seed) {
  // zlib speaks unsigned char; the bytes are the same.
  const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
  return static_cast<std::uint32_t>(::crc32_z(seed, data, bytes.size()));
}

std::uint32_t crc32_of_fields(std::initializer_list<std::string_view> fields) {
  std::string joined;
  for (const std::string_view field : fields) {
    for (unsigned shift = 0; shift < 32; shift += 8)
      joined += static_cast<char>((field.size() >> shift) & 0xFFU);
    joined += field;
  }
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
