// An exact JSON document in memory: numbers keep their text, members their order, and every value knows where
// it stands, so that an error can name the JSON pointer (CONTRACT §1 "JSON documents").
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tiyf/base/decimal.hpp"
#include "tiyf/base/result.hpp"
#include "tiyf/base/utc_time.hpp"

namespace tiyf::json {

enum class Kind { null, boolean, number, string, array, object };
[[nodiscard]] std::string_view name(Kind kind);  // "a number", "an object", … for messages

struct Value {
  Kind kind = Kind::null;
  bool boolean = false;
  std::string text;          // a string's characters, or a number's text as it was written (-0: "0")
  std::vector<Value> items;  // of an array
  std::vector<std::pair<std::string, Value>> members;  // of an object, in the order of the document

  [[nodiscard]] const Value* find(
      std::string_view key) const;  // null when this is no object or lacks the key
};

// The one value in `text` (a first-line BOM is accepted). Malformed: not JSON or not UTF-8 (line and column),
// a key twice in one object (pointer), nesting deeper than 64. `file` is only for the message.
[[nodiscard]] Result<Value> parse_document(std::string_view text, std::string_view file);

// A cursor over a document: a value, the file it came from and its JSON pointer; typed access that fails with
// all three. Numbers and times may stand as number or string where the contract says so. `kind` of the errors
// is the document's: malformed (65) for data, config (78) for a config.
class Cursor {
 public:
  Cursor(const Value& value, std::string file, ErrorKind errors_are = ErrorKind::malformed);

  [[nodiscard]] const Value& value() const { return *value_; }
  [[nodiscard]] std::unexpected<Error> error(std::string message) const;  // at this pointer

  // Checks `"schema": "tiyf.NAME.v1"` at the top of the document.
  [[nodiscard]] Result<void> require_schema(std::string_view schema) const;
  // Refuses every member that is not listed (configs).
  [[nodiscard]] Result<void> allow_only(std::initializer_list<std::string_view> keys) const;

  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] Result<Cursor> at(std::string_view key) const;  // required member
  [[nodiscard]] Result<std::optional<Cursor>> maybe(
      std::string_view key) const;                          // none when absent; null is no absence
  [[nodiscard]] Result<std::vector<Cursor>> items() const;  // this must be an array
  [[nodiscard]] Result<std::vector<std::pair<std::string, Cursor>>> members()
      const;  // this must be an object

  [[nodiscard]] Result<std::string> string() const;           // a string, may be empty
  [[nodiscard]] Result<std::string> nonempty_string() const;  // an id
  [[nodiscard]] Result<Decimal> decimal() const;              // number or string holding one
  [[nodiscard]] Result<Decimal> positive_decimal() const;     // > 0
  [[nodiscard]] Result<Decimal> nonnegative_decimal() const;  // >= 0
  [[nodiscard]] Result<std::uint64_t> count() const;          // a whole number >= 0
  [[nodiscard]] Result<bool> boolean() const;
  [[nodiscard]] Result<UtcTime> time() const;       // RFC 3339 in a string
  [[nodiscard]] Result<Duration> duration() const;  // "5m" in a string

 private:
  Cursor child(const Value& value, std::string_view token) const;
  const Value* value_;
  std::string file_;
  std::string pointer_;
  ErrorKind errors_are_;
};

}  // namespace tiyf::json
