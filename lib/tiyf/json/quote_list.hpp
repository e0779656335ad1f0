// Where the quotes of a line stand, found for the whole line at once. Inside json only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tiyf::json {

class QuoteList {
 public:
  static constexpr std::size_t kMaxSize = 1024;  // of a line

  // False when the line is longer, or a byte of it does not stand for itself in a string: anything but
  // printable ASCII, and backslashes.
  [[nodiscard]] bool fill(std::string_view line) { return line.size() <= kMaxSize && fill_(*this, line); }

  // The same without what this processor has beyond any other.
  [[nodiscard]] bool fill_portably(std::string_view line) {
    return line.size() <= kMaxSize && portable(*this, line);
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  // The place of a quote; the one behind the last is the line's size.
  [[nodiscard]] std::size_t operator[](std::size_t number) const { return places_[number]; }

 private:
  using Fill = bool(QuoteList& list, std::string_view line);
  static Fill portable;
#ifdef __x86_64__
  static Fill wide;  // AVX-512 with VBMI2
#endif
  static Fill* const fill_;  // the best that this processor has
  void end(std::size_t size, std::size_t line_size) {
    size_ = size;
    places_[size] = static_cast<std::uint16_t>(line_size);
  }

  static constexpr std::size_t kSpare = 64;  // so many places may be written behind the last one
  std::size_t size_ = 0;
  std::array<std::uint16_t, kMaxSize + kSpare> places_;
};

}  // namespace tiyf::json
