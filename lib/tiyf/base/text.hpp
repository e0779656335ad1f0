// Small text helpers that know no trading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <functional>
#include <string>
#include <string_view>

namespace tiyf {

// For tables in memory; never 0, and never in an output.
[[nodiscard]] inline std::uint64_t id_hash(std::string_view id) {
  const std::uint64_t hash = std::hash<std::string_view>{}(id);
  return hash == 0 ? 1 : hash;
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

// A CSV field by RFC 4180: quoted only when it holds a comma, a quote or a line break.
void append_csv_field(std::string& out, std::string_view text);

// A logfmt value: as it is, or quoted when it is empty or holds blanks, '=', quotes or control characters.
[[nodiscard]] std::string logfmt_value(std::string_view text);

// For a terminal: control characters (C0, DEL, C1) as \xNN, so that no foreign text can move the cursor.
[[nodiscard]] std::string printable(std::string_view text);

// Lower-case hex digits.
[[nodiscard]] std::string hex(std::string_view bytes);

// "1 order", "2 orders".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);

}  // namespace tiyf
