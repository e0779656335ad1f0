#include "tiyf/json/grammar.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "tiyf/base/text.hpp"

namespace tiyf::json {
namespace {

// Bytes that stand for themselves inside a string; everything else ends the fast loop.
constexpr auto kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

// The first byte at or after `p` that does not stand for itself inside a string, or `end`.
const char* skip_plain(const char* p, const char* end) {
#ifdef __SSE2__
  for (; end - p >= 16; p += 16) {
    __m128i bytes;
    std::memcpy(&bytes, p, sizeof bytes);
    // As signed bytes: below 0x20 are the control characters and all beyond ASCII.
    const auto odd = _mm_or_si128(
        _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
    if (const int mask = _mm_movemask_epi8(odd); mask != 0)
      return p + std::countr_zero(static_cast<unsigned>(mask));
  }
#endif
  while (p != end && kPlain[static_cast<unsigned char>(*p)]) ++p;
  return p;
}

constexpr unsigned char byte(char c) { return static_cast<unsigned char>(c); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_high_surrogate(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low_surrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

std::optional<std::uint32_t> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t unit = 0;
  for (const char c : text.substr(0, 4)) {
    unit <<= 4U;
    if (is_digit(c))
      unit += static_cast<std::uint32_t>(c - '0');
    else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
      unit += (byte(c) | 0x20U) - 'a' + 10U;
    else
      return std::nullopt;
  }
  return unit;
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&out](std::uint32_t b) { out += static_cast<char>(b); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0U | (c >> 6U));
  } else {
    if (c < 0x10000) {
      put(0xE0U | (c >> 12U));
    } else {
      put(0xF0U | (c >> 18U));
      put(0x80U | ((c >> 12U) & 0x3FU));
    }
    put(0x80U | ((c >> 6U) & 0x3FU));
  }
  put(0x80U | (c & 0x3FU));
}

constexpr std::string_view kOpenString = "this string has no closing quote";

}  // namespace

bool Grammar::fail(const char* where, std::string_view message) {
  if (where == end_) message = "the text ends here in the middle of a value; it may have been cut off";
  return fail_at(static_cast<std::size_t>(where - begin_), message);
}

bool Grammar::deeper() {
  if (++depth_ <= kMaxDepth) return true;
  return fail_at(static_cast<std::size_t>(at_ - 1 - begin_), "nested deeper than 64 levels; flatten it");
}

bool Grammar::value(Token& out) {
  skip_blanks();
  const char* const first = at_;
  out.escaped = false;
  out.offset = static_cast<std::size_t>(first - begin_);
  bool good = false;
  switch (at_ == end_ ? '\0' : *at_) {
    case '"':
      return string(out);
    case '{':
      out.kind = Kind::object, good = object([](const Token&, const Token&) { return true; });
      break;
    case '[':
      out.kind = Kind::array, good = items([](const Token&) { return true; });
      break;
    case 't':
      out.kind = Kind::boolean, good = literal("true");
      break;
    case 'f':
      out.kind = Kind::boolean, good = literal("false");
      break;
    case 'n':
      out.kind = Kind::null, good = literal("null");
      break;
    default:
      out.kind = Kind::number, good = number();
  }
  out.text = {first, static_cast<std::size_t>(at_ - first)};
  return good;
}

std::string_view Grammar::up_to_brace() {
  skip_blanks();
  const std::string_view rest(at_, end_);
  return rest.substr(0, rest.find('}') + 1);  // npos + 1 is 0
}

bool Grammar::end() {
  skip_blanks();
  return at_ == end_ || fail(at_, "there is more text after the end of the value; remove it");
}

bool Grammar::member_name(Token& key) {
  if (!next_is('"')) return fail(at_, "a key in double quotes was expected here");
  if (!string(key)) return false;
  return take(':') || fail(at_, "a ':' was expected here, between the key and its value");
}

bool Grammar::string(Token& out) {
  const char* const quote = at_;
  const char* p = quote + 1;
  out.kind = Kind::string;
  out.escaped = false;
  out.offset = static_cast<std::size_t>(quote - begin_);
  for (;;) {
    p = skip_plain(p, end_);
    if (p == end_) return fail(quote, kOpenString);
    if (*p == '"') break;
    if (*p == '\\') {
      out.escaped = true;
      p = after_escape(p);
      if (p == nullptr) return false;
    } else if (byte(*p) < 0x20) {
      return fail(p,
                  "a control character inside a string must be written as an escape such as \\n or \\u0000");
    } else {
      // A run of bytes beyond ASCII is well-formed UTF-8 or not all by itself.
      const char* const stop = std::find_if(p, end_, [](char c) { return byte(c) < 0x80; });
      if (!is_utf8({p, stop})) return fail(p, "these bytes are not UTF-8; write the text in UTF-8");
      p = stop;
    }
  }
  out.text = {quote + 1, p};
  at_ = p + 1;
  return true;
}

const char* Grammar::after_escape(const char* backslash) {
  const char* const letter = backslash + 1;
  if (letter == end_) return fail(letter, kOpenString), nullptr;
  switch (*letter) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return letter + 1;
    case 'u':
      return after_surrogates(backslash);
    default:
      break;
  }
  fail(backslash, "this is no JSON escape; a backslash itself is written as \\\\");
  return nullptr;
}

