#include "tiyf/cache/document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tiyf/base/text.hpp"
#include "tiyf/cache/checksum.hpp"

namespace tiyf::cache {
namespace {

constexpr std::string_view kSchema = "tiyf.order_id_cache.v1";

Result<void> append_canonical(std::string& out, const json::Value& value) {
  switch (value.kind) {
    case json::Kind::null:
      out += "null";
      break;
    case json::Kind::boolean:
      out += value.boolean ? "true" : "false";
      break;
    case json::Kind::string:
      append_json_string(out, value.text);
      break;
    case json::Kind::number: {
      const auto number = Decimal::parse(value.text);
      if (!number)
        return fail(ErrorKind::malformed, fmt::format("number {}: {}", value.text, describe(number.error())));
      out += number->text();
      break;
    }
    case json::Kind::array: {
      out += '[';
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) out += ',';
        TIYF_CHECK(append_canonical(out, value.items[i]));
      }
      out += ']';
      break;
    }
    case json::Kind::object: {
      std::vector<const std::pair<std::string, json::Value>*> members;
      for (const auto& member : value.members) members.push_back(&member);
      std::sort(members.begin(), members.end(), [](auto* a, auto* b) { return a->first < b->first; });
      out += '{';
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0) out += ',';
        append_json_string(out, members[i]->first);
        out += ':';
        TIYF_CHECK(append_canonical(out, members[i]->second));
      }
      out += '}';
      break;
    }
  }
  return {};
}

// The canonical text of our own entries, without a document in between.
void append_canonical(std::string& out, const Entry& entry) {
  const auto text = [&out](std::string_view key, std::string_view value) {
    out += key;
    append_json_string(out, value);
  };
  text("{\"broker_client_order_id\":", entry.client_id.value);
  text(",\"decision_id\":", entry.decision_id.value);
  text(",\"side\":", name(entry.side));
  out += ",\"size\":" + entry.size.text();
  text(",\"status\":", name(entry.status));
  text(",\"symbol\":", entry.symbol.value);
  text(",\"ttl_utc\":", entry.ttl_utc.text());
  text(",\"updated_utc\":", entry.updated_utc.text());
  out += '}';
}

std::uint32_t crc_of(const std::vector<Entry>& entries) {
  std::string text = "[";
  for (const Entry& entry : entries) {
    if (text.size() > 1) text += ',';
    append_canonical(text, entry);
  }
  return crc32(text + "]");
}

std::string crc_text(std::uint32_t crc) { return fmt::format("{:08x}", crc); }

// That the member `key` is the checksum of `text`, which is that of `whose`.
Result<void> require_crc(const json::Cursor& document, std::string_view key, std::string_view text,
                         std::string_view whose) {
  TIYF_TRY(stated, document.at(key));
  TIYF_TRY(digits, stated.string());
  const std::string actual = crc_text(crc32(text));
  if (digits != actual)
    return stated.error(
        fmt::format("the checksum is {}, but {} {}: damaged or edited", digits, whose, actual));
  return {};
}

// What read_entry() makes of a sound entry, without the pointers that its errors would need: a JSON store
// reads all of its entries in every turn.
std::optional<Entry> sound_entry(const json::Value& object) {
  const auto text = [&object](std::string_view key) -> std::string_view {
    const json::Value* value = object.find(key);
    return value != nullptr && value->kind == json::Kind::string ? std::string_view(value->text)
                                                                 : std::string_view();
  };
  const json::Value* units = object.find("size");
  if (units == nullptr || (units->kind != json::Kind::number && units->kind != json::Kind::string))
    return std::nullopt;
  const auto id = text("broker_client_order_id"), decision = text("decision_id"), symbol = text("symbol");
  const auto side = parse_side(text("side"));
  const auto size = Decimal::parse(units->text);
  const auto ttl = UtcTime::parse(text("ttl_utc")), updated = UtcTime::parse(text("updated_utc"));
  const auto status = parse_status(text("status"));
  if (id.empty() || decision.empty() || symbol.empty() || !side || !size || !ttl || !updated || !status)
    return std::nullopt;
  if (!size->is_positive()) return std::nullopt;
  return Entry{ClientOrderId(id), DecisionId(decision), Symbol(to_upper(symbol)), *side, *size, *ttl, *status,
               *updated};
}

Result<std::vector<Entry>> read_entries(const json::Cursor& entries) {
  std::vector<Entry> list;
  list.reserve(entries.value().items.size());
  for (std::size_t i = 0; i < entries.value().items.size(); ++i) {
    auto entry = sound_entry(entries.value().items[i]);
    if (!entry) {
      TIYF_TRY(items, entries.items());
      TIYF_TRY(read, read_entry(items[i]));
      entry = std::move(read);
    }
    list.push_back(std::move(*entry));
  }
  std::sort(list.begin(), list.end(),
            [](const Entry& a, const Entry& b) { return a.client_id < b.client_id; });
  const auto twice = std::adjacent_find(
      list.begin(), list.end(), [](const Entry& a, const Entry& b) { return a.client_id == b.client_id; });
  if (twice != list.end())
    return entries.error(fmt::format("the id {} stands twice", twice->client_id.value));
  return list;
}

