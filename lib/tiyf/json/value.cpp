#include "tiyf/json/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "tiyf/json/grammar.hpp"
#include "tiyf/json/pointer.hpp"

namespace tiyf::json {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

// The first key that stands twice in an object. Sorting keeps an object of many keys (symbol_caps) from going
// quadratic.
std::optional<std::string_view> repeated_key(const Value& object) {
  std::vector<std::string_view> keys;
  keys.reserve(object.members.size());
  for (const auto& [key, value] : object.members) keys.emplace_back(key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice == keys.end()) return std::nullopt;
  return *twice;
}

// Builds a Value from the events of nlohmann's SAX parser, which (unlike its DOM) hands over a number's own
// text, every member of an object and nothing rounded.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return put(Kind::null); }
  bool boolean(bool truth) override {
    return put(Kind::boolean, [truth](Value& v) { v.boolean = truth; });
  }
  bool number_integer(std::int64_t n) override { return put_text(Kind::number, std::to_string(n)); }
  bool number_unsigned(std::uint64_t n) override { return put_text(Kind::number, std::to_string(n)); }
  bool number_float(number_float_t, const std::string& raw) override { return put_text(Kind::number, raw); }
  bool string(std::string& text) override { return put_text(Kind::string, std::move(text)); }
  bool binary(nlohmann::json::binary_t&) override { return false; }  // not in JSON text

  bool start_object(std::size_t) override { return open(Kind::object); }
  bool start_array(std::size_t) override { return open(Kind::array); }
  bool end_array() override { return open_.pop_back(), true; }
  bool end_object() override {
    if (const auto key = repeated_key(*open_.back())) {
      repeated_pointer_ = pointer_to_open() + pointer_step(*key);
      return false;
    }
    open_.pop_back();
    return true;
  }
  bool key(std::string& name) override {
    open_.back()->members.emplace_back(std::move(name), Value{});
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    error_position_ = position;
    return false;
  }

  Value take() { return std::move(root_); }
  [[nodiscard]] const std::optional<std::string>& repeated_pointer() const { return repeated_pointer_; }
  [[nodiscard]] std::size_t error_position() const { return error_position_; }  // 1-based byte

 private:
  // Where the next value goes. Only the innermost open value grows, so the pointers in open_ stay good.
  Value& next() {
    if (open_.empty()) return root_;
    Value& parent = *open_.back();
    return parent.kind == Kind::array ? parent.items.emplace_back() : parent.members.back().second;
  }
  template <class Fill>
  bool put(Kind kind, const Fill& fill) {
    Value& v = next();
    v.kind = kind;
    fill(v);
    return true;
  }
  bool put(Kind kind) {
    return put(kind, [](Value&) {});
  }
  bool put_text(Kind kind, std::string text) {
    return put(kind, [&text](Value& v) { v.text = std::move(text); });
  }
  bool open(Kind kind) {
    Value& v = next();
    v.kind = kind;
    open_.push_back(&v);
    return open_.size() <= kMaxDepth;
  }
  [[nodiscard]] std::string pointer_to_open() const {
    std::string pointer;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      const Value& v = *open_[i];
      pointer += v.kind == Kind::array ? fmt::format("/{}", v.items.size() - 1)
                                       : pointer_step(v.members.back().first);
    }
    return pointer;
  }

  Value root_;
  std::vector<Value*> open_;
  std::optional<std::string> repeated_pointer_;
  std::size_t error_position_ = 1;
};

Error at_byte(std::string_view text, std::size_t offset, std::string_view file, std::string_view message) {
  const auto before = text.substr(0, std::min(offset, text.size()));
  const auto newline = before.rfind('\n');
  return {.kind = ErrorKind::malformed,
          .message = fmt::format("this is not valid JSON: {}", message),
          .file = std::string(file),
          .line = 1 + static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n')),
          .column = before.size() - (newline == std::string_view::npos ? 0 : newline + 1) + 1};
}

// Our own grammar says where and why in our words. It takes one thing that nlohmann refuses: a number beyond
// double.
Error syntax_error(std::string_view text, std::string_view file, const Builder& builder) {
  if (const auto fault = check_grammar(text)) return at_byte(text, fault->offset, file, fault->message);
  return at_byte(text, builder.error_position() - 1, file, "the number that ends here is too large");
}

}  // namespace

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "a boolean";
    case Kind::number:
      return "a number";
    case Kind::string:
      return "a string";
    case Kind::array:
      return "an array";
    case Kind::object:
      return "an object";
  }
  return "null";
}

const Value* Value::find(std::string_view key) const {
  const auto member =
      std::find_if(members.begin(), members.end(), [key](const auto& m) { return m.first == key; });
  return member == members.end() ? nullptr : &member->second;
}

Result<Value> parse_document(std::string_view text, std::string_view file) {
  if (text.starts_with(kBom)) text.remove_prefix(kBom.size());
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return fail({.kind = ErrorKind::malformed,
                 .message = "this is empty; a JSON document was expected",
                 .file = std::string(file)});
  Builder builder;
  // nlohmann takes a NUL byte for the end of the text, and a second BOM for the first.
  if (text.find('\0') != std::string_view::npos || text.starts_with(kBom))
    return fail(syntax_error(text, file, builder));
  if (nlohmann::json::sax_parse(text, &builder)) return builder.take();
  if (builder.repeated_pointer())
    return fail({.kind = ErrorKind::malformed,
                 .message = "this key stands twice in its object; keep one of them",
                 .file = std::string(file),
                 .pointer = *builder.repeated_pointer()});
  return fail(syntax_error(text, file, builder));
}

}  // namespace tiyf::json
