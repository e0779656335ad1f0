// The document tiyf.order_id_cache.v1 (CONTRACT §6): what `export` writes and `import` reads; and the file of
// the JSON store, which is that document with what the store remembers beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/cache/entry.hpp"
#include "tiyf/json/value.hpp"
#include "tiyf/json/writer.hpp"

namespace tiyf::cache {

// The entry's eight members, in the order of CONTRACT §6, within an open object.
void write_members(json::Writer& writer, const Entry& entry);
[[nodiscard]] Result<Entry> read_entry(const json::Cursor& entry);

// Exactly schema, crc32 (of the canonical entries) and entries, which are sorted by id; pretty.
[[nodiscard]] Result<std::string> render(const std::vector<Entry>& entries);

// Its entries, sorted by id; a JSON store's file does, too: what it remembers is left out. malformed (65): no
// such document, a field that is wrong, an id twice, or a CRC that does not match.
[[nodiscard]] Result<std::vector<Entry>> parse(std::string_view text, std::string_view file);

struct StoreFile {
  std::vector<Entry> entries;  // sorted by id, each id once
  // The latest clock a writer had, when that is after every entry's updated_utc. In the file with the CRC-32
  // of its text, seen_crc32.
  std::optional<UtcTime> seen_utc;
};
[[nodiscard]] Result<std::string> render_store_file(const StoreFile& file);

// An exported document is a store's file, too. malformed (65): also a member that is none of these, or a
// seen_utc that does not match its CRC, or lacks it.
[[nodiscard]] Result<StoreFile> parse_store_file(std::string_view text);

// Compact, keys sorted, numbers in plain notation, strings as they are: what the CRC is taken over.
[[nodiscard]] Result<std::string> canonical(const json::Value& value);

}  // namespace tiyf::cache
