#include "tiyf/io/cache_sqlite_rows.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>

#include "tiyf/base/text.hpp"

namespace tiyf::io {
namespace {

// A run of this many rows is full: about a hundred pages, of which a commit of a thousand writes most.
constexpr int kRowsOfRun = 4096;
// A run is one more place to look in for every lookup to come. Only a commit of many rows is worth that; one
// row costs the same page wherever it goes.
constexpr std::size_t kRowsWorthARun = 64;

std::uint64_t place_of(std::uint64_t run, std::size_t bucket) { return run * kBuckets + bucket; }

// Checks the stored row against its CRC before anything reads meaning into it.
Result<BucketedRow> read_row(SQLite::Statement& query) {
  std::array<std::string, 8> f;
  for (std::size_t i = 0; i < f.size(); ++i) f[i] = query.getColumn(static_cast<int>(i) + 1).getString();
  const std::uint32_t crc = cache::crc32_of_fields({f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]});
  if (query.getColumn(9).getInt64() != std::int64_t{crc})
    return damaged(fmt::format("the entry {} does not match its checksum", logfmt_value(f[0])));
  const auto side = parse_side(f[3]);
  const auto size = Decimal::parse(f[4]);
  const auto ttl = UtcTime::parse(f[5]);
  const auto status = cache::parse_status(f[6]);
  const auto updated = UtcTime::parse(f[7]);
  if (!side || !size || !ttl || !status || !updated)
    return damaged(fmt::format("the entry {} does not read", logfmt_value(f[0])));
  cache::Entry entry{ClientOrderId(std::move(f[0])),
                     DecisionId(std::move(f[1])),
                     Symbol(std::move(f[2])),
                     *side,
                     *size,
                     *ttl,
                     *status,
                     *updated};
  const std::size_t bucket = bucket_of(entry.client_id);
  const std::int64_t place = query.getColumn(0).getInt64();
  if (place < 0 || unsigned_of(place) % kBuckets != bucket)
    return damaged(fmt::format("the entry {} stands in a wrong bucket", logfmt_value(entry.client_id.value)));
  return BucketedRow{bucket, {std::move(entry), crc, unsigned_of(place) / kBuckets}};
}

}  // namespace

// From run to run: the rows at this bucket's place in it, then the first row behind them says which run comes
// next. A run that holds nothing for the bucket costs one step, one that holds nothing at all costs none.
Result<std::vector<BucketedRow>> read_bucket(SQLite::Database& database, std::size_t bucket) {
  SQLite::Statement query(database, "SELECT * FROM entries WHERE bucket >= ? ORDER BY bucket");
  std::vector<BucketedRow> rows;
  std::uint64_t place = bucket;
  for (;;) {
    query.bind(1, signed_of(place));
    bool more = query.executeStep();
    for (; more && query.getColumn(0).getInt64() == signed_of(place); more = query.executeStep()) {
      TIYF_TRY(row, read_row(query));
      rows.push_back(std::move(row));
    }
    if (!more) return rows;
    const std::uint64_t behind = unsigned_of(query.getColumn(0).getInt64());
    // SQLite trusts the order of a page: a changed one may hold a smaller row here, and this would not end.
    if (behind < place) return damaged("its entries are out of order");
    const std::uint64_t next = place_of(behind / kBuckets, bucket);
    place = next < behind ? next + kBuckets : next;
    if (place > INT64_MAX) return damaged("an entry stands in an impossible place");
    query.reset();
  }
}

Result<std::vector<BucketedRow>> read_all(SQLite::Database& database) {
  SQLite::Statement query(database, "SELECT * FROM entries");
  std::vector<BucketedRow> rows;
  while (query.executeStep()) {
    TIYF_TRY(row, read_row(query));
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

void expect_one(int changed) {
  if (changed != 1) throw SQLite::Exception("a row that must be there is not", SQLITE_CORRUPT);
}

void write_changes(SQLite::Database& database, const std::vector<CacheChange>& changes) {
  SQLite::Statement put(database, "INSERT OR REPLACE INTO entries VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  SQLite::Statement erase(database, "DELETE FROM entries WHERE bucket = ? AND broker_client_order_id = ?");
  for (const CacheChange& change : changes) {
    SQLite::Statement& statement = change.row != nullptr ? put : erase;
    const cache::Entry& entry = change.either().entry;
    statement.bind(1, signed_of(place_of(change.either().run, change.bucket)));
    statement.bindNoCopy(2, entry.client_id.value);
    if (change.row == nullptr) {
      expect_one(statement.exec());
      statement.reset();
      continue;
    }
    const std::string side(name(entry.side)), size = entry.size.text(), ttl = entry.ttl_utc.text(),
                                              status(cache::name(entry.status)),
                                              updated = entry.updated_utc.text();
    int column = 3;
    for (const std::string* text :
         {&entry.decision_id.value, &entry.symbol.value, &side, &size, &ttl, &status, &updated})
      statement.bindNoCopy(column++, *text);
    statement.bind(column, std::int64_t{change.row->crc});
    expect_one(statement.exec());
    statement.reset();
  }
}

}  // namespace tiyf::io
