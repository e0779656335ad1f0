// The document tiyf.order_id_cache.v1: what `export` writes, `import` reads, and the JSON file store keeps
// (CONTRACT §6).
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

struct Contents {
  std::vector<Entry> entries;  // sorted by id, each id once
  std::optional<UtcTime>
      seen_utc;  // the latest clock a writer had, when that is after every entry's updated_utc
};

// The entry's eight members, in the order of CONTRACT §6, within an open object.
void write_members(json::Writer& writer, const Entry& entry);
[[nodiscard]] Result<Entry> read_entry(const json::Cursor& entry);

// Whole, pretty, with the CRC-32 of the canonical entries.
[[nodiscard]] Result<std::string> render(const Contents& contents);

// malformed (65): no such document, a field that is wrong, an id twice, or a CRC that does not match.
[[nodiscard]] Result<Contents> parse(std::string_view text, std::string_view file);

// Compact, keys sorted, numbers in plain notation, strings as they are: what the CRC is taken over.
[[nodiscard]] Result<std::string> canonical(const json::Value& value);

}  // namespace tiyf::cache
