#include "tiyf/io/cache_open.hpp"

#include <fmt/format.h>

#include "tiyf/io/cache_json.hpp"
#include "tiyf/io/cache_path.hpp"
#include "tiyf/io/cache_sqlite.hpp"

namespace tiyf::io {

Result<std::unique_ptr<cache::Store>> cache_store(const std::string& path) {
  const bool sqlite = path.ends_with(".db") || path.ends_with(".sqlite");
  if (!sqlite && !path.ends_with(".json"))
    return fail(ErrorKind::usage, fmt::format("{}: a cache ends in .db, .sqlite or .json", path));
  TIYF_TRY(resolved, resolve_cache_path(path));
  std::unique_ptr<cache::Store> store;
  if (sqlite) {
    store = std::make_unique<SqliteStore>(std::move(resolved));
  } else {
    store = std::make_unique<JsonStore>(std::move(resolved));
  }
  return store;
}

}  // namespace tiyf::io
