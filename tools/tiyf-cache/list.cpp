#include <memory>

#include "verbs.hpp"

namespace tiyf_cache {

cli::Verb list_verb(const CachePathFlag& flag) {
  const auto status = std::make_shared<std::string>();
  const auto setup = [status](CLI::App& verb) {
    verb.add_option("--status", *status, "only entries that are sent, pending_fill or closed")
        ->option_text("STATUS")
        ->check(CLI::IsMember({"sent", "pending_fill", "closed"}));
    verb.footer("One JSON line an entry, sorted by id; the expired too, until a writer purges them.");
  };
  const auto run = [&flag, status](const cli::Common& common, const cli::Log& log) -> Result<int> {
    Job job{.on_failure = ""};
    job.work = [&](Desk& desk) -> Result<Reply> {
      TIYF_TRY(entries, desk.store.all());
      const auto wanted = cache::parse_status(*status);
      Reply reply;
      for (const cache::Entry& entry : entries) {
        if (wanted && entry.status != *wanted) continue;
        TIYF_TRY(line, cache::line_of(entry));
        reply.text += line + "\n";
      }
      return reply;
    };
    return perform(flag, common, log, job);
  };
  return {"list", "print the entries, after a check of the whole cache", setup, run};
}

}  // namespace tiyf_cache
