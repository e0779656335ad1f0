// Deterministic JSON out: members in the order in which they are written, decimals in plain notation
// (CONTRACT §1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/base/decimal.hpp"
#include "tiyf/base/result.hpp"
#include "tiyf/base/utc_time.hpp"

namespace tiyf::json {

enum class Layout {
  pretty,  // two blanks a level, ends with a newline: documents
  line,    // {"a":1,"b":2} without blanks, no newline: JSONL, canonical text
};

// Usage: w.begin_object().member("schema", "…").key("orders").begin_array()….end_array().end_object(); then
// finish(). A number that does not fit (18 significant digits) or a text that is not UTF-8 is remembered and
// makes finish() fail as malformed (65), naming its key.
class Writer {
 public:
  explicit Writer(Layout layout);

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view key);

  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(const std::string& text) { return value(std::string_view(text)); }
  Writer& value(Decimal number);
  Writer& value(UtcTime time);  // as a string
  Writer& value(std::int64_t number);
  Writer& value(std::uint64_t number);
  Writer& value(int number) { return value(std::int64_t{number}); }
  Writer& value(bool truth);
  Writer& null();

  template <class T>
  Writer& member(std::string_view name, const T& v) {
    return key(name).value(v);
  }
  // Nothing at all is written when the value is absent.
  template <class T>
  Writer& member_if(std::string_view name, const std::optional<T>& v) {
    return v ? member(name, *v) : *this;
  }
  // null is written when the value is absent.
  template <class T>
  Writer& member_or_null(std::string_view name, const std::optional<T>& v) {
    return v ? member(name, *v) : key(name).null();
  }

  // The finished text, once; every begin must have met its end (else internal, 70).
  [[nodiscard]] Result<std::string> finish();

 private:
  Writer& begin(char bracket);
  Writer& end(char bracket);
  Writer& raw(std::string_view token);
  void quote(std::string_view text);
  void misfit(std::string_view why);
  void before_value();
  void newline();
  Layout layout_;
  std::string out_;
  std::string last_key_;
  std::vector<bool> has_items_;  // one an open object or array
  bool after_key_ = false;
  bool unbalanced_ = false;            // an end without its begin
  std::optional<std::string> misfit_;  // the first value that could not be written, and why
};

}  // namespace tiyf::json
