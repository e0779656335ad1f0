// The SQLite store (CONTRACT §6: `.db`, `.sqlite`). The format and its checks: cache_sqlite_format.hpp; how a
// commit becomes durable: cache_sqlite_file.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tiyf/cache/store.hpp"
#include "tiyf/io/cache_path.hpp"
#include "tiyf/io/cache_queue.hpp"
#include "tiyf/io/cache_sqlite_file.hpp"

namespace tiyf::io {

class SqliteStore final : public cache::Store {
 public:
  explicit SqliteStore(CachePath path);
  ~SqliteStore() override;

  Result<void> begin(cache::Access access) override;
  void end() override;
  bool exists() const override { return file_ != nullptr; }
  std::uint64_t count() const override { return head_.entries; }
  std::optional<UtcTime> seen_utc() const override { return head_.seen_utc; }
  Result<std::optional<cache::Entry>> find(const ClientOrderId& id) override;
  Result<std::vector<cache::Entry>> expired_at(UtcTime now) override;
  Result<std::vector<cache::Entry>> all() override;
  Result<void> put(const cache::Entry& entry) override;
  Result<void> erase(const ClientOrderId& id) override;
  void create_if_missing() override { wanted_ = true; }
  Result<void> commit(UtcTime now) override;
  std::string_view kind() const override { return "sqlite"; }

 private:
  using Rows = std::unordered_map<ClientOrderId, CacheRow>;
  using Before = std::unordered_map<ClientOrderId, std::optional<CacheRow>>;  // none: was not there

  Result<void> open(cache::Access access);
  Result<void> missing();
  Result<void> recover(cache::Access access);  // a log with content was found
  Result<void> load();                     // head and buckets; forgets what another process has changed since
  Result<Rows*> rows(std::size_t bucket);  // checked; read from the file when not known yet
  Result<Rows> checked(std::size_t bucket, std::vector<BucketedRow> found) const;
  void set(const ClientOrderId& id, const std::optional<CacheRow>& row, Rows& rows);
  Result<void> create();
  void keep_before(const ClientOrderId& id, const Rows& rows);
  Result<std::vector<CacheChange>> changes();
  Result<void> write();
  Result<void> take_back(const std::optional<UtcTime>& seen_utc);  // after a commit that could not settle
  void forget();                                                   // everything known of the file

  CachePath path_;
  CacheQueue queue_;
  std::unique_ptr<CacheFile> file_;
  CacheHead head_;
  std::optional<CacheHead> latest_;  // that this process has seen in the file
  CacheBuckets buckets_;
  std::vector<std::unique_ptr<Rows>>
      rows_;  // by bucket; none: not known. Kept from turn to turn; as they shall be after commit()
  bool wanted_ = false;  // the file, whatever is staged
  Before before_;        // of each id that this turn changes: what the file holds until commit()
};

}  // namespace tiyf::io
