#include "tiyf/json/writer.hpp"
#include "verbs.hpp"

namespace tiyf_cache {

cli::Verb purge_verb(const CachePathFlag& flag) {
  const auto run = [&flag](const cli::Common& common, const cli::Log& log) -> Result<int> {
    Job job{.access = cache::Access::write, .purging = Purging::is_the_work};
    job.work = [](Desk& desk) -> Result<Reply> {
      TIYF_TRY(purged, cache::purge(desk.store, desk.now, desk.notices));
      json::Writer writer(json::Layout::line);
      writer.begin_object()
          .member("result", "purged")
          .member("purged", purged.entries)
          .member("open", purged.open);
      writer.member("entries", desk.store.count()).end_object();
      TIYF_TRY(line, writer.finish());
      return Reply{line + "\n"};
    };
    return perform(flag, common, log, job);
  };
  return {"purge", "drop the entries whose TTL has ended, as every writer does", {}, run};
}

}  // namespace tiyf_cache
