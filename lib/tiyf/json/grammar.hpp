// The JSON grammar in one strict pass: RFC 8259, well-formed UTF-8, at most kMaxDepth levels. It validates
// and slices and builds nothing; lines (line_reader) and the place of a document's syntax error (value) rest
// on it. Inside json only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "tiyf/json/value.hpp"

namespace tiyf::json {

inline constexpr int kMaxDepth = 64;  // an array or object at the top is level 1

// A value or key as a slice of the text: a string without its quotes (still escaped), anything else as
// written.
struct Token {
  Kind kind = Kind::null;
  std::string_view text{};
  std::size_t offset = 0;  // of its first byte in the text, a string's quote included
  bool escaped = false;    // the string holds at least one backslash
};

// Where the text breaks the grammar (0-based byte) and why, in a sentence.
struct GrammarFault {
  std::size_t offset;
  std::string_view message;  // static text
};

// Keys are short: compared in place, eight bytes at a time, the last ones overlapping.
inline bool same_short(const char* a, const char* b, std::size_t size) {
  const auto differ = [&]<class Word>(Word x, std::size_t at) {
    Word y = 0;
    std::memcpy(&x, a + at, sizeof x);
    std::memcpy(&y, b + at, sizeof y);
    return x != y;
  };
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8)
      if (differ(std::uint64_t{}, at)) return false;
    return !differ(std::uint64_t{}, size - 8);
  }
  if (size >= 4) return !differ(std::uint32_t{}, 0) && !differ(std::uint32_t{}, size - 4);
  for (std::size_t at = 0; at < size; ++at)
    if (a[at] != b[at]) return false;
  return true;
}

// Reads forward over `text`. Every read returns false once the text is at fault; fault() then says where.
class Grammar {
 public:
  explicit Grammar(std::string_view text)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  [[nodiscard]] bool value(Token& out);  // blanks, then one value, nested ones validated and skipped
  [[nodiscard]] bool end();              // blanks, then nothing

  // Blanks, then one object; calls bool on_member(const Token& key, const Token& value), which may fail_at().
  template <class OnMember>
  [[nodiscard]] bool object(const OnMember& on_member);
  // The same where bool on_key(const Token& key) reads the value itself, with value() or items().
  template <class OnKey>
  [[nodiscard]] bool members(const OnKey& on_key);
  // The same, with a guess: where the key that expected() names comes next as it stands there (no escapes, its ':' close
  // behind it), it is not scanned, and on_key gets null in place of a token. An empty name is no guess.
  template <class Expected, class OnKey>
  [[nodiscard]] bool members(const Expected& expected, const OnKey& on_key);
  // Blanks, then one array; calls bool on_item(const Token& item).
  template <class OnItem>
  [[nodiscard]] bool items(const OnItem& on_item);

  bool fail_at(std::size_t offset, std::string_view message) {
    fault_ = GrammarFault{offset, message};
    return false;
  }
  [[nodiscard]] const std::optional<GrammarFault>& fault() const { return fault_; }
  [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }  // what comes next
  [[nodiscard]] bool next_is(char wanted) {
    skip_blanks();
    return at_ != end_ && *at_ == wanted;
  }

 private:
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
  }
  bool take(char wanted) {
    if (!next_is(wanted)) return false;
    ++at_;
    return true;
  }
  bool take_key(std::string_view key) {
    const auto size = key.size();
    if (size == 0 || static_cast<std::size_t>(end_ - at_) < size + 3 || at_[0] != '"' || at_[size + 1] != '"' ||
        at_[size + 2] != ':' || !same_short(at_ + 1, key.data(), size))
      return false;
    at_ += size + 3;
    return true;
  }
  [[nodiscard]] bool deeper();
  [[nodiscard]] bool member_name(Token& key);
  [[nodiscard]] bool string(Token& out);
  [[nodiscard]] bool number();
  [[nodiscard]] bool digits();
  [[nodiscard]] bool literal(std::string_view word);
  [[nodiscard]] const char* after_escape(const char* backslash);
  [[nodiscard]] const char* after_surrogates(const char* backslash);
  bool fail(const char* where,
            std::string_view message);  // "the text ends too early" when `where` is the end

  const char* begin_;
  const char* at_;
  const char* end_;
  int depth_ = 0;
  std::optional<GrammarFault> fault_;
};

template <class OnMember>
bool Grammar::object(const OnMember& on_member) {
  return members([&](const Token& key) {
    Token member;
    return value(member) && on_member(key, member);
  });
}

template <class OnItem>
bool Grammar::items(const OnItem& on_item) {
  if (!take('[')) return fail(at_, "an array was expected here, which starts with '['");
  if (!deeper()) return false;
  if (!next_is(']')) {
    Token item;
    do {
      if (!value(item) || !on_item(item)) return false;
    } while (take(','));
  }
  if (!take(']')) return fail(at_, "a ',' or the closing ']' of the array was expected here");
  --depth_;
  return true;
}

template <class OnKey>
bool Grammar::members(const OnKey& on_key) {
  return members([] { return std::string_view(); }, [&](const Token* key) { return on_key(*key); });
}

template <class Expected, class OnKey>
bool Grammar::members(const Expected& expected, const OnKey& on_key) {
  if (!take('{')) return fail(at_, "an object was expected here, which starts with '{'");
  if (!deeper()) return false;
  if (!next_is('}')) {
    Token key;
    do {
      skip_blanks();
      const bool good = take_key(expected()) ? on_key(nullptr) : member_name(key) && on_key(&key);
      if (!good) return false;
    } while (take(','));
  }
  if (!take('}')) return fail(at_, "a ',' or the closing '}' of the object was expected here");
  --depth_;
  return true;
}

// The fault of a whole text that must hold exactly one value; none when it does.
[[nodiscard]] std::optional<GrammarFault> check_grammar(std::string_view text);

// Appends what a string token that holds escapes stands for; never longer than the token.
void append_unescaped(std::string& out, std::string_view token);

}  // namespace tiyf::json
