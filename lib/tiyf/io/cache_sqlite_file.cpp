#include "tiyf/io/cache_sqlite_file.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "tiyf/io/cache_path.hpp"
#include "tiyf/io/cache_sqlite_rows.hpp"
#include "tiyf/io/cache_sqlite_vfs.hpp"
#include "tiyf/io/sqlite_query.hpp"

namespace tiyf::io {

struct CacheFile::Connection {
  SQLite::Database database;
};

namespace {

constexpr int kBusyMilliseconds = 5000;  // for a foreign program: our own queue at the lock

// Runs `work`; what SQLite throws becomes an error.
template <class Work>
auto guarded(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    return fail(ErrorKind::unreachable,
                fmt::format("SQLite: {} ({})", error.what(), error.getExtendedErrorCode()));
  }
}

// A connection is used by one thread at a time, so SQLite need not lock for each value that it hands out.
const int kReader = SQLite::OPEN_READONLY | SQLite::OPEN_URI | SQLite::OPEN_NOMUTEX;
const int kWriter = SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;

// A path as an SQLite URI.
std::string uri_of(const std::string& file) {
  std::string uri = "file:";
  for (const char c : file) {
    const bool reserved = c == '%' || c == '?' || c == '#';
    uri += reserved ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return uri + "?immutable=1";
}

// A changed byte in a table's declaration could make SQLite read its rows otherwise.
Result<void> check_tables(SQLite::Database& database) {
  SQLite::Statement query(database, "SELECT sql FROM sqlite_schema ORDER BY rowid");
  for (const std::string_view table : kTables)
    if (!query.executeStep() || query.getColumn(0).getString() != table)
      return damaged("its tables are not a cache's");
  if (query.executeStep()) return damaged("it holds a table too many");
  return {};
}

// A look at one bucket needs few pages at a time, and taking memory for each that it passes would cost more
// than reading it. For whoever looks at more it keeps them (keep_many_pages). What a commit changes stays in
// memory until then, however much it is.
void own(SQLite::Database& database) {
  // settle() alone moves the log, so closing must not.
  sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_wal_autocheckpoint(database.getHandle(), 0);
  sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  int chunk = kPageBytes;  // what nobody checks, the room behind the pages, is not there
  sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_CHUNK_SIZE, &chunk);
  database.exec(
      "PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON; "
      "PRAGMA temp_store=MEMORY; PRAGMA cache_size=24; PRAGMA cache_spill=OFF");
}

sqlite3_int64 bytes_of_pages(SQLite::Database& database) {
  SQLite::Statement pages(database, "PRAGMA page_count");
  pages.executeStep();
  return pages.getColumn(0).getInt64() * kPageBytes;
}

// SQLite's own: another descriptor on the file would, when it is closed, take SQLite's locks along.
sqlite3_file& file_of(SQLite::Database& database) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  return *file;
}

sqlite3_int64 length_of(sqlite3_file& file) {
  sqlite3_int64 length = 0;
  const int status = file.pMethods->xFileSize(&file, &length);
  if (status != SQLITE_OK) throw SQLite::Exception("the database does not tell its length", status);
  return length;
}

bool zeros_between(sqlite3_file& file, sqlite3_int64 from, sqlite3_int64 to) {
  std::array<char, kPageBytes> bytes{};
  for (; from < to; from += kPageBytes) {
    const auto count = std::min<sqlite3_int64>(kPageBytes, to - from);
    const int status = file.pMethods->xRead(&file, bytes.data(), static_cast<int>(count), from);
    if (status != SQLITE_OK) throw SQLite::Exception("the database's end does not read", status);
    if (std::any_of(bytes.begin(), bytes.begin() + count, [](char c) { return c != 0; })) return false;
  }
  return true;
}

// Behind the pages stand at most zeros: an older build allotted 64 KiB at a time, and a process may have died
// between allotting and committing.
Result<void> check_length(SQLite::Database& database, const std::string& log) {
  sqlite3_file& file = file_of(database);
  const sqlite3_int64 length = length_of(file), needed = bytes_of_pages(database);
  if (length < needed) {  // a power failure may have left the new length to the log
    TIYF_TRY(content, has_content(log));
    if (!content) return damaged(fmt::format("it is {} bytes long, its pages have {}", length, needed));
  }
  if (!zeros_between(file, needed, length)) return damaged("something stands behind its last page");
  return {};
}

// Allots the database's blocks before the commit, so that settling cannot run out of space half-way. Says
// whether there is more than the pages need.
bool allot(SQLite::Database& database) {
  sqlite3_int64 needed = bytes_of_pages(database);
  const sqlite3_int64 length = length_of(file_of(database));
  if (length >= needed) return length > needed;
  const int status = sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_SIZE_HINT, &needed);
  if (status != SQLITE_OK) throw SQLite::Exception("no space for the database to grow", status);
  return false;
}

// Whatever is no zero stays, for the whole cache's check to see. Uncut the file is as sound.
void cut_zeros(SQLite::Database& database) {
  sqlite3_file& file = file_of(database);
  const sqlite3_int64 needed = bytes_of_pages(database);
  if (zeros_between(file, needed, length_of(file))) file.pMethods->xTruncate(&file, needed);
}

}  // namespace

CacheFile::CacheFile(std::string file, std::uint32_t version, std::unique_ptr<Connection> connection)
    : file_(std::move(file)), version_(version), connection_(std::move(connection)) {}
CacheFile::~CacheFile() = default;

