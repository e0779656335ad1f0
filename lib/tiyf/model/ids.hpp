// Identifiers. Distinct types, so that a broker's order id can't stand where a client order id belongs.
// All are non-empty, case-sensitive UTF-8 text; a Symbol is upper-cased and un-aliased by whoever reads it.
#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tiyf/base/text.hpp"

namespace tiyf {

template <class Tag>
struct Id {
  std::string value;

  Id() = default;
  explicit Id(std::string text) : value(std::move(text)) {}
  explicit Id(std::string_view text) { set_text(value, text); }
  explicit Id(const char* text) : value(text) {}

  friend bool operator==(const Id& a, const Id& b) { return same_text(a.value, b.value); }
  friend auto operator<=>(const Id&, const Id&) = default;
};

// An id that need not be there; empty: it is not.
template <class Tag>
[[nodiscard]] std::string_view text_of(const std::optional<Id<Tag>>& id) {
  return id ? std::string_view(id->value) : std::string_view();
}

using ClientOrderId = Id<struct ClientOrderIdTag>;  // ours: broker_client_order_id
using BrokerOrderId = Id<struct BrokerOrderIdTag>;  // theirs
using DecisionId = Id<struct DecisionIdTag>;
using FillId = Id<struct FillIdTag>;
using Symbol = Id<struct SymbolTag>;

}  // namespace tiyf

template <class Tag>
struct std::hash<tiyf::Id<Tag>> {
  std::size_t operator()(const tiyf::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.value);
  }
};
