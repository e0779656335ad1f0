#include "hits.hpp"

#include "tiyf/io/files.hpp"

namespace tiyf {

Result<HitCounters> HitCounters::open(const std::string& state_dir) {
  TIYF_TRY(lock, io::FileLock::acquire(state_dir + "/lock"));
  auto file = state_dir + "/counters.json";
  Counters counters;
  TIYF_TRY(text, io::read_if_present(file));
  if (text) {
    TIYF_TRY(kept, read_counters(*text, file));
    counters = std::move(kept);
  }
  return HitCounters(std::move(file), std::move(lock), std::move(counters));
}

Result<void> HitCounters::add(const slippage::Judgement& judgement) {
  slippage::add_hits(counters_.preset_hits, judgement);
  return io::write_whole(file_, counters_json(counters_));
}

}  // namespace tiyf
