#include "tiyf/io/cache_run.hpp"

#include "tiyf/io/cache_open.hpp"

namespace tiyf::io {
namespace {

Result<LoadedCache> load(cache::Store& store, UtcTime now) {
  TIYF_CHECK(store.begin(cache::Access::read));
  const cache::Turn turn(store);
  if (!store.exists()) return fail(ErrorKind::missing, "there is no such cache");
  LoadedCache loaded;
  cache::notice_clock(store, now, loaded.notices);
  TIYF_TRY(entries, store.all());
  loaded.entries = entries.size();
  for (CacheEntry& entry : entries)
    if (!cache::expired(entry, now)) loaded.live.emplace(entry.client_id, std::move(entry));
  return loaded;
}

Result<EditedCache> change(cache::Store& store, const CacheEdit& edit, UtcTime now) {
  TIYF_CHECK(store.begin(cache::Access::write));
  const cache::Turn turn(store);
  EditedCache edited;
  TIYF_CHECK(cache::purge(store, now, edited.notices));
  for (const CacheEntry& entry : edit.restore) {
    TIYF_TRY(stored, store.find(entry.client_id));
    if (!stored) TIYF_CHECK(store.put(entry));
  }
  for (const auto& [id, status] : edit.mark) TIYF_CHECK(cache::mark(store, id, status, now));
  TIYF_CHECK(store.commit(now));
  edited.entries = store.count();
  return edited;
}

template <class T>
Result<T> about(const std::string& path, Result<T> result) {
  if (!result && result.error().file.empty()) result.error().file = path;
  return result;
}

}  // namespace

Result<LoadedCache> load_cache(const std::string& path, UtcTime now) {
  TIYF_TRY(store, about(path, cache_store(path)));
  return about(path, load(*store, now));
}

Result<EditedCache> edit_cache(const std::string& path, const CacheEdit& edit, UtcTime now) {
  TIYF_TRY(store, about(path, cache_store(path)));
  return about(path, change(*store, edit, now));
}

}  // namespace tiyf::io
