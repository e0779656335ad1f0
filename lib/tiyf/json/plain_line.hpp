// The members of a line as almost every log writes it: one flat object in printable ASCII, without escapes,
// with at most one blank behind a ':' or a ','. Where its quotes stand is found for the whole line at once,
// so that no string is looked at byte by byte. A line that is not plain is the grammar's (grammar.hpp), and
// so is every line at fault: nothing is said of it here. Inside json only.
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

#include "tiyf/json/grammar.hpp"

namespace tiyf::json {

class PlainLine {
 public:
  // False: not plain.
  [[nodiscard]] bool start(std::string_view line) {
    line_ = line;
    at_ = 1;
    next_ = quotes_.data();
    if (line.size() < 2 || line.size() > kMaxSize || line.front() != '{' || line.back() != '}') return false;
    return find_quotes();
  }

  enum class Step { member, end, not_plain };
  // A member's key (without its quotes) and value.
  [[nodiscard]] Step next(std::string_view& key, Token& value) {
    const char* const text = line_.data();
    if (!string_at(at_, key)) return Step::not_plain;
    // The last byte is the object's own '}', and no quote: reading on behind a quote stays within the line.
    std::size_t at = at_ + key.size() + 2;
    if (text[at] != ':') return Step::not_plain;
    ++at;
    if (text[at] == ' ') ++at;
    value.offset = at;
    if (text[at] == '"') {
      if (!string_at(at, value.text)) return Step::not_plain;
      value.kind = Kind::string;
      at += value.text.size() + 2;
    } else {
      if (!read_bare(at, value)) return Step::not_plain;
      at += value.text.size();
    }
    if (text[at] == '}') return at + 1 == line_.size() ? Step::end : Step::not_plain;
    if (text[at] != ',') return Step::not_plain;
    ++at;
    if (text[at] == ' ') ++at;
    at_ = at;
    return Step::member;
  }

 private:
  static constexpr std::size_t kMaxSize = 1024;

  // False when there is a byte that does not stand for itself in a string.
  [[nodiscard]] bool find_quotes() {
    const char* const text = line_.data();
    const auto size = line_.size();
    auto* found = quotes_.data();
    const auto keep = [&found](std::uint64_t bits, std::size_t base) {
      for (; bits != 0; bits &= bits - 1)
        *found++ = static_cast<std::uint16_t>(base + static_cast<std::size_t>(std::countr_zero(bits)));
    };
    std::size_t at = 0;
#ifdef __SSE2__
    const auto quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), blank = _mm_set1_epi8(' ');
    auto odd = _mm_setzero_si128();
    const auto block = [&](std::size_t from) {
      __m128i bytes;
      std::memcpy(&bytes, text + from, sizeof bytes);
      // As signed bytes: below the blank are the control characters and all beyond ASCII.
      odd = _mm_or_si128(odd, _mm_or_si128(_mm_cmplt_epi8(bytes, blank), _mm_cmpeq_epi8(bytes, backslash)));
      return static_cast<std::uint64_t>(
          static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, quote))));
    };
    for (; at + 64 <= size; at += 64)
      keep(block(at) | block(at + 16) << 16U | block(at + 32) << 32U | block(at + 48) << 48U, at);
    for (; at + 16 <= size; at += 16) keep(block(at), at);
    if (at != size && size >= 16) {  // the last bytes once more, with those before them
      keep(block(size - 16) >> (16 - (size - at)), at);
      at = size;
    }
    if (_mm_movemask_epi8(odd) != 0) return false;
#endif
    for (; at < size; ++at) {
      const auto c = static_cast<unsigned char>(text[at]);
      if (c < 0x20 || c >= 0x80 || c == '\\') return false;
      keep(c == '"' ? 1 : 0, at);
    }
    found[0] = found[1] = 0;  // no string starts with the line
    return true;
  }

  // The string whose opening quote is here, if the next two quotes are its own.
  [[nodiscard]] bool string_at(std::size_t at, std::string_view& out) {
    const std::size_t end = next_[1];
    if (next_[0] != at || end == 0) return false;
    next_ += 2;
    out = {line_.data() + at + 1, end - at - 1};
    return true;
  }

  // true, false, null or a number without an exponent. The line's '}' ends every run of digits.
  [[nodiscard]] bool read_bare(std::size_t at, Token& value) const {
    const char* const first = line_.data() + at;
    const char* const whole = first + (*first == '-' ? 1 : 0);
    const char* end = digits(whole);
    if (end == whole) return read_word(at, value);
    if (*whole == '0' && end != whole + 1) return false;
    if (*end == '.') {
      const char* const fraction = end + 1;
      end = digits(fraction);
      if (end == fraction) return false;
    }
    value.kind = Kind::number;
    value.text = {first, end};
    return true;
  }
  [[nodiscard]] static const char* digits(const char* p) {
    while (*p >= '0' && *p <= '9') ++p;
    return p;
  }
  [[nodiscard]] bool read_word(std::size_t at, Token& value) const {
    const auto rest = line_.substr(at);
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!rest.starts_with(word)) continue;
      value.kind = word == "null" ? Kind::null : Kind::boolean;
      value.text = rest.substr(0, word.size());
      return true;
    }
    return false;
  }

  std::string_view line_;
  std::size_t at_ = 0;                              // what comes next
  const std::uint16_t* next_ = nullptr;             // the first quote that is not used up
  std::array<std::uint16_t, kMaxSize + 2> quotes_;  // where they stand; two zeros behind the last
};

}  // namespace tiyf::json
