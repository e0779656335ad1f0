#include "tiyf/io/cache_sqlite_rows.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <optional>

#include "tiyf/base/text.hpp"
#include "tiyf/io/sqlite_query.hpp"

namespace tiyf::io {
namespace {

// A run of this many rows is full: about a hundred pages, of which a commit of a thousand writes most.
constexpr int kRowsOfRun = 4096;
// A run is one more place to look in for every lookup to come. Only a commit of many rows is worth that; one
// row costs the same page wherever it goes.
constexpr std::size_t kRowsWorthARun = 64;

std::uint64_t place_of(std::uint64_t run, std::size_t bucket) { return run * kBuckets + bucket; }

// The days that a row's neighbours have named, which it mostly names again.
struct Days {
  UtcTime::Day ttl, updated;
};

// Checks the stored row against its CRC before anything reads meaning into it.
Result<BucketedRow> read_row(const SqliteQuery& row, Days& days) {
  std::array<std::string_view, 8> f;
  for (std::size_t i = 0; i < f.size(); ++i) f[i] = row.text(static_cast<int>(i) + 1);
  const std::uint32_t crc = cache::crc32_of_fields(f);
  if (row.number(9) != std::int64_t{crc})
    return damaged(fmt::format("the entry {} does not match its checksum", logfmt_value(f[0])));
  const auto side = parse_side(f[3]);
  const auto size = Decimal::parse(f[4]);
  const auto ttl = UtcTime::parse_next(f[5], days.ttl);
  const auto status = cache::parse_status(f[6]);
  const auto updated = UtcTime::parse_next(f[7], days.updated);
  if (!side || !size || !ttl || !status || !updated)
    return damaged(fmt::format("the entry {} does not read", logfmt_value(f[0])));
  cache::Entry entry{
      ClientOrderId(f[0]), DecisionId(f[1]), Symbol(f[2]), *side, *size, *ttl, *status, *updated};
  const std::size_t bucket = bucket_of(entry.client_id);
  const std::int64_t place = row.number(0);
  if (place < 0 || unsigned_of(place) % kBuckets != bucket)
    return damaged(fmt::format("the entry {} stands in a wrong bucket", logfmt_value(entry.client_id.value)));
  return BucketedRow{bucket, {std::move(entry), crc, unsigned_of(place) / kBuckets}};
}

// Throws when no row, or several, changed.
void expect_one(int changed) {
  if (changed != 1) throw SQLite::Exception("a row that must be there is not", SQLITE_CORRUPT);
}

}  // namespace

// From run to run: the rows at this bucket's place in it, then the first row behind them says which run comes
// next. A run that holds nothing for the bucket costs one step, one that holds nothing at all costs none.
Result<std::vector<BucketedRow>> read_bucket(SQLite::Database& database, std::size_t bucket,
                                             std::size_t expected) {
  SqliteQuery query(database, "SELECT * FROM entries WHERE bucket >= ? ORDER BY bucket");
  std::vector<BucketedRow> rows;
  rows.reserve(std::min<std::size_t>(expected, kRowsOfRun));
  Days days;
  std::uint64_t place = bucket;
  for (;;) {
    query.bind(1, signed_of(place));
    bool more = query.step();
    for (; more && query.number(0) == signed_of(place); more = query.step()) {
      TIYF_TRY(row, read_row(query, days));
      rows.push_back(std::move(row));
    }
    if (!more) return rows;
    const std::uint64_t behind = unsigned_of(query.number(0));
    // SQLite trusts the order of a page: a changed one may hold a smaller row here, and this would not end.
    if (behind < place) return damaged("its entries are out of order");
    const std::uint64_t next = place_of(behind / kBuckets, bucket);
    place = next < behind ? next + kBuckets : next;
    if (place > INT64_MAX) return damaged("an entry stands in an impossible place");
    query.reset();
  }
}

Result<std::vector<BucketedRow>> read_all(SQLite::Database& database) {
  SqliteQuery query(database, "SELECT * FROM entries");
  std::vector<BucketedRow> rows;
  Days days;
  while (query.step()) {
    TIYF_TRY(row, read_row(query, days));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::uint64_t choose_run(SQLite::Database& database, std::size_t new_rows) {
  SQLite::Statement newest(database, "SELECT bucket FROM entries ORDER BY bucket DESC LIMIT 1");
  if (!newest.executeStep()) return 0;
  const std::uint64_t run = unsigned_of(newest.getColumn(0).getInt64()) / kBuckets;
  if (new_rows < kRowsWorthARun) return run;
  SQLite::Statement full(database, "SELECT 1 FROM entries WHERE bucket >= ? LIMIT 1 OFFSET ?");
  full.bind(1, signed_of(place_of(run, 0)));
  full.bind(2, kRowsOfRun);
  return full.executeStep() ? run + 1 : run;
}

void write_changes(SQLite::Database& database, const std::vector<CacheChange>& changes) {
  std::optional<SQLite::Statement> put, erase;
  for (const CacheChange& change : changes) {
    const cache::Entry& entry = change.either().entry;
    auto& statement = change.row != nullptr ? put : erase;
    if (!statement)
      statement.emplace(database,
                        change.row != nullptr
                            ? "INSERT OR REPLACE INTO entries VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                            : "DELETE FROM entries WHERE bucket = ? AND broker_client_order_id = ?");
    statement->bind(1, signed_of(place_of(change.either().run, change.bucket)));
    statement->bindNoCopy(2, entry.client_id.value);
    std::array<std::string, 5> texts;  // until the statement has run
    if (change.row != nullptr) {
      texts = {std::string(name(entry.side)), entry.size.text(), entry.ttl_utc.text(),
               std::string(cache::name(entry.status)), entry.updated_utc.text()};
      const auto& [side, size, ttl, status, updated] = texts;
      int column = 3;
      for (const std::string* text :
           {&entry.decision_id.value, &entry.symbol.value, &side, &size, &ttl, &status, &updated})
        statement->bindNoCopy(column++, *text);
      statement->bind(column, std::int64_t{change.row->crc});
    }
    expect_one(statement->exec());
    statement->reset();
  }
}

void write_buckets(SQLite::Database& database, const CacheCommit& commit) {
  SQLite::Statement update(
      database,
      "UPDATE buckets SET entries = ?, digest = ?, earliest_ttl = ?, generation = ? WHERE bucket = ?");
  for (const std::size_t number : commit.touched) {
    const CacheBucket& bucket = commit.buckets->at(number);
    update.bind(1, signed_of(bucket.entries));
    update.bind(2, signed_of(bucket.digest.value()));
    update.bind(3, bucket.earliest_ttl);
    update.bind(4, signed_of(bucket.generation));
    update.bind(5, static_cast<std::int64_t>(number));
    expect_one(update.exec());
    update.reset();
  }
}

void write_head(SQLite::Database& database, const CacheHead& head) {
  SQLite::Statement update(
      database,
      "UPDATE head SET generation = ?, entries = ?, buckets_crc = ?, seen_utc = ?, crc = ? WHERE one = 1");
  update.bind(1, signed_of(head.generation));
  update.bind(2, signed_of(head.entries));
  update.bind(3, std::int64_t{head.buckets_crc});
  update.bind(4, head.seen_utc ? head.seen_utc->text() : std::string());
  update.bind(5, std::int64_t{crc_of(head)});
  expect_one(update.exec());
}

}  // namespace tiyf::io