const char* Grammar::after_surrogates(const char* backslash) {
  const auto unit = hex4({backslash + 2, end_});
  if (!unit) return fail(backslash, "\\u must be followed by four hex digits"), nullptr;
  const char* const next = backslash + 6;
  if (!is_high_surrogate(*unit) && !is_low_surrogate(*unit)) return next;
  const bool pair_follows = is_high_surrogate(*unit) && end_ - next >= 2 && next[0] == '\\' && next[1] == 'u';
  const auto low = pair_follows ? hex4({next + 2, end_}) : std::nullopt;
  if (low && is_low_surrogate(*low)) return next + 6;
  fail(backslash, "this \\u escape is half of a surrogate pair; write both halves");
  return nullptr;
}

bool Grammar::digits() {
  const char* const first = at_;
  while (at_ != end_ && is_digit(*at_)) ++at_;
  return at_ != first || fail(at_, "a digit was expected here");
}

bool Grammar::number() {
  const char* const first = at_;
  if (at_ != end_ && *at_ == '-') ++at_;
  const bool leading_zero = at_ != end_ && *at_ == '0';
  const char* const whole = at_;
  if (at_ == first && at_ != end_ && !is_digit(*at_))
    return fail(first,
                "a value was expected here: a string, a number, an object, an array, true, false or null");
  if (!digits()) return false;
  if (leading_zero && at_ - whole > 1) return fail(first, "a number must not start with a superfluous 0");
  if (at_ != end_ && *at_ == '.') {
    ++at_;
    if (!digits()) return false;
  }
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    ++at_;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    if (!digits()) return false;
  }
  return true;
}

bool Grammar::literal(std::string_view word) {
  if (!std::string_view(at_, end_).starts_with(word))
    return fail(at_, "this is no JSON value; did you mean true, false, null or a string in double quotes?");
  at_ += word.size();
  return true;
}

std::optional<GrammarFault> check_grammar(std::string_view text) {
  Grammar grammar(text);
  Token token;
  if (grammar.value(token) && grammar.end()) return std::nullopt;
  return grammar.fault();
}

void append_unescaped(std::string& out, std::string_view token) {
  while (!token.empty()) {
    const auto backslash = std::min(token.find('\\'), token.size());
    out += token.substr(0, backslash);
    token.remove_prefix(backslash);
    if (token.empty()) return;
    const char letter = token[1];
    token.remove_prefix(2);
    switch (letter) {
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u': {
        auto code = hex4(token).value_or(0);
        token.remove_prefix(4);
        if (is_high_surrogate(code)) {
          code = 0x10000U + ((code - 0xD800U) << 10U) + (hex4(token.substr(2)).value_or(0) - 0xDC00U);
          token.remove_prefix(6);
        }
        append_utf8(out, code);
        break;
      }
      default:
        out += letter;  // one of " \ /
    }
  }
}

}  // namespace tiyf::json
