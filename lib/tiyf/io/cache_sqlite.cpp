#include "tiyf/io/cache_sqlite.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "tiyf/io/cache_sqlite_rows.hpp"

namespace tiyf::io {
namespace {

template <class Rows>
std::int64_t earliest_ttl(const Rows& rows) {
  std::int64_t earliest = INT64_MAX;
  for (const auto& [id, row] : rows) earliest = std::min(earliest, row.entry.ttl_utc.seconds);
  return earliest;
}

}  // namespace

SqliteStore::SqliteStore(CachePath path) : path_(std::move(path)), queue_(path_.lock, path_.file) {
  forget();
}
SqliteStore::~SqliteStore() { end(); }

void SqliteStore::forget() {
  head_ = {};
  buckets_.assign(kBuckets, {});
  rows_.clear();
  rows_.resize(kBuckets);
  before_.clear();
}

void SqliteStore::end() {
  if (!before_.empty()) forget();  // they are mixed into what is known
  wanted_ = false;
  file_.reset();
  queue_.leave();
}

Result<void> SqliteStore::begin(cache::Access access) {
  end();
  auto opened = open(access);
  if (!opened) {
    forget();
    end();
  } else if (file_) {
    latest_ = head_;
  }
  return opened;
}

Result<void> SqliteStore::open(cache::Access access) {
  if (access == cache::Access::read) {  // a reader makes no lock file beside a cache that is not there
    TIYF_TRY(size_before, cache_file_size(path_.file));
    if (!size_before) return missing();
  }
  TIYF_CHECK(queue_.enter(access));
  TIYF_TRY(size, cache_file_size(path_.file));
  TIYF_TRY(log, has_content(log_of(path_.file)));
  if (!size) {
    if (log) return fail(ErrorKind::unreachable, "it is missing, but its log (-wal) is there");
    return missing();
  }
  if (log) return recover(access);
  TIYF_TRY(file, access == cache::Access::read ? CacheFile::open_settled(path_.file)
                                               : CacheFile::open_alone(path_.file));
  file_ = std::move(file);
  return load();
}

// A new cache, unless this process knows better.
Result<void> SqliteStore::missing() {
  if (latest_) return gone();
  forget();
  return {};
}

// A process died between its commit and the end of its settling, or the log is not ours. SQLite replays any
// log whose own checksums hold, even one of another database or of last week; so the database as it stands
// without the log says which cache it is and how far it was.
Result<void> SqliteStore::recover(cache::Access access) {
  TIYF_CHECK(queue_.enter(cache::Access::write));
  std::optional<CacheHead> baseline;
  if (auto settled = CacheFile::open_settled(path_.file))
    if (auto head = (*settled)->head()) baseline = *head;
  forget();
  TIYF_TRY(file, CacheFile::open_alone(path_.file));
  file_ = std::move(file);
  TIYF_CHECK(load());
  if (baseline && (baseline->cache_id != head_.cache_id || baseline->generation > head_.generation))
    return damaged("its log (-wal) is another cache's or an older one");
  TIYF_TRY(entries, all());
  if (access == cache::Access::read) return {};
  return file_->settle();
}

Result<void> SqliteStore::load() {
  TIYF_TRY(head, file_->head());
  if (head == head_) return {};
  if (latest_ && (head.cache_id != latest_->cache_id || head.generation < latest_->generation))
    return replaced();
  TIYF_TRY(buckets, file_->buckets());
  if (crc_of(buckets) != head.buckets_crc) return damaged("its buckets do not match the head's checksum");
  if (head.cache_id != head_.cache_id)
    for (auto& rows : rows_) rows.reset();
  std::uint64_t entries = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    entries += buckets[i].entries;
    if (!(buckets[i] == buckets_[i])) rows_[i].reset();
  }
  if (entries != head.entries) return damaged("its buckets do not add up to the head's count");
  head_ = std::move(head);
  buckets_ = std::move(buckets);
  return {};
}

void SqliteStore::set(const ClientOrderId& id, const std::optional<CacheRow>& row, Rows& rows) {
  CacheBucket& bucket = buckets_[bucket_of(id)];
  if (const auto old = rows.find(id); old != rows.end()) {
    bucket.digest.remove(old->second.crc);
    --bucket.entries;
    --head_.entries;
    const std::int64_t ttl = old->second.entry.ttl_utc.seconds;
    rows.erase(old);
    if (!row && ttl <= bucket.earliest_ttl) bucket.earliest_ttl = earliest_ttl(rows);
  }
  if (!row) return;
  bucket.digest.add(row->crc);
  ++bucket.entries;
  ++head_.entries;
  bucket.earliest_ttl = std::min(bucket.earliest_ttl, row->entry.ttl_utc.seconds);
  rows.emplace(id, *row);
}

