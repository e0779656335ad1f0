// Small text helpers that know no trading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tiyf {

// For tables in memory; never 0, and never in an output. Ids are short: sixteen bytes at a time, the last
// ones overlapping, each pair folded by a wide multiplication (as wyhash does).
[[nodiscard]] inline std::uint64_t id_hash(std::string_view id) {
  constexpr std::uint64_t k0 = 0xa0761d6478bd642f, k1 = 0xe7037ed1a0b428db, k2 = 0x8ebc6af09c88c6e3;
  const auto fold = [](std::uint64_t a, std::uint64_t b) {
    __extension__ const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
  };
  const auto load = [&id]<class Word>(Word word, std::size_t at) {
    std::memcpy(&word, id.data() + at, sizeof word);
    return std::uint64_t{word};
  };
  const auto size = id.size();
  std::uint64_t seed = k2, front = 0, back = 0;
  if (size > 8) {
    for (std::size_t at = 0; at + 16 < size; at += 16)
      seed = fold(load(std::uint64_t{}, at) ^ k0, load(std::uint64_t{}, at + 8) ^ seed);
    front = size < 16 ? load(std::uint64_t{}, 0) : load(std::uint64_t{}, size - 16);
    back = load(std::uint64_t{}, size - 8);
  } else if (size >= 4) {
    front = load(std::uint32_t{}, 0);
    back = load(std::uint32_t{}, size - 4);
  } else {
    for (const char c : id) front = front << 8U | static_cast<unsigned char>(c);
  }
  const auto hash = fold(fold(front ^ k0, back ^ seed) ^ k1, size ^ k2);
  return hash == 0 ? 1 : hash;
}

// a == b; without a call where they are as short as ids are.
[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) {
  const auto size = a.size();
  if (size != b.size()) return false;
  const auto same = [&]<class Word>(Word, std::size_t at) {
    return std::memcmp(a.data() + at, b.data() + at, sizeof(Word)) == 0;
  };
  if (size > 16 || size < 4) return size == 0 || std::memcmp(a.data(), b.data(), size) == 0;
  return size < 8 ? same(std::uint32_t{}, 0) && same(std::uint32_t{}, size - 4)
                  : same(std::uint64_t{}, 0) && same(std::uint64_t{}, size - 8);
}

// out = text; without a call where it is as short as ids are.
inline void set_text(std::string& out, std::string_view text) {
  const auto size = text.size();
  if (size > 16 || size < 4) {
    out.assign(text);
    return;
  }
  const auto copy = [&]<class Word>(Word front) {  // its front and its back, which overlap
    Word back = 0;
    std::memcpy(&front, text.data(), sizeof front);
    std::memcpy(&back, text.data() + size - sizeof back, sizeof back);
    out.resize(size);
    std::memcpy(out.data(), &front, sizeof front);
    std::memcpy(out.data() + size - sizeof back, &back, sizeof back);
  };
  size < 8 ? copy(std::uint32_t{}) : copy(std::uint64_t{});
}

// text == word, without a call.
template <std::size_t Size>
[[nodiscard]] constexpr bool is_word(std::string_view text, const char (&word)[Size]) {
  return text.size() == Size - 1 && __builtin_memcmp(text.data(), word, Size - 1) == 0;
}

// ASCII letters upper-cased, the rest as it is.
[[nodiscard]] std::string to_upper(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);

// Well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view text);
// How many bytes at the front are that: text.size(), or where the first bytes stand that are not.
[[nodiscard]] std::size_t utf8_prefix(std::string_view text);

// Appends `text` as a JSON string with its quotes. Control characters are escaped; the text must be UTF-8.
void append_json_string(std::string& out, std::string_view text);

// A CSV field by RFC 4180: quoted only when it holds a comma, a quote or a line break. At `out`, where there
// is room for twice the text and two; returns what is behind it.
char* put_csv_field(char* out, std::string_view text);

// A logfmt value: as it is, or quoted when it is empty or holds blanks, '=', quotes or control characters.
[[nodiscard]] std::string logfmt_value(std::string_view text);

// For a terminal: control characters (C0, DEL, C1) as \xNN, so that no foreign text can move the cursor.
[[nodiscard]] std::string printable(std::string_view text);

// Lower-case hex digits.
[[nodiscard]] std::string hex(std::string_view bytes);

// "1 order", "2 orders".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);

}  // namespace tiyf
