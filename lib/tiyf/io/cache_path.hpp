// Where a cache lies, checked once: every name of one file leads to the same lock and the same database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tiyf/base/result.hpp"

namespace tiyf::io {

struct CachePath {
  std::string file;    // absolute, symlinks resolved
  std::string lock;    // beside it: FILE.lock
  std::string draft;   // beside it: FILE.new, what becomes the file by a rename
  std::string folder;  // of the file
};

// unreachable (3): "cannot WHAT: what errno says". The cache's messages leave the path out: who opened it
// knows under which name.
[[nodiscard]] std::unexpected<Error> cannot(std::string_view what, int error);

// unreachable (3): a file without a byte.
[[nodiscard]] std::unexpected<Error> empty_file();

// unreachable (3): what a process has seen is not there any more, the file, or (of a SQLite cache) its latest
// state: what it answered itself would be forgotten. CONTRACT §6 says both "a missing file is a new cache"
// and "nothing is ever reserved twice"; the fail-closed reading is that a file which this process has seen is
// not missing but lost.
[[nodiscard]] std::unexpected<Error> gone();
[[nodiscard]] std::unexpected<Error> replaced();

// unreachable (3): the folder is missing, the name leads nowhere (a dangling link), or there is something
// that is no regular file, or one with a second hard link (that name would have another lock). The file
// itself may be missing.
[[nodiscard]] Result<CachePath> resolve_cache_path(const std::string& path);

// Whether a file of this name is the cache, or one that a cache has beside it (lock, draft, SQLite's logs):
// nobody else may write there.
[[nodiscard]] bool is_of_cache(const CachePath& cache, const std::string& name);

// Its size in bytes; none when there is no such file. unreachable (3) as above.
[[nodiscard]] Result<std::optional<std::uint64_t>> cache_file_size(const std::string& file);

// Replaces the file by `content`, through the draft: whole and durable, or the file is as it was. The caller
// holds the lock. unreachable (3).
[[nodiscard]] Result<void> replace_cache_file(const CachePath& path, std::string_view content);

}  // namespace tiyf::io
