// The SQLite store's answers: whatever is read is checked against its bucket before anybody sees it.
#include <fmt/format.h>

#include <algorithm>

#include "tiyf/io/cache_sqlite.hpp"
#include "tiyf/io/cache_sqlite_rows.hpp"

namespace tiyf::io {
namespace {

std::vector<cache::Entry> sorted(std::vector<cache::Entry> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.client_id < b.client_id; });
  return entries;
}

}  // namespace

Result<SqliteStore::Rows> SqliteStore::checked(std::size_t bucket, std::vector<BucketedRow> found) const {
  Rows rows;
  rows.reserve(found.size());
  cache::SetDigest digest;
  for (BucketedRow& one : found) {
    digest.add(one.row.crc);
    ClientOrderId id = one.row.entry.client_id;
    rows.emplace(std::move(id), std::move(one.row));
  }
  if (rows.size() != buckets_[bucket].entries || found.size() != rows.size())
    return damaged(
        fmt::format("bucket {} holds {} entries, not {}", bucket, found.size(), buckets_[bucket].entries));
  if (digest != buckets_[bucket].digest)
    return damaged(fmt::format("bucket {} does not match its digest", bucket));
  return rows;
}

Result<SqliteStore::Rows*> SqliteStore::rows(std::size_t bucket) {
  if (!rows_[bucket]) {
    std::vector<BucketedRow> found;
    if (file_) {
      TIYF_TRY(read, file_->rows_of(bucket, buckets_[bucket].entries));
      found = std::move(read);
    }
    TIYF_TRY(rows, checked(bucket, std::move(found)));
    rows_[bucket] = std::make_unique<Rows>(std::move(rows));
  }
  return rows_[bucket].get();
}

Result<std::optional<cache::Entry>> SqliteStore::find(const ClientOrderId& id) {
  TIYF_TRY(known, rows(bucket_of(id)));
  const auto at = known->find(id);
  if (at == known->end()) return std::optional<cache::Entry>{};
  return std::optional<cache::Entry>(at->second.entry);
}

Result<std::vector<cache::Entry>> SqliteStore::expired_at(UtcTime now) {
  std::vector<cache::Entry> entries;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    if (buckets_[i].entries == 0 || buckets_[i].earliest_ttl > now.seconds) continue;
    TIYF_TRY(known, rows(i));
    for (const auto& [id, row] : *known)
      if (cache::expired(row.entry, now)) entries.push_back(row.entry);
  }
  return sorted(std::move(entries));
}

Result<std::vector<cache::Entry>> SqliteStore::all() {
  std::vector<std::vector<BucketedRow>> found(kBuckets);
  if (file_ && before_.empty()) {
    TIYF_CHECK(file_->check_pages());
    TIYF_TRY(every, file_->all_rows());
    for (BucketedRow& one : every) found[one.bucket].push_back(std::move(one));
    for (std::size_t i = 0; i < kBuckets; ++i) {
      TIYF_TRY(rows, checked(i, std::move(found[i])));
      rows_[i] = std::make_unique<Rows>(std::move(rows));
    }
  }
  std::vector<cache::Entry> entries;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    TIYF_TRY(known, rows(i));
    for (const auto& [id, row] : *known) entries.push_back(row.entry);
  }
  return sorted(std::move(entries));
}

}  // namespace tiyf::io
