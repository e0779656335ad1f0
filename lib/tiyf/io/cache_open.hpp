// From a path to the store that keeps a cache there (CONTRACT §6).
#pragma once

#include <memory>
#include <string>

#include "tiyf/base/result.hpp"
#include "tiyf/cache/store.hpp"

namespace tiyf::io {

// `.db`, `.sqlite`: SQLite; `.json`: JSON file. Opens nothing yet. usage (64): another ending; unreachable
// (3): the path leads nowhere.
[[nodiscard]] Result<std::unique_ptr<cache::Store>> cache_store(const std::string& path);

}  // namespace tiyf::io
