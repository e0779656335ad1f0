#include "tiyf/json/quote_list.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#ifdef __x86_64__
#include <immintrin.h>
#include <sys/platform/x86.h>
#endif

namespace tiyf::json {
namespace {

constexpr std::size_t kBlock = 64;

#ifdef __x86_64__
// What every x86-64 has: sixteen bytes at once.
class Bytes {
 public:
  // One bit a byte of the block.
  std::uint64_t quotes(const char* block) {
    return sixteen(block) | sixteen(block + 16) << 16U | sixteen(block + 32) << 32U |
           sixteen(block + 48) << 48U;
  }
  [[nodiscard]] bool plain() const {
    const auto far = _mm_cmpgt_epi8(farthest_, _mm_set1_epi8(95));
    return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(far, farthest_), backslashes_)) == 0;
  }

 private:
  std::uint64_t sixteen(const char* at) {
    __m128i bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    // From the blank on, the printable characters are the lowest 96.
    farthest_ = _mm_max_epu8(farthest_, _mm_sub_epi8(bytes, _mm_set1_epi8(' ')));
    backslashes_ = _mm_or_si128(backslashes_, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'))));
  }
  __m128i farthest_{}, backslashes_{};
};
#else
class Bytes {
 public:
  std::uint64_t quotes(const char* block) {
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
      const auto c = static_cast<unsigned char>(block[i]);
      odd_ = odd_ || c < 0x20 || c >= 0x80 || c == '\\';
      found |= std::uint64_t{c == '"'} << i;
    }
    return found;
  }
  [[nodiscard]] bool plain() const { return !odd_; }

 private:
  bool odd_ = false;
};
#endif

// Of less than a block at the line's end.
std::uint64_t last_quotes(Bytes& bytes, std::string_view line, std::size_t rest) {
  if (line.size() >= kBlock) return bytes.quotes(line.data() + line.size() - kBlock) >> (kBlock - rest);
  std::array<char, kBlock> padded;
  padded.fill(' ');
  std::copy(line.begin(), line.end(), padded.begin());
  return bytes.quotes(padded.data());
}

}  // namespace

bool QuoteList::portable(QuoteList& list, std::string_view line) {
  Bytes bytes;
  std::size_t size = 0;
  for (std::size_t at = 0; at < line.size(); at += kBlock) {
    const auto left = line.size() - at;
    auto quotes = left >= kBlock ? bytes.quotes(line.data() + at) : last_quotes(bytes, line, left);
    for (; quotes != 0; quotes &= quotes - 1)
      list.places_[size++] = static_cast<std::uint16_t>(at + static_cast<unsigned>(std::countr_zero(quotes)));
  }
  list.end(size, line.size());
  return bytes.plain();
}

#ifdef __x86_64__
[[gnu::target("avx512f,avx512bw,avx512vbmi2,popcnt")]] bool QuoteList::wide(QuoteList& list,
                                                                            std::string_view line) {
  alignas(kBlock) static constexpr auto numbers = [] {
    std::array<char, kBlock> out{};
    for (std::size_t i = 0; i < kBlock; ++i) out[i] = static_cast<char>(i);
    return out;
  }();
  const auto every = _mm512_load_si512(numbers.data());
  std::size_t size = 0;
  __mmask64 odd = 0;
  for (std::size_t at = 0; at < line.size(); at += kBlock) {
    const auto left = line.size() - at;
    const __mmask64 there = left >= kBlock ? ~__mmask64{0} : (__mmask64{1} << left) - 1;
    const auto bytes = _mm512_maskz_loadu_epi8(there, line.data() + at);
    const auto beyond_blank = _mm512_sub_epi8(bytes, _mm512_set1_epi8(' '));
    odd |= _mm512_mask_cmpgt_epu8_mask(there, beyond_blank, _mm512_set1_epi8(95)) |
           _mm512_mask_cmpeq_epi8_mask(there, bytes, _mm512_set1_epi8('\\'));
    const auto quotes = _mm512_mask_cmpeq_epi8_mask(there, bytes, _mm512_set1_epi8('"'));
    const auto found = _mm512_maskz_compress_epi8(quotes, every);
    const auto base = _mm512_set1_epi16(static_cast<short>(at));
    auto* const out = list.places_.data() + size;
    const auto lower = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(found));
    _mm512_storeu_si512(out, _mm512_add_epi16(base, lower));
    const auto count = static_cast<std::size_t>(std::popcount(quotes));
    if (count > kBlock / 2) {
      const auto upper = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(found, 1));
      _mm512_storeu_si512(out + kBlock / 2, _mm512_add_epi16(base, upper));
    }
    size += count;
  }
  list.end(size, line.size());
  return odd == 0;
}

QuoteList::Fill* const QuoteList::fill_ =
    CPU_FEATURE_ACTIVE(AVX512BW) && CPU_FEATURE_ACTIVE(AVX512_VBMI2) ? wide : portable;
#else
QuoteList::Fill* const QuoteList::fill_ = portable;
#endif

}  // namespace tiyf::json