Result<std::vector<Entry>> checked_entries(const json::Cursor& document) {
  TIYF_CHECK(document.require_schema(kSchema));
  TIYF_TRY(entries, document.at("entries"));
  TIYF_TRY(text, canonical(entries.value()));
  TIYF_CHECK(require_crc(document, "crc32", text, "the entries have"));
  if (entries.value().kind != json::Kind::array) return entries.error("an array was expected here");
  return read_entries(entries);
}

Result<std::optional<UtcTime>> checked_seen(const json::Cursor& document) {
  if (!document.has("seen_utc") && !document.has("seen_crc32")) return std::optional<UtcTime>();
  TIYF_TRY(seen, document.at("seen_utc"));
  TIYF_TRY(text, seen.string());
  TIYF_CHECK(require_crc(document, "seen_crc32", text, "seen_utc has"));
  TIYF_TRY(time, seen.time());
  return std::optional(time);
}

Result<std::string> rendered(const std::vector<Entry>& entries, const std::optional<UtcTime>& seen_utc) {
  json::Writer writer(json::Layout::pretty);
  writer.begin_object().member("schema", kSchema).member("crc32", crc_text(crc_of(entries)));
  if (seen_utc) writer.member("seen_utc", *seen_utc).member("seen_crc32", crc_text(crc32(seen_utc->text())));
  writer.key("entries").begin_array();
  for (const Entry& entry : entries) {
    writer.begin_object();
    write_members(writer, entry);
    writer.end_object();
  }
  writer.end_array().end_object();
  return writer.finish();
}

}  // namespace

void write_members(json::Writer& writer, const Entry& entry) {
  writer.member("broker_client_order_id", entry.client_id.value)
      .member("decision_id", entry.decision_id.value)
      .member("symbol", entry.symbol.value)
      .member("side", name(entry.side))
      .member("size", entry.size)
      .member("ttl_utc", entry.ttl_utc)
      .member("status", name(entry.status))
      .member("updated_utc", entry.updated_utc);
}

Result<Entry> read_entry(const json::Cursor& object) {
  Entry entry;
  TIYF_TRY(id_at, object.at("broker_client_order_id"));
  TIYF_TRY(id, id_at.nonempty_string());
  TIYF_TRY(decision_at, object.at("decision_id"));
  TIYF_TRY(decision, decision_at.nonempty_string());
  TIYF_TRY(symbol_at, object.at("symbol"));
  TIYF_TRY(symbol, symbol_at.nonempty_string());
  TIYF_TRY(side_at, object.at("side"));
  TIYF_TRY(side_text, side_at.string());
  const auto side = parse_side(side_text);
  if (!side) return side_at.error("a side is buy or sell");
  TIYF_TRY(size_at, object.at("size"));
  TIYF_TRY(size, size_at.positive_decimal());
  TIYF_TRY(ttl_at, object.at("ttl_utc"));
  TIYF_TRY(ttl, ttl_at.time());
  TIYF_TRY(status_at, object.at("status"));
  TIYF_TRY(status_text, status_at.string());
  const auto status = parse_status(status_text);
  if (!status) return status_at.error("a status is sent, pending_fill or closed");
  TIYF_TRY(updated_at, object.at("updated_utc"));
  TIYF_TRY(updated, updated_at.time());
  return Entry{.client_id = ClientOrderId(id),
               .decision_id = DecisionId(decision),
               .symbol = Symbol(to_upper(symbol)),
               .side = *side,
               .size = size,
               .ttl_utc = ttl,
               .status = *status,
               .updated_utc = updated};
}

Result<std::string> render(const std::vector<Entry>& entries) { return rendered(entries, std::nullopt); }

Result<std::string> render_store_file(const StoreFile& file) { return rendered(file.entries, file.seen_utc); }

Result<std::vector<Entry>> parse(std::string_view text, std::string_view file) {
  TIYF_TRY(value, json::parse_document(text, file));
  return checked_entries(json::Cursor(value, std::string(file)));
}

Result<StoreFile> parse_store_file(std::string_view text) {
  TIYF_TRY(value, json::parse_document(text, ""));
  const json::Cursor document(value, "");
  TIYF_CHECK(document.allow_only({"schema", "crc32", "seen_utc", "seen_crc32", "entries"}));
  TIYF_TRY(entries, checked_entries(document));
  TIYF_TRY(seen, checked_seen(document));
  return StoreFile{.entries = std::move(entries), .seen_utc = seen};
}

Result<std::string> canonical(const json::Value& value) {
  std::string out;
  TIYF_CHECK(append_canonical(out, value));
  return out;
}

}  // namespace tiyf::cache
