// The JSON grammar in one strict pass: RFC 8259, well-formed UTF-8, at most kMaxDepth levels. It validates
// and slices and builds nothing; lines (line_reader) and the place of a document's syntax error (value) rest
// on it. Inside json only.
#pragma once

#include <cstddef>
#include <cstdint>
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
  // Blanks, then one array; calls bool on_item(const Token& item).
  template <class OnItem>
  [[nodiscard]] bool items(const OnItem& on_item);
  // The same where bool on_place() reads the item that comes next itself, with value() or skip().
  template <class OnPlace>
  [[nodiscard]] bool elements(const OnPlace& on_place);

  // Blanks, then what stands there up to the next '}' (none: nothing); reads nothing of it. It is the whole
  // object, if it is one object: then it can be skipped.
  [[nodiscard]] std::string_view up_to_brace();
  void skip(std::size_t size) { at_ += size; }

  bool fail_at(std::size_t offset, std::string_view message) {
    fault_ = GrammarFault{offset, message};
    return false;
  }
  [[nodiscard]] const std::optional<GrammarFault>& fault() const { return fault_; }
  [[nodiscard]] std::size_t offset() const {
    return static_cast<std::size_t>(at_ - begin_);
  }  // what comes next
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
  Token item;
  return elements([&] { return value(item) && on_item(item); });
}

template <class OnPlace>
bool Grammar::elements(const OnPlace& on_place) {
  if (!take('[')) return fail(at_, "an array was expected here, which starts with '['");
  if (!deeper()) return false;
  if (!next_is(']')) {
    do {
      if (!on_place()) return false;
    } while (take(','));
  }
  if (!take(']')) return fail(at_, "a ',' or the closing ']' of the array was expected here");
  --depth_;
  return true;
}

template <class OnKey>
bool Grammar::members(const OnKey& on_key) {
  if (!take('{')) return fail(at_, "an object was expected here, which starts with '{'");
  if (!deeper()) return false;
  if (!next_is('}')) {
    Token key;
    do {
      if (!member_name(key) || !on_key(key)) return false;
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
