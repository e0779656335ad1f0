#include "tiyf/json/writer.hpp"
#include "verbs.hpp"

namespace tiyf_cache {

cli::Verb verify_verb(const CachePathFlag& flag) {
  const auto run = [&flag](const cli::Common& common, const cli::Log& log) -> Result<int> {
    Job job{.when_missing = WhenMissing::is_empty};
    job.work = [](Desk& desk) -> Result<Reply> {
      // 0, or 3 (CONTRACT §6): whoever verifies a cache expects one.
      if (!desk.store.exists()) return fail(ErrorKind::unreachable, "there is no such cache");
      TIYF_TRY(entries, desk.store.all());
      json::Writer writer(json::Layout::line);
      writer.begin_object()
          .member("result", "ok")
          .member("entries", std::uint64_t{entries.size()})
          .end_object();
      TIYF_TRY(line, writer.finish());
      return Reply{line + "\n"};
    };
    return perform(flag, common, log, job);
  };
  return {"verify", "check every checksum and the count", {}, run};
}

}  // namespace tiyf_cache
