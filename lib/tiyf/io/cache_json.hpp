// The JSON file store (CONTRACT §6: `.json`): the document tiyf.order_id_cache.v1, replaced whole by every
// commit. For a cache of some thousand entries that people want to read; every turn reads, every commit
// writes all of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/cache/store.hpp"
#include "tiyf/io/cache_path.hpp"
#include "tiyf/io/cache_queue.hpp"

namespace tiyf::io {

class JsonStore final : public cache::Store {
 public:
  explicit JsonStore(CachePath path);
  ~JsonStore() override;

  Result<void> begin(cache::Access access) override;
  void end() override;
  bool exists() const override { return text_.has_value(); }
  std::uint64_t count() const override { return entries_.size(); }
  std::optional<UtcTime> seen_utc() const override { return seen_utc_; }
  Result<std::optional<cache::Entry>> find(const ClientOrderId& id) override;
  Result<std::vector<cache::Entry>> expired_at(UtcTime now) override;
  Result<std::vector<cache::Entry>> all() override;
  Result<void> put(const cache::Entry& entry) override;
  Result<void> erase(const ClientOrderId& id) override;
  void create_if_missing() override;
  Result<void> commit(UtcTime now) override;
  std::string_view kind() const override { return "json"; }

 private:
  Result<void> load();
  void forget();

  CachePath path_;
  CacheQueue queue_;
  std::optional<std::string> text_;  // of the file; none when there is none
  CacheEntries entries_;
  std::optional<UtcTime> seen_utc_;
  bool was_there_ = false;
  bool staged_ = false;
};

}  // namespace tiyf::io
