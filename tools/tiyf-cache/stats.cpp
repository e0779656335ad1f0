#include "verbs.hpp"

namespace tiyf_cache {

cli::Verb stats_verb(const CachePathFlag& flag) {
  const auto run = [&flag](const cli::Common& common, const cli::Log& log) -> Result<int> {
    Job job;
    job.work = [](Desk& desk) -> Result<Reply> {
      TIYF_TRY(entries, desk.store.all());
      TIYF_TRY(line, cache::line_of(cache::stats_of(entries, desk.now), desk.store.kind()));
      return Reply{line + "\n"};
    };
    return perform(flag, common, log, job);
  };
  return {"stats", "count the entries, after a check of the whole cache", {}, run};
}

}  // namespace tiyf_cache
