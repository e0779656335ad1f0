// What lines of one kind have in common. Between their values a log writes the same bytes each time: quotes,
// keys, colons, commas, blanks. A template is these, in turn, learnt from a line that the grammar has read.
// A plain line of them, with one flat value in each place and no quote but theirs, is as valid as that one,
// and has the same keys. Inside json only.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/json/quote_list.hpp"
#include "tiyf/json/value.hpp"

namespace tiyf::json {

// One value of a scanned line. Strings are unescaped (into the scan's own buffer when they hold escapes),
// numbers are raw text, arrays and objects are their raw text. `column` is 1-based, in bytes, of the value's
// first character.
struct Slice {
  Kind kind;
  std::string_view text;
  std::uint64_t column;
};

// Some bytes, to be found again at a place.
class Literal {
 public:
  Literal() = default;
  explicit Literal(std::string_view text);

  [[nodiscard]] std::size_t size() const { return size_; }
  // Whether it stands at the front of so many bytes.
  [[nodiscard]] bool is_at(const char* bytes, std::size_t readable) const {
    if (readable < size_) return false;
    if (readable < kWord) return ends_line(bytes);
    if (((word(bytes) ^ front_[0]) & mask_) != 0) return false;
    if (size_ <= kWord) return true;
    if (size_ <= 2 * kWord) return word(bytes + size_ - kWord) == back_[1];
    const auto* const back = bytes + size_ - 2 * kWord;
    return ((word(bytes + kWord) ^ front_[1]) | (word(back) ^ back_[0]) | (word(back + kWord) ^ back_[1])) ==
               0 &&
           (size_ <= 4 * kWord || std::memcmp(bytes, text_.data(), size_) == 0);
  }

 private:
  static constexpr std::size_t kWord = 8;
  [[nodiscard]] bool ends_line(const char* bytes) const {  // few, with less than a word to read
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t own = 0;
    for (std::size_t i = 0; i < size_; ++i)
      own |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
    return own == (front_[0] & mask_);
  }
  static std::uint64_t word(const char* at) {
    std::uint64_t out = 0;
    std::memcpy(&out, at, sizeof out);
    return out;
  }
  std::size_t size_ = 0;
  std::uint64_t mask_ = 0;                         // which of the first word's bytes are its own
  std::array<std::uint64_t, 2> front_{}, back_{};  // its first and last words, as many as it has
  std::string text_;
};

class LineTemplate {
 public:
  // Where the value of a member stands in its line, a string's without its quotes, and the place of its
  // slice.
  struct Value {
    std::size_t begin, end;
    bool quoted;
    std::size_t place;
  };

  LineTemplate() = default;  // no line's
  LineTemplate(std::string_view line, std::span<const Value> values);

  // Whether it is the template of this plain line; then the slices are its values.
  [[nodiscard]] bool fits(std::string_view line, const QuoteList& quotes, std::span<Slice> slices) const;

 private:
  struct Part {
    Literal literal;
    std::size_t quote;  // which of the line's is the literal's first one; without any, the line's end
    std::size_t lead;   // bytes of the literal in front of it
    // Of the value behind it; the last one has none.
    bool quoted = false;
    std::size_t place = 0;
  };
  std::vector<Part> parts_;
  std::size_t quotes_ = 0;
};

}  // namespace tiyf::json
