// engine_slippage_preset_hits_total across checks and runs: the counters that tiyf-reconcile keeps in the
// state folder.
#pragma once

#include <optional>
#include <string>

#include "tiyf/io/lock.hpp"
#include "tiyf/outcome/report.hpp"
#include "tiyf/slippage/report.hpp"

namespace tiyf {

// The counters, and the state folder's lock for as long as this lives: no run may count in between.
class HitCounters {
 public:
  // locked (75) at once when a run holds the folder; malformed (65) when the counters are damaged.
  [[nodiscard]] static Result<HitCounters> open(const std::string& state_dir);

  // Adds what a check counted and writes the file.
  [[nodiscard]] Result<void> add(const slippage::Judgement& judgement);
  [[nodiscard]] const slippage::PresetHits& hits() const { return counters_.preset_hits; }

 private:
  HitCounters(std::string file, io::FileLock lock, Counters counters)
      : file_(std::move(file)), lock_(std::move(lock)), counters_(std::move(counters)) {}
  std::string file_;
  io::FileLock lock_;
  Counters counters_;
};

}  // namespace tiyf
