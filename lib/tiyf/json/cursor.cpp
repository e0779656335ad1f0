#include <fmt/format.h>

#include <algorithm>

#include "tiyf/base/text.hpp"
#include "tiyf/json/pointer.hpp"
#include "tiyf/json/value.hpp"

namespace tiyf::json {
namespace {

constexpr int128 kNanosPerOne = 1'000'000'000;

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

// The value as a message shows it: short texts as they stand, everything else by its kind.
std::string shown(const Value& value) {
  constexpr std::size_t kLongestShown = 80;
  const bool is_short = value.text.size() <= kLongestShown;
  switch (value.kind) {
    case Kind::string:
      return is_short ? quoted(value.text) : "a longer string";
    case Kind::number:
      return is_short ? value.text : "a longer number";
    case Kind::boolean:
      return value.boolean ? "true" : "false";
    default:
      return std::string(name(value.kind));
  }
}

std::string must_be(std::string_view what, const Value& value) {
  return fmt::format("must be {}, not {}", what, shown(value));
}

}  // namespace

std::string pointer_step(std::string_view key) {
  std::string step = "/";
  for (const char c : key) {
    if (c == '~')
      step += "~0";
    else if (c == '/')
      step += "~1";
    else
      step += c;
  }
  return step;
}

Cursor::Cursor(const Value& value, std::string file, ErrorKind errors_are)
    : value_(&value), file_(std::move(file)), errors_are_(errors_are) {}

Cursor Cursor::child(const Value& value, std::string_view token) const {
  Cursor c(value, file_, errors_are_);
  c.pointer_ = pointer_ + pointer_step(token);
  return c;
}

std::unexpected<Error> Cursor::error(std::string message) const {
  return fail({.kind = errors_are_, .message = std::move(message), .file = file_, .pointer = pointer_});
}

Result<void> Cursor::require_schema(std::string_view schema) const {
  TIYF_TRY(found, at("schema"));
  if (found.value().kind == Kind::string && found.value().text == schema) return {};
  return found.error(must_be(quoted(schema), found.value()));
}

Result<void> Cursor::allow_only(std::initializer_list<std::string_view> keys) const {
  TIYF_TRY(present, members());
  for (const auto& [key, cursor] : present) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    return cursor.error(fmt::format("unknown key; known here: {}", fmt::join(keys, ", ")));
  }
  return {};
}

bool Cursor::has(std::string_view key) const { return value_->find(key) != nullptr; }

Result<Cursor> Cursor::at(std::string_view key) const {
  TIYF_TRY(found, maybe(key));
  if (found) return *std::move(found);
  return child(*value_, key).error("is missing");
}

Result<std::optional<Cursor>> Cursor::maybe(std::string_view key) const {
  if (value_->kind != Kind::object) return error(must_be("an object", *value_));
  const Value* const found = value_->find(key);
  if (found == nullptr) return std::optional<Cursor>();
  return std::optional(child(*found, key));
}

Result<std::vector<Cursor>> Cursor::items() const {
  if (value_->kind != Kind::array) return error(must_be("an array", *value_));
  std::vector<Cursor> out;
  out.reserve(value_->items.size());
  for (const auto& item : value_->items) out.push_back(child(item, std::to_string(out.size())));
  return out;
}

Result<std::vector<std::pair<std::string, Cursor>>> Cursor::members() const {
  if (value_->kind != Kind::object) return error(must_be("an object", *value_));
  std::vector<std::pair<std::string, Cursor>> out;
  out.reserve(value_->members.size());
  for (const auto& [key, member] : value_->members) out.emplace_back(key, child(member, key));
  return out;
}

Result<std::string> Cursor::string() const {
  if (value_->kind != Kind::string) return error(must_be("a string", *value_));
  return value_->text;
}

Result<std::string> Cursor::nonempty_string() const {
  TIYF_TRY(text, string());
  if (text.empty()) return error("must not be empty");
  return text;
}

Result<Decimal> Cursor::decimal() const {
  if (value_->kind != Kind::number && value_->kind != Kind::string)
    return error(must_be("a number, or a string that holds one", *value_));
  const auto number = Decimal::parse(value_->text);
  if (number) return *number;
  const auto verb = number.error() == NumberFault::not_a_number ? "is " : "";
  return error(fmt::format("{} {}{}", shown(*value_), verb, describe(number.error())));
}

Result<Decimal> Cursor::positive_decimal() const {
  TIYF_TRY(number, decimal());
  if (!number.is_positive()) return error(must_be("above 0", *value_));
  return number;
}

Result<Decimal> Cursor::nonnegative_decimal() const {
  TIYF_TRY(number, decimal());
  if (number.is_negative()) return error(must_be("0 or above", *value_));
  return number;
}

Result<std::uint64_t> Cursor::count() const {
  // Not an amount: every schema has counts as integers, and a string is another type.
  if (value_->kind != Kind::number) return error(must_be("a whole number, 0 or above", *value_));
  TIYF_TRY(number, decimal());
  if (number.is_negative() || number.nanos() % kNanosPerOne != 0)
    return error(must_be("a whole number, 0 or above", *value_));
  return static_cast<std::uint64_t>(number.nanos() / kNanosPerOne);
}

Result<bool> Cursor::boolean() const {
  if (value_->kind != Kind::boolean) return error(must_be("true or false", *value_));
  return value_->boolean;
}

Result<UtcTime> Cursor::time() const {
  const auto time = value_->kind == Kind::string ? UtcTime::parse(value_->text) : std::nullopt;
  if (!time) return error(must_be("a time such as \"2025-10-06T12:00:00Z\"", *value_));
  return *time;
}

Result<Duration> Cursor::duration() const {
  const auto duration = value_->kind == Kind::string ? Duration::parse(value_->text) : std::nullopt;
  if (!duration)
    return error(must_be("a duration such as \"250ms\", \"10s\", \"5m\", \"48h\" or \"7d\"", *value_));
  return *duration;
}

}  // namespace tiyf::json
