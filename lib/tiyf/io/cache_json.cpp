#include "tiyf/io/cache_json.hpp"

#include <unistd.h>

#include <algorithm>

#include "tiyf/cache/document.hpp"
#include "tiyf/io/files.hpp"

namespace tiyf::io {
namespace {

// Whatever is wrong with the file: for who asks the cache, it could not be asked.
std::unexpected<Error> unusable(Error error) {
  error.kind = ErrorKind::unreachable;
  error.file.clear();  // resolved; who opened the cache knows under which name
  return fail(std::move(error));
}

std::optional<UtcTime> newest_update(const std::vector<cache::Entry>& entries) {
  std::optional<UtcTime> newest;
  for (const cache::Entry& entry : entries) newest = std::max(newest, std::optional(entry.updated_utc));
  return newest;
}

}  // namespace

JsonStore::JsonStore(CachePath path) : path_(std::move(path)), queue_(path_.lock, path_.file) {}
JsonStore::~JsonStore() { end(); }

void JsonStore::forget() {
  text_.reset();
  entries_.clear();
  seen_utc_.reset();
}

void JsonStore::end() {
  if (staged_) forget();  // it is mixed into what is known
  staged_ = false;
  queue_.leave();
}

Result<void> JsonStore::begin(cache::Access access) {
  end();
  // A reader needs no turn: the file is only ever replaced whole.
  Result<void> begun;
  if (access == cache::Access::write) begun = queue_.enter(access);
  if (begun) begun = load();
  if (!begun) end();
  return begun;
}

// An older copy put in the file's place is not noticed: the document does not count its commits.
Result<void> JsonStore::load() {
  TIYF_TRY(size, cache_file_size(path_.file));
  if (!size) {
    if (was_there_) return gone();
    forget();
    return {};
  }
  if (*size == 0) return empty_file();
  auto text = read_all(path_.file);
  if (!text) return unusable(text.error());
  if (text_ == *text) return {};  // read and checked in an earlier turn
  auto file = cache::parse_store_file(*text);
  if (!file) return unusable(file.error());
  forget();
  was_there_ = true;
  text_ = std::move(*text);
  seen_utc_ = std::max(file->seen_utc, newest_update(file->entries));
  for (cache::Entry& entry : file->entries)
    entries_.emplace_hint(entries_.end(), entry.client_id, std::move(entry));
  return {};
}

Result<std::optional<cache::Entry>> JsonStore::find(const ClientOrderId& id) {
  const auto at = entries_.find(id);
  return at == entries_.end() ? std::optional<cache::Entry>{} : at->second;
}

Result<std::vector<cache::Entry>> JsonStore::expired_at(UtcTime now) {
  std::vector<cache::Entry> entries;
  for (const auto& [id, entry] : entries_)
    if (cache::expired(entry, now)) entries.push_back(entry);
  return entries;
}

Result<std::vector<cache::Entry>> JsonStore::all() {
  std::vector<cache::Entry> entries;
  for (const auto& [id, entry] : entries_) entries.push_back(entry);
  return entries;
}

Result<void> JsonStore::put(const cache::Entry& entry) {
  entries_.insert_or_assign(entry.client_id, entry);
  staged_ = true;
  return {};
}

Result<void> JsonStore::erase(const ClientOrderId& id) {
  if (entries_.erase(id) > 0) staged_ = true;
  return {};
}

void JsonStore::create_if_missing() {
  if (!text_) staged_ = true;
}

Result<void> JsonStore::commit(UtcTime now) {
  if (!staged_) return {};
  if (!seen_utc_ || *seen_utc_ < now) seen_utc_ = now;
  TIYF_TRY(entries, all());
  const bool told_by_entries = newest_update(entries) >= seen_utc_;
  TIYF_TRY(text, cache::render_store_file({std::move(entries), told_by_entries ? std::nullopt : seen_utc_}));
  auto done = replace_cache_file(path_, text);
  if (done) {
    text_ = std::move(text);
    was_there_ = true;
    staged_ = false;
    return done;
  }
  // After a rename whose folder could not be synced the new content is in place, though the caller hears of a
  // failure: it must find the cache as it was when it tries again.
  if (const auto now_there = read_all(path_.file); now_there && *now_there == text) {
    if (text_) {
      static_cast<void>(replace_cache_file(path_, *text_).has_value());
    } else {
      ::unlink(path_.file.c_str());
    }
  }
  return done;
}

}  // namespace tiyf::io
