#include "tiyf/events/event_fields.hpp"

#include <fmt/format.h>

#include <cstring>

#include "tiyf/base/text.hpp"

namespace tiyf::events {
namespace {

// The value as the reader of a message should see it, cut where it is long.
std::string shown(const json::Slice& slice) {
  std::string text(slice.text.substr(0, 40));
  if (slice.text.size() > 40) text += "…";
  return slice.kind == json::Kind::string ? '"' + text + '"' : text;
}

// The usual spellings first.
std::optional<Side> side_of(std::string_view text) {
  if (is_word(text, "buy")) return Side::buy;
  if (is_word(text, "sell")) return Side::sell;
  return parse_side(text);
}
std::optional<OrderType> type_of(std::string_view text) {
  if (is_word(text, "market")) return OrderType::market;
  if (is_word(text, "limit")) return OrderType::limit;
  return parse_order_type(text);
}

}  // namespace

const Symbol& Symbols::of(std::string_view spelling) {
  if (spelling.size() < 4 || spelling.size() > 8) return look_up(spelling);
  // Its first four characters and its last four, which overlap.
  std::array<std::uint32_t, 2> ends{};
  std::memcpy(&ends[0], spelling.data(), 4);
  std::memcpy(&ends[1], spelling.data() + spelling.size() - 4, 4);
  auto& recent = recent_[(ends[0] * 31 + ends[1]) * 0x9E3779B1U >> 26U];
  if (recent.ends != ends || recent.size != spelling.size())
    recent = {ends, spelling.size(), &look_up(spelling)};
  return *recent.symbol;
}

const Symbol& Symbols::look_up(std::string_view spelling) {
  const auto known = known_.find(spelling);
  if (known != known_.end()) return known->second;
  return known_.emplace(std::string(spelling), instruments_.symbol(spelling)).first->second;
}

bool Fields::fail_at(std::uint64_t column, std::string message) {
  fault_ = {column, std::move(message)};
  return false;
}

bool Fields::must_be(Key key, std::string_view what) {
  const auto& slice = *scanner_.at(key);
  return fail_at(slice.column, fmt::format("{} must be {}, not {}", kKeys[key], what, shown(slice)));
}

bool Fields::missing(Key key) {
  const auto* event = scanner_.at(key_event);
  const auto of = event != nullptr ? fmt::format(" (event {})", event->text) : std::string();
  return fail_at(1, fmt::format("field {} is missing{}", kKeys[key], of));
}

bool Fields::time(Key key, UtcTime& out) {
  const auto* slice = scanner_.at(key);
  if (slice == nullptr) return missing(key);
  const auto time =
      slice->kind == json::Kind::string ? UtcTime::parse_next(slice->text, memory_.day) : std::nullopt;
  if (!time) return must_be(key, "an RFC 3339 time with Z or an offset");
  out = *time;
  return true;
}

bool Fields::number(Key key, Need need, std::optional<Decimal>& out) {
  const auto* slice = scanner_.at(key);
  if (slice == nullptr) return absent(key, need);
  if (slice->kind != json::Kind::number && slice->kind != json::Kind::string)
    return must_be(key, "a decimal number");
  if (const auto fault = Decimal::read(slice->text, out.emplace()))
    return fail_at(slice->column, fmt::format("{} {}: {}", kKeys[key], shown(*slice), describe(*fault)));
  return true;
}

bool Fields::positive(Key key, Need need, std::optional<Decimal>& out) {
  return number(key, need, out) && (!out || out->is_positive() || must_be(key, "above zero"));
}

bool Fields::nonnegative(Key key, Need need, std::optional<Decimal>& out) {
  return number(key, need, out) && (!out || !out->is_negative() || must_be(key, "zero or above"));
}

bool Fields::symbol(Need need, const Symbol*& out) {
  std::string_view spelling;
  if (!text(key_symbol, need, spelling)) return false;
  if (!spelling.empty()) out = &memory_.symbols.of(spelling);
  return true;
}

bool Fields::side(Need need, std::optional<Side>& out) {
  const auto* slice = scanner_.at(key_side);
  if (slice == nullptr) return absent(key_side, need);
  if (slice->kind == json::Kind::string) out = side_of(slice->text);
  return out || must_be(key_side, "\"buy\" or \"sell\"");
}

bool Fields::type(Need need, std::optional<OrderType>& out) {
  const auto* slice = scanner_.at(key_type);
  if (slice == nullptr) return absent(key_type, need);
  if (slice->kind == json::Kind::string) out = type_of(slice->text);
  return out || must_be(key_type, "\"market\", \"limit\" or \"stop\"");
}

bool Fields::flag(Key key, bool& out) {
  const auto* slice = scanner_.at(key);
  if (slice == nullptr) return true;
  if (slice->kind != json::Kind::boolean) return must_be(key, "true or false");
  out = slice->text == "true";
  return true;
}

bool Fields::limits(Limits& out) {
  if (!nonnegative(key_daily_loss_cap, Need::optional, out.daily_loss_cap)) return false;
  const auto* slice = scanner_.at(key_symbol_caps);
  if (slice == nullptr) return true;
  if (slice->kind != json::Kind::object) return must_be(key_symbol_caps, "an object of symbol and units");
  const auto document = json::parse_document(slice->text, "");
  if (!document) return fail_at(slice->column, "symbol_caps: " + document.error().text());
  auto& caps = out.symbol_caps.emplace();
  for (const auto& [spelling, value] : document->members) {
    const auto units = value.kind == json::Kind::number || value.kind == json::Kind::string
                           ? Decimal::parse(value.text)
                           : Checked<Decimal>(std::unexpected(NumberFault::not_a_number));
    if (!units || units->is_negative())
      return fail_at(slice->column,
                     fmt::format("symbol_caps/{} must be a decimal number, zero or above", spelling));
    if (spelling.empty() || !caps.emplace(memory_.symbols.of(spelling), *units).second)
      return fail_at(slice->column, fmt::format("symbol_caps names {} twice", spelling));
  }
  return true;
}

}  // namespace tiyf::events