void SqliteStore::keep_before(const ClientOrderId& id, const Rows& rows) {
  const auto old = rows.find(id);
  before_.try_emplace(id, old == rows.end() ? std::nullopt : std::optional(old->second));
}

Result<void> SqliteStore::put(const cache::Entry& entry) {
  TIYF_TRY(known, rows(bucket_of(entry.client_id)));
  keep_before(entry.client_id, *known);
  set(entry.client_id, CacheRow{entry, crc_of(entry)}, *known);
  return {};
}

Result<void> SqliteStore::erase(const ClientOrderId& id) {
  TIYF_TRY(known, rows(bucket_of(id)));
  if (!known->contains(id)) return {};
  keep_before(id, *known);
  set(id, std::nullopt, *known);
  return {};
}

Result<void> SqliteStore::create() {
  CacheBuckets empty(kBuckets);
  const CacheHead head = new_cache_head(empty);
  TIYF_TRY(image, cache_image(head, empty));
  // An older cache's, without content; but its header's zeros may not be durable yet.
  if (::unlink(log_of(path_.file).c_str()) != 0 && errno != ENOENT)
    return cannot("remove an older cache's log (-wal)", errno);
  TIYF_CHECK(replace_cache_file(path_, image));
  TIYF_TRY(file, CacheFile::open_alone(path_.file));
  file_ = std::move(file);
  head_.cache_id = head.cache_id;
  return {};
}

// What leads from the file to the rows in memory, in the file's order. A row that is in the file stays in its
// run; new rows are given one together.
Result<std::vector<CacheChange>> SqliteStore::changes() {
  std::vector<CacheChange> changes;
  std::vector<CacheRow*> fresh;
  for (const auto& [id, old] : before_) {
    const std::size_t bucket = bucket_of(id);
    const auto now = rows_[bucket]->find(id);
    CacheRow* row = now == rows_[bucket]->end() ? nullptr : &now->second;
    if (row == nullptr && !old) continue;  // came and went within the turn
    changes.push_back({.bucket = bucket, .row = row, .old = old ? &*old : nullptr});
    if (old && row != nullptr) row->run = old->run;
    if (!old) fresh.push_back(row);
  }
  TIYF_TRY(fresh_run, file_->run_for(fresh.size()));
  for (CacheRow* row : fresh) row->run = fresh_run;
  std::sort(changes.begin(), changes.end());
  return changes;
}

// The rows in memory are as they shall be; brings buckets and head in line and writes all of it as one
// transaction.
Result<void> SqliteStore::write() {
  TIYF_TRY(changed, changes());
  CacheCommit commit{.changes = std::move(changed), .touched = {}, .buckets = &buckets_, .head = &head_};
  std::set<std::size_t> touched;
  for (const auto& [id, old] : before_) touched.insert(bucket_of(id));
  ++head_.generation;
  for (const std::size_t i : touched) {
    buckets_[i].generation = head_.generation;
    commit.touched.push_back(i);
  }
  head_.buckets_crc = crc_of(buckets_);
  return file_->commit(commit);
}

Result<void> SqliteStore::take_back(const std::optional<UtcTime>& seen_utc) {
  head_.seen_utc = seen_utc;
  Before written;  // what stands in the file now
  for (const auto& [id, row] : before_) {
    Rows& rows = *rows_[bucket_of(id)];
    const auto now = rows.find(id);
    written.emplace(id, now == rows.end() ? std::nullopt : std::optional(now->second));
    set(id, row, rows);
  }
  before_.swap(written);
  TIYF_CHECK(write());
  return file_->settle();
}

Result<void> SqliteStore::commit(UtcTime now) {
  if (before_.empty() && (file_ || !wanted_)) return {};
  const auto seen_before = head_.seen_utc;
  if (!head_.seen_utc || *head_.seen_utc < now) head_.seen_utc = now;
  Result<void> done;
  if (!file_) done = create();
  if (done) {
    done = write();
    if (!done) {
      if (file_) file_->abandon();
    } else if (done = file_->settle(); !done) {
      // Durable in the log, but the caller will hear of a failure: it must find the cache as it was when it
      // tries again. Should this fail as well, the log stays and the change stands, unacknowledged, as after
      // a crash.
      static_cast<void>(take_back(seen_before).has_value());
    }
  }
  before_.clear();
  if (done)
    latest_ = head_;
  else
    forget();
  return done;
}

}  // namespace tiyf::io
