// The members of a line as almost every log writes it: one flat object in printable ASCII, without escapes,
// with at most one blank behind a ':' or a ','. No string is looked at byte by byte (quote_map.hpp). A line
// that is not plain is the grammar's (grammar.hpp), and so is every line at fault: nothing is said of it
// here. Inside json only.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "tiyf/base/digits.hpp"
#include "tiyf/json/key_memory.hpp"
#include "tiyf/json/line_reader.hpp"
#include "tiyf/json/quote_map.hpp"

namespace tiyf::json {

// Reads key, value, key, … in turn. Every read is false when the line is not plain. The last byte is the
// object's own '}', which is no quote, digit or blank: reading on behind one of these stays within the line.
class PlainLine {
 public:
  explicit PlainLine(std::string_view line) : text_(line.data()), size_(line.size()) {}

  [[nodiscard]] bool start() {
    return size_ >= 2 && size_ <= QuoteMap::kMaxSize && text_[0] == '{' && text_[size_ - 1] == '}' &&
           quotes_.fill({text_, size_});
  }

  // Reads on behind the key when it is this one.
  [[nodiscard]] bool take(const WrittenKey& key) {
    if (!key.is_at(text_ + at_, size_ - at_)) return false;
    at_ += key.size();
    return true;
  }
  // Any key, without its quotes.
  [[nodiscard]] bool key(std::string_view& out) {
    return text_[at_] == '"' && string(out) && text_[at_++] == ':';
  }

  [[nodiscard]] bool value(Slice& out) {
    if (text_[at_] == ' ') [[unlikely]]
      ++at_;
    out.column = at_ + 1;
    if (text_[at_] != '"') return bare(out);
    out.kind = Kind::string;
    return string(out.text);
  }
  [[nodiscard]] bool comma() {
    if (text_[at_] != ',') return false;
    ++at_;
    if (text_[at_] == ' ') [[unlikely]]
      ++at_;
    return true;
  }
  [[nodiscard]] bool end() const { return text_[at_] == '}' && at_ + 1 == size_; }

 private:
  // From its opening quote on.
  [[nodiscard, gnu::always_inline]] bool string(std::string_view& out) {
    const auto begin = at_ + 1, end = quotes_.next(begin);
    if (end >= size_) return false;
    out = {text_ + begin, end - begin};
    at_ = end + 1;
    return true;
  }

  // true, false, null or a number without an exponent.
  [[nodiscard, gnu::always_inline]] bool bare(Slice& out) {
    const char* const first = text_ + at_;
    const char* const whole = first + (*first == '-' ? 1 : 0);
    const char* end = digits(whole);
    if (end == whole) return word(out);
    if (*whole == '0' && end != whole + 1) return false;
    if (*end == '.') {
      const char* const fraction = end + 1;
      end = digits(fraction);
      if (end == fraction) return false;
    }
    out.kind = Kind::number;
    out.text = {first, end};
    at_ += out.text.size();
    return true;
  }
  // Behind the digits from here on: eight characters at once, then one by one.
  [[nodiscard]] const char* digits(const char* p) const {
    if (text_ + size_ - p >= 8) {
      static_assert(std::endian::native == std::endian::little);
      std::uint64_t eight = 0;
      std::memcpy(&eight, p, sizeof eight);
      const auto others = beyond_nine(eight ^ kEightZeros);
      if (others != 0) return p + std::countr_zero(others) / 8;
      p += 8;
    }
    while (*p >= '0' && *p <= '9') ++p;
    return p;
  }
  [[nodiscard]] bool word(Slice& out) {
    const std::string_view rest(text_ + at_, size_ - at_);
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!rest.starts_with(word)) continue;
      out.kind = word == "null" ? Kind::null : Kind::boolean;
      out.text = rest.substr(0, word.size());
      at_ += word.size();
      return true;
    }
    return false;
  }

  const char* text_;
  std::size_t size_;
  std::size_t at_ = 1;  // what comes next
  QuoteMap quotes_;
};

}  // namespace tiyf::json
