// Where the quotes of a line stand, found for the whole line at once: one bit a byte. Inside json only.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tiyf::json {

class QuoteMap {
 public:
  static constexpr std::size_t kMaxSize = 1024;

  // False when a byte of the line, which has kMaxSize at most, does not stand for itself in a string:
  // anything but printable ASCII, and backslashes.
  [[nodiscard]] bool fill(std::string_view line) {
    const auto blocks = line.size() / kBlock, rest = line.size() % kBlock;
    for (std::size_t i = 0; i < blocks; ++i) words_[i] = quotes(line.data() + i * kBlock);
    if (rest != 0) words_[blocks] = last_quotes(line, rest);
    words_[blocks + (rest != 0 ? 1 : 0)] = 1;
    return is_plain();
  }

  // The first quote at `from` or behind it; the line's size or more when there is none. `from` is not more.
  [[nodiscard]] std::size_t next(std::size_t from) const {
    auto i = from / kBlock;
    if (const auto bits = words_[i] >> from % kBlock; bits != 0) return from + lowest(bits);
    do ++i;
    while (words_[i] == 0);
    return i * kBlock + lowest(words_[i]);
  }

 private:
  static constexpr std::size_t kBlock = 64;
  static std::size_t lowest(std::uint64_t bits) { return static_cast<std::size_t>(std::countr_zero(bits)); }

  [[nodiscard]] std::uint64_t last_quotes(std::string_view line, std::size_t rest) {
    if (line.size() > kBlock) return quotes(line.data() + line.size() - kBlock) >> (kBlock - rest);
    std::array<char, kBlock> padded;
    padded.fill(' ');
    std::memcpy(padded.data(), line.data(), rest);
    return quotes(padded.data());
  }

#ifdef __SSE2__
  [[nodiscard, gnu::always_inline]] std::uint64_t quotes(const char* block) {
    return sixteen(block) | sixteen(block + 16) << 16U | sixteen(block + 32) << 32U |
           sixteen(block + 48) << 48U;
  }
  [[nodiscard, gnu::always_inline]] std::uint64_t sixteen(const char* at) {
    __m128i bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    // From the blank on, the printable characters are the lowest 96.
    farthest_ = _mm_max_epu8(farthest_, _mm_sub_epi8(bytes, _mm_set1_epi8(' ')));
    backslashes_ = _mm_or_si128(backslashes_, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'))));
  }
  [[nodiscard]] bool is_plain() const {
    const auto far = _mm_cmpgt_epi8(farthest_, _mm_set1_epi8(95));
    return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(far, farthest_), backslashes_)) == 0;
  }
  __m128i farthest_{}, backslashes_{};
#else
  [[nodiscard]] std::uint64_t quotes(const char* block) {
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
      const auto c = static_cast<unsigned char>(block[i]);
      odd_ = odd_ || c < 0x20 || c >= 0x80 || c == '\\';
      if (block[i] == '"') found |= std::uint64_t{1} << i;
    }
    return found;
  }
  [[nodiscard]] bool is_plain() const { return !odd_; }
  bool odd_ = false;
#endif

  std::array<std::uint64_t, kMaxSize / kBlock + 1> words_;  // one bit set behind the line's
};

}  // namespace tiyf::json
