#include <fmt/format.h>

#include <memory>

#include "claim_flags.hpp"
#include "verbs.hpp"

namespace tiyf_cache {
namespace {

struct MarkFlags {
  std::optional<std::string> id;
  std::string status;
};

// Both are told on stdout as an answer, and here to who reads the log.
void complain(const cli::Log& log, const cache::Answer& answer, const std::string& status) {
  const std::string& id = answer.id.value;
  if (answer.outcome == cache::Outcome::unknown)
    log.error({ErrorKind::missing, fmt::format("{} is not in the cache", id)});
  if (answer.outcome == cache::Outcome::backwards)
    log.error({ErrorKind::malformed, fmt::format("{} is {} and cannot go back to {}", id,
                                                 cache::name(answer.entry->status), status)});
}

}  // namespace

cli::Verb mark_verb(const CachePathFlag& flag) {
  const auto flags = std::make_shared<MarkFlags>();
  const auto setup = [flags](CLI::App& verb) {
    verb.add_option("--id", flags->id, "the broker_client_order_id")->option_text("ID")->required();
    verb.add_option("--status", flags->status, "pending_fill or closed; forward only")
        ->option_text("STATUS")
        ->required()
        ->check(CLI::IsMember({"pending_fill", "closed"}));
  };
  const auto run = [&flag, flags](const cli::Common& common, const cli::Log& log) -> Result<int> {
    TIYF_TRY(id, id_text(flags->id, "--id"));
    Job job{.access = cache::Access::write, .when_missing = WhenMissing::is_empty};
    job.failure = {.id = ClientOrderId(id)};
    job.work = [&](Desk& desk) -> Result<Reply> {
      TIYF_TRY(answer,
               cache::mark(desk.store, ClientOrderId(id), *cache::parse_status(flags->status), desk.now));
      complain(log, answer, flags->status);
      TIYF_TRY(line, cache::line_of(answer));
      return Reply{line + "\n", exit_code(answer.outcome)};
    };
    return perform(flag, common, log, job);
  };
  return {"mark", "move an entry forward: pending_fill once the broker has it, closed when it is over", setup,
          run};
}

}  // namespace tiyf_cache
