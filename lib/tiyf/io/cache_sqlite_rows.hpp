// The rows of the tables (cache_sqlite_format.hpp): those of `entries` read with their checks and laid in
// runs, and what a commit writes. What SQLite throws passes through; CacheFile catches it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/io/cache_sqlite_file.hpp"

namespace SQLite {
class Database;
}

namespace tiyf::io {

// All runs' rows of one bucket; likely so many.
[[nodiscard]] Result<std::vector<BucketedRow>> read_bucket(SQLite::Database& database, std::size_t bucket,
                                                           std::size_t expected);
[[nodiscard]] Result<std::vector<BucketedRow>> read_all(SQLite::Database& database);
[[nodiscard]] std::uint64_t choose_run(SQLite::Database& database, std::size_t new_rows);
void write_changes(SQLite::Database& database, const std::vector<CacheChange>& changes);
void write_buckets(SQLite::Database& database, const CacheCommit& commit);
void write_head(SQLite::Database& database, const CacheHead& head);

[[nodiscard]] inline std::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::unreachable, "it is damaged: " + what + "; put the latest sound copy back");
}

// SQLite's integers are signed.
[[nodiscard]] inline std::int64_t signed_of(std::uint64_t number) {
  return std::bit_cast<std::int64_t>(number);
}
[[nodiscard]] inline std::uint64_t unsigned_of(std::int64_t number) {
  return std::bit_cast<std::uint64_t>(number);
}

}  // namespace tiyf::io
