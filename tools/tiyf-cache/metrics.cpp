#include "verbs.hpp"

namespace tiyf_cache {

cli::Verb metrics_verb(const CachePathFlag& flag) {
  const auto run = [&flag](const cli::Common& common, const cli::Log& log) -> Result<int> {
    Job job{.on_failure = cache::metrics_of_failure()};
    job.work = [](Desk& desk) -> Result<Reply> {
      TIYF_TRY(entries, desk.store.all());
      return Reply{cache::metrics_text(cache::stats_of(entries, desk.now))};
    };
    return perform(flag, common, log, job);
  };
  return {"metrics", "the counts as Prometheus text, after a check of the whole cache", {}, run};
}

}  // namespace tiyf_cache
