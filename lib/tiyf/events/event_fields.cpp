#include "tiyf/events/event_fields.hpp"

#include <fmt/format.h>

namespace tiyf::events {
namespace {

// The value as the reader of a message should see it, cut where it is long.
std::string shown(const json::Slice& slice) {
  std::string text(slice.text.substr(0, 40));
  if (slice.text.size() > 40) text += "…";
  return slice.kind == json::Kind::string ? '"' + text + '"' : text;
}

std::unexpected<json::LineFault> must_be(Key key, std::string_view what, const json::Slice& slice) {
  return fault(slice.column, fmt::format("{} must be {}, not {}", kKeys[key], what, shown(slice)));
}

}  // namespace

std::unexpected<json::LineFault> fault(std::uint64_t column, std::string message) {
  return std::unexpected(json::LineFault{column, std::move(message)});
}

const Symbol& Symbols::of(std::string_view spelling) {
  const auto known = known_.find(spelling);
  if (known != known_.end()) return known->second;
  return known_.emplace(std::string(spelling), instruments_.symbol(spelling)).first->second;
}

OrFault<const json::Slice*> Fields::get(Key key, Need need) const {
  const auto* slice = scanner_.at(key);
  if (slice == nullptr && need == Need::required) {
    const auto* event = scanner_.at(key_event);
    const auto of = event ? fmt::format(" (event {})", event->text) : std::string();
    return fault(1, fmt::format("field {} is missing{}", kKeys[key], of));
  }
  return slice;
}

OrFault<std::string_view> Fields::text(Key key, Need need) const {
  const auto slice = get(key, need);
  if (!slice) return std::unexpected(slice.error());
  if (*slice == nullptr) return std::string_view{};
  if ((*slice)->kind != json::Kind::string || (*slice)->text.empty())
    return must_be(key, "a non-empty string", **slice);
  return (*slice)->text;
}

OrFault<UtcTime> Fields::time(Key key) const {
  const auto slice = get(key, Need::required);
  if (!slice) return std::unexpected(slice.error());
  if ((*slice)->kind == json::Kind::string)
    if (const auto time = UtcTime::parse((*slice)->text)) return *time;
  return must_be(key, "an RFC 3339 time with Z or an offset", **slice);
}

OrFault<std::optional<Decimal>> Fields::number(Key key, Need need) const {
  const auto slice = get(key, need);
  if (!slice) return std::unexpected(slice.error());
  if (*slice == nullptr) return std::nullopt;
  if ((*slice)->kind != json::Kind::number && (*slice)->kind != json::Kind::string)
    return must_be(key, "a decimal number", **slice);
  const auto number = Decimal::parse((*slice)->text);
  if (!number)
    return fault((*slice)->column,
                 fmt::format("{} {}: {}", kKeys[key], shown(**slice), describe(number.error())));
  return *number;
}

OrFault<std::optional<Decimal>> Fields::positive(Key key, Need need) const {
  auto value = number(key, need);
  if (value && *value && !(*value)->is_positive()) return must_be(key, "above zero", *scanner_.at(key));
  return value;
}

OrFault<std::optional<Decimal>> Fields::nonnegative(Key key, Need need) const {
  auto value = number(key, need);
  if (value && *value && (*value)->is_negative()) return must_be(key, "zero or above", *scanner_.at(key));
  return value;
}

OrFault<const Symbol*> Fields::symbol(Need need) const {
  const auto spelling = text(key_symbol, need);
  if (!spelling) return std::unexpected(spelling.error());
  if (spelling->empty()) return nullptr;
  return &symbols_.of(*spelling);
}

OrFault<std::optional<Side>> Fields::side(Need need) const {
  const auto slice = get(key_side, need);
  if (!slice) return std::unexpected(slice.error());
  if (*slice == nullptr) return std::nullopt;
  if ((*slice)->kind == json::Kind::string)
    if (const auto side = parse_side((*slice)->text)) return side;
  return must_be(key_side, "\"buy\" or \"sell\"", **slice);
}

OrFault<std::optional<OrderType>> Fields::type(Need need) const {
  const auto slice = get(key_type, need);
  if (!slice) return std::unexpected(slice.error());
  if (*slice == nullptr) return std::nullopt;
  if ((*slice)->kind == json::Kind::string)
    if (const auto type = parse_order_type((*slice)->text)) return type;
  return must_be(key_type, "\"market\", \"limit\" or \"stop\"", **slice);
}

OrFault<bool> Fields::flag(Key key) const {
  const auto* slice = scanner_.at(key);
  if (slice == nullptr) return false;
  if (slice->kind != json::Kind::boolean) return must_be(key, "true or false", *slice);
  return slice->text == "true";
}

OrFault<Limits> Fields::limits() const {
  Limits limits;
  const auto cap = nonnegative(key_daily_loss_cap, Need::optional);
  if (!cap) return std::unexpected(cap.error());
  limits.daily_loss_cap = *cap;
  const auto* slice = scanner_.at(key_symbol_caps);
  if (slice == nullptr) return limits;
  if (slice->kind != json::Kind::object)
    return must_be(key_symbol_caps, "an object of symbol and units", *slice);
  const auto document = json::parse_document(slice->text, "");
  if (!document) return fault(slice->column, "symbol_caps: " + document.error().text());
  auto& caps = limits.symbol_caps.emplace();
  for (const auto& [spelling, value] : document->members) {
    const auto units = value.kind == json::Kind::number || value.kind == json::Kind::string
                           ? Decimal::parse(value.text)
                           : Checked<Decimal>(std::unexpected(NumberFault::not_a_number));
    if (!units || units->is_negative())
      return fault(slice->column,
                   fmt::format("symbol_caps/{} must be a decimal number, zero or above", spelling));
    if (spelling.empty() || !caps.emplace(symbols_.of(spelling), *units).second)
      return fault(slice->column, fmt::format("symbol_caps names {} twice", spelling));
  }
  return limits;
}

}  // namespace tiyf::events
