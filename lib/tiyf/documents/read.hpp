// Small helpers of the document readers.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "tiyf/json/value.hpp"
#include "tiyf/model/config.hpp"

namespace tiyf::documents {

// Reads member `key` into `target` when it is there; a `target` that is optional stays none, any other keeps
// its default. `read` takes the member's cursor, e.g. &json::Cursor::duration.
template <class Target, class Read>
[[nodiscard]] Result<void> read_if(const json::Cursor& object, std::string_view key, Target& target,
                                   Read&& read) {
  TIYF_TRY(member, object.maybe(key));
  if (!member) return {};
  TIYF_TRY(value, std::invoke(std::forward<Read>(read), *member));
  target = std::move(value);
  return {};
}

// A symbol in our spelling.
[[nodiscard]] inline Result<Symbol> read_symbol(const json::Cursor& cursor, const Instruments& instruments) {
  TIYF_TRY(spelling, cursor.nonempty_string());
  return instruments.symbol(spelling);
}

template <class IdType>
[[nodiscard]] Result<IdType> read_id(const json::Cursor& cursor) {
  TIYF_TRY(text, cursor.nonempty_string());
  return IdType{std::move(text)};
}

// A word out of a fixed list; `parse` is one of the model's parse_* functions.
template <class Parse>
[[nodiscard]] auto read_word(const json::Cursor& cursor, Parse&& parse, std::string_view expected)
    -> Result<typename decltype(parse(std::string_view{}))::value_type> {
  TIYF_TRY(text, cursor.string());
  const auto word = parse(std::string_view{text});
  if (!word) return cursor.error("expected " + std::string(expected) + ", found \"" + text + "\"");
  return *word;
}

}  // namespace tiyf::documents
