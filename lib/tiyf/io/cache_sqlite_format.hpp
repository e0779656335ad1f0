// The SQLite store's file: what stands in it, and how its parts vouch for each other.
//
//   entries  one row an entry, with the CRC-32 of its fields, clustered by the column `bucket` = 512 · its
//   run
//            + its bucket, which is the CRC-32 of its id mod 512
//   buckets  512 rows: how many entries the bucket has, the digest over their CRCs, a lower bound of their
//   TTLs, and
//            the generation (number of the commit) that changed it last
//   head     one row: the cache's random id, the generation, the count of all entries, the CRC-32 over all
//   bucket rows,
//            the latest clock of a writer, and the CRC-32 of this row
//
// Runs are what makes a commit of a thousand entries cheap: ids hash to everywhere, so among all the rows of
// a large cache they would dirty a page each. A run holds some thousand rows and then a new one is begun; an
// entry stays in its run. A bucket's count and digest are over its rows in all runs.
//
// Each commit changes a page of each of the three tables, so an old copy of a page, or of two, contradicts
// the third. An answer about an id reads head, the buckets and the entries of one bucket, and rests on all of
// them. Schema version 2 (PRAGMA user_version). Version 1 knew no runs: such a file is read and written as
// one that has run 0 alone, so that the program that made it still reads it. Another version is refused,
// never rewritten.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/cache/checksum.hpp"
#include "tiyf/cache/entry.hpp"

namespace tiyf::io {

inline constexpr std::uint32_t kApplicationId = 0x54495946;  // "TIYF"
inline constexpr std::uint32_t kSchemaVersion = 2;           // of a new cache
inline constexpr std::uint32_t kVersionWithoutRuns = 1;
inline constexpr std::size_t kBuckets = 512;
inline constexpr int kPageBytes = 4096;

inline constexpr std::array<std::string_view, 3> kTables{
    "CREATE TABLE head(one INTEGER PRIMARY KEY CHECK(one = 1), cache_id TEXT NOT NULL, generation INTEGER "
    "NOT NULL, "
    "entries INTEGER NOT NULL, buckets_crc INTEGER NOT NULL, seen_utc TEXT NOT NULL, crc INTEGER NOT NULL)",
    "CREATE TABLE buckets(bucket INTEGER PRIMARY KEY, entries INTEGER NOT NULL, digest INTEGER NOT NULL, "
    "earliest_ttl INTEGER NOT NULL, generation INTEGER NOT NULL)",
    "CREATE TABLE entries(bucket INTEGER NOT NULL, broker_client_order_id TEXT NOT NULL, decision_id TEXT "
    "NOT NULL, "
    "symbol TEXT NOT NULL, side TEXT NOT NULL, size TEXT NOT NULL, ttl_utc TEXT NOT NULL, status TEXT NOT "
    "NULL, "
    "updated_utc TEXT NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY(bucket, broker_client_order_id)) WITHOUT "
    "ROWID"};

struct CacheBucket {
  std::uint64_t entries = 0;
  cache::SetDigest digest;
  std::int64_t earliest_ttl = INT64_MAX;  // whole seconds since 1970, at or before every TTL in it
  std::uint64_t generation = 0;
  friend bool operator==(const CacheBucket&, const CacheBucket&) = default;
};
using CacheBuckets = std::vector<CacheBucket>;  // kBuckets of them

struct CacheHead {
  std::string cache_id;
  std::uint64_t generation = 0;
  std::uint64_t entries = 0;
  std::uint32_t buckets_crc = 0;
  std::optional<UtcTime> seen_utc;
  friend bool operator==(const CacheHead&, const CacheHead&) = default;
};

[[nodiscard]] std::size_t bucket_of(const ClientOrderId& id);
[[nodiscard]] std::uint32_t crc_of(const cache::Entry& entry);
[[nodiscard]] std::uint32_t crc_of(const CacheBuckets& buckets);
[[nodiscard]] std::uint32_t crc_of(const CacheHead& head);

// The bytes of a new database in WAL mode that holds `head` and empty buckets.
[[nodiscard]] Result<std::string> cache_image(const CacheHead& head, const CacheBuckets& buckets);
// A random cache id, generation 0, the checksum of empty buckets.
[[nodiscard]] CacheHead new_cache_head(const CacheBuckets& buckets);

// The first hundred bytes of the file: its schema version, one of the two; refuses what is no database, no
// cache, or has another version.
[[nodiscard]] Result<std::uint32_t> check_cache_header(const std::string& file);

}  // namespace tiyf::io
