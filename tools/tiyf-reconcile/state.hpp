// The state folder: lock, counters, history and the latched kill switch (CONTRACT §5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/cli/log.hpp"
#include "tiyf/io/lock.hpp"
#include "tiyf/model/cancel.hpp"
#include "tiyf/outcome/report.hpp"

namespace tiyf {

inline constexpr const char* kDefaultStateDir = "/var/lib/tiyf";

struct KillSwitch {
  bool set = false;
  std::optional<UtcTime> since;
  std::optional<UtcTime> updated;  // the clock of the latest run that called for it
  std::string reconcile_id;
  std::vector<std::string> reasons;
};

// The history's event of a cancel that is about to be asked for.
inline constexpr std::string_view kCancelRequested = "cancel_requested";

struct History {
  std::vector<std::string> lines;  // oldest first; a damaged one is left out
  bool last_is_damaged = false;    // torn by a crash, or no JSON
};

class StateDir {
 public:
  explicit StateDir(std::string path) : path_(std::move(path)) {}

  // Creates the folder and takes the lock; locked (75) at once when another run holds it.
  [[nodiscard]] Result<io::FileLock> lock() const;

  // A switch that cannot be read counts as set: fail closed.
  [[nodiscard]] KillSwitch kill_switch() const;
  // Sets the latch; a latch that is set already keeps `since`.
  [[nodiscard]] Result<void> set_kill_switch(UtcTime now, std::string_view reconcile_id,
                                             const std::vector<std::string>& reasons) const;
  [[nodiscard]] Result<void> clear_kill_switch(UtcTime now, std::string_view reconcile_id) const;

  // Zero counters when there are none yet; malformed when the file is damaged.
  [[nodiscard]] Result<Counters> counters() const;
  [[nodiscard]] Result<void> save(const Counters& counters) const;

  [[nodiscard]] Result<void> append_history(std::string_view line) const;
  [[nodiscard]] Result<History> history() const;
  // What the history says was to be cancelled at the broker.
  [[nodiscard]] Result<CancelRequests> cancel_requests() const;
  // missing (66) when there is no such folder: a mistyped name must not read as "clear".
  [[nodiscard]] Result<void> must_exist() const;

 private:
  [[nodiscard]] std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
  [[nodiscard]] Result<void> write_kill_switch(const KillSwitch& value) const;
  std::string path_;
};

// What `no_history` says: a mistyped folder must not pass for one whose kill switch is clear.
[[nodiscard]] inline std::vector<cli::Log::Pair> no_run_recorded(const std::string& state_dir) {
  return {{"file", state_dir}, {"message", "no run is recorded in this state folder: is --state-dir right?"}};
}

}  // namespace tiyf
