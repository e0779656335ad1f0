// One connection to a SQLite cache file, for one turn. Exceptions of SQLiteCpp end here.
//
// How a commit becomes durable, with the lock held and nobody else on the file:
//   1. commit()  the transaction goes to the write-ahead log; fdatasync. From here on it survives everything.
//   2. settle()  the log is copied into the database; fdatasync; the log is emptied (cache_sqlite_vfs.hpp).
// Only then is anything acknowledged, so that no log ever holds what somebody was told: one that was removed,
// cut or left over takes nothing along. A log with content means that a process died between 1 and 2, or that
// it is not ours; a writer lets SQLite replay it, and the store then checks the whole and that nothing went
// back in time.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/io/cache_sqlite_format.hpp"
#include "tiyf/io/cache_sqlite_vfs.hpp"

namespace tiyf::io {

struct CacheRow {
  cache::Entry entry;
  std::uint32_t crc = 0;  // checked
  std::uint64_t run = 0;  // in which of the file's runs it stands, or shall
};
struct BucketedRow {
  std::size_t bucket;
  CacheRow row;
};

// What one commit writes.
struct CacheChange {
  std::size_t bucket = 0;
  const CacheRow* row = nullptr;  // none: erased
  const CacheRow* old = nullptr;  // none: new

  // As the rows lie in the file: a commit then goes through its pages once.
  friend bool operator<(const CacheChange& a, const CacheChange& b) { return a.place() < b.place(); }
  [[nodiscard]] const CacheRow& either() const { return row != nullptr ? *row : *old; }

 private:
  using Place = std::tuple<std::uint64_t, std::size_t, const std::string&>;
  [[nodiscard]] Place place() const { return {either().run, bucket, either().entry.client_id.value}; }
};
struct CacheCommit {
  std::vector<CacheChange> changes;
  std::vector<std::size_t> touched;  // buckets whose rows change
  const CacheBuckets* buckets;
  const CacheHead* head;
};

class CacheFile {
 public:
  // Reads the database alone, without locks, log or shared memory, and changes nothing.
  [[nodiscard]] static Result<std::unique_ptr<CacheFile>> open_settled(const std::string& file);
  // Replays a left-over log (in memory until something is committed or settled). Takes SQLite's exclusive
  // lock, too.
  [[nodiscard]] static Result<std::unique_ptr<CacheFile>> open_alone(const std::string& file);
  ~CacheFile();

  [[nodiscard]] Result<CacheHead> head();
  [[nodiscard]] Result<CacheBuckets> buckets();
  // `expected`: likely so many.
  [[nodiscard]] Result<std::vector<BucketedRow>> rows_of(std::size_t bucket, std::size_t expected);
  [[nodiscard]] Result<std::vector<BucketedRow>> all_rows();
  [[nodiscard]] Result<void> check_pages();  // SQLite's own check of the whole file, and its length

  // The run for this many rows that are not in the file yet.
  [[nodiscard]] Result<std::uint64_t> run_for(std::size_t new_rows);
  [[nodiscard]] Result<void> commit(const CacheCommit& commit);
  [[nodiscard]] Result<void> settle();
  // After a commit that failed: closes, and empties the log, which may hold the failed transaction in full.
  void abandon();

 private:
  struct Connection;
  CacheFile(std::string file, std::uint32_t version, std::unique_ptr<Connection> connection);
  void keep_many_pages();

  std::string file_;
  std::uint32_t version_;
  std::unique_ptr<Connection> connection_;
  bool looked_ = false;            // at one bucket
  bool keeps_many_pages_ = false;  // SQLite does, in memory
  bool has_spare_end_ = false;     // the file is longer than its pages: settle() cuts it
};

}  // namespace tiyf::io
