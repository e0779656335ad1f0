// The one small interface behind which a cache lies: a SQLite database or a JSON file (the stores are in
// io/).
//
// A turn is begin … commit, end: nobody else writes in between. Within it every answer rests on what was
// checked for it: find() on the entry's own checksum and on the count and digest of the set in which it is,
// or is not; all() on the whole. Changes are staged, visible to find() at once, and on disk only after
// commit() has said so.
//
// Everything that goes wrong with the cache itself is ErrorKind::unreachable (exit 3): the caller must not
// send.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/cache/entry.hpp"

namespace tiyf::cache {

enum class Access {
  read,   // shared with other readers, changes no file
  write,  // alone; in the order in which the processes came
};

class Store {
 public:
  Store() = default;
  virtual ~Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Waits for its turn and opens the cache. A missing file is an empty cache (a commit of changes creates
  // it), unless this store has seen it; an empty, foreign, damaged or unreadable one is an error, as is a
  // lost one, and the turn has then ended.
  [[nodiscard]] virtual Result<void> begin(Access access) = 0;
  virtual void end() = 0;  // staged changes are dropped; safe without a turn

  [[nodiscard]] virtual bool exists() const = 0;  // there is a file
  [[nodiscard]] virtual std::uint64_t count() const = 0;
  // The latest clock that a writer of this cache had.
  [[nodiscard]] virtual std::optional<UtcTime> seen_utc() const = 0;

  [[nodiscard]] virtual Result<std::optional<Entry>> find(const ClientOrderId& id) = 0;
  [[nodiscard]] virtual Result<std::vector<Entry>> expired_at(UtcTime now) = 0;  // sorted by id
  [[nodiscard]] virtual Result<std::vector<Entry>> all() = 0;  // sorted by id; checks everything

  [[nodiscard]] virtual Result<void> put(const Entry& entry) = 0;
  [[nodiscard]] virtual Result<void> erase(const ClientOrderId& id) = 0;
  // The commit of this turn creates a missing file even when nothing is staged.
  virtual void create_if_missing() = 0;
  // Durable, all or nothing, when it returns; on an error the cache is as it was before the turn.
  [[nodiscard]] virtual Result<void> commit(UtcTime now) = 0;

  [[nodiscard]] virtual std::string_view kind() const = 0;  // "sqlite" or "json"
};

// Ends the turn when it goes out of scope.
class Turn {
 public:
  explicit Turn(Store& store) : store_(store) {}
  ~Turn() { store_.end(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Store& store_;
};

}  // namespace tiyf::cache