Result<std::unique_ptr<CacheFile>> CacheFile::open_settled(const std::string& file) {
  TIYF_TRY(version, check_cache_header(file));
  set_up_sqlite();
  return guarded([&]() -> Result<std::unique_ptr<CacheFile>> {
    auto connection = std::make_unique<Connection>(Connection{SQLite::Database(uri_of(file), kReader)});
    TIYF_CHECK(check_tables(connection->database));
    return std::unique_ptr<CacheFile>(new CacheFile(file, version, std::move(connection)));
  });
}

Result<std::unique_ptr<CacheFile>> CacheFile::open_alone(const std::string& file) {
  TIYF_TRY(version, check_cache_header(file));
  // SQLite would roll a rollback journal back into the database; ours never has one.
  TIYF_TRY(journal, cache_file_size(file + "-journal"));
  if (journal && *journal > 0)
    return fail(ErrorKind::unreachable, "a rollback journal beside it is not this cache's");
  set_up_sqlite();
  return guarded([&]() -> Result<std::unique_ptr<CacheFile>> {
    auto connection = std::make_unique<Connection>(
        Connection{SQLite::Database(file, kWriter, kBusyMilliseconds, cache_vfs())});
    own(connection->database);
    TIYF_CHECK(check_tables(connection->database));
    return std::unique_ptr<CacheFile>(new CacheFile(file, version, std::move(connection)));
  });
}

Result<CacheHead> CacheFile::head() {
  return guarded([&]() -> Result<CacheHead> {
    SQLite::Statement query(connection_->database,
                            "SELECT cache_id, generation, entries, buckets_crc, seen_utc, crc FROM head");
    if (!query.executeStep()) return damaged("it has no head");
    CacheHead head{.cache_id = query.getColumn(0).getString(),
                   .generation = unsigned_of(query.getColumn(1).getInt64()),
                   .entries = unsigned_of(query.getColumn(2).getInt64()),
                   .buckets_crc = static_cast<std::uint32_t>(query.getColumn(3).getInt64()),
                   .seen_utc = UtcTime::parse(query.getColumn(4).getString())};
    if (query.getColumn(5).getInt64() != std::int64_t{crc_of(head)})
      return damaged("its head does not match its checksum");
    return head;
  });
}

Result<CacheBuckets> CacheFile::buckets() {
  return guarded([&]() -> Result<CacheBuckets> {
    SqliteQuery query(connection_->database,
                      "SELECT bucket, entries, digest, earliest_ttl, generation FROM buckets");
    CacheBuckets buckets;
    buckets.reserve(kBuckets);
    while (query.step()) {
      if (query.number(0) != static_cast<std::int64_t>(buckets.size()) || buckets.size() == kBuckets)
        return damaged("its buckets are not complete");
      buckets.push_back({.entries = unsigned_of(query.number(1)),
                         .digest = cache::SetDigest(unsigned_of(query.number(2))),
                         .earliest_ttl = query.number(3),
                         .generation = unsigned_of(query.number(4))});
    }
    if (buckets.size() != kBuckets) return damaged("its buckets are not complete");
    return buckets;
  });
}

void CacheFile::keep_many_pages() {
  if (keeps_many_pages_) return;
  connection_->database.exec("PRAGMA cache_size=-65536");
  keeps_many_pages_ = true;
}

Result<std::vector<BucketedRow>> CacheFile::rows_of(std::size_t bucket, std::size_t expected) {
  return guarded([&] {
    if (std::exchange(looked_, true)) keep_many_pages();
    return read_bucket(connection_->database, bucket, expected);
  });
}

Result<std::vector<BucketedRow>> CacheFile::all_rows() {
  return guarded([&] {
    keep_many_pages();
    return read_all(connection_->database);
  });
}

Result<std::uint64_t> CacheFile::run_for(std::size_t new_rows) {
  if (version_ == kVersionWithoutRuns) return 0;
  return guarded([&]() -> Result<std::uint64_t> { return choose_run(connection_->database, new_rows); });
}

Result<void> CacheFile::check_pages() {
  return guarded([&]() -> Result<void> {
    keep_many_pages();
    SQLite::Statement query(connection_->database, "PRAGMA integrity_check(1)");
    if (!query.executeStep()) return damaged("SQLite's check gave no answer");
    const std::string verdict = query.getColumn(0).getString();
    if (verdict != "ok") return damaged(verdict);
    return check_length(connection_->database, log_of(file_));
  });
}

Result<void> CacheFile::commit(const CacheCommit& commit) {
  return guarded([&]() -> Result<void> {
    SQLite::Database& database = connection_->database;
    if (commit.changes.size() > 1) keep_many_pages();
    database.exec("BEGIN IMMEDIATE");
    write_changes(database, commit.changes);
    write_buckets(database, commit);
    write_head(database, *commit.head);
    has_spare_end_ = allot(database);
    database.exec("COMMIT");
    return {};
  });
}

Result<void> CacheFile::settle() {
  return guarded([&]() -> Result<void> {
    const int status = sqlite3_wal_checkpoint_v2(connection_->database.getHandle(), "main",
                                                 SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (status != SQLITE_OK) throw SQLite::Exception(connection_->database.getHandle(), status);
    if (has_spare_end_) cut_zeros(connection_->database);
    return {};
  });
}

void CacheFile::abandon() {
  connection_.reset();
  // The failed transaction may stand in the log in full, only not synced: a later replay must not find it.
  const auto content = has_content(log_of(file_));
  if (!content || *content) static_cast<void>(::truncate(log_of(file_).c_str(), 0) == 0);
}

}  // namespace tiyf::io
