#include <memory>

#include "claim_flags.hpp"
#include "verbs.hpp"

namespace tiyf_cache {

cli::Verb reserve_verb(const CachePathFlag& flag) {
  const auto flags = std::make_shared<ClaimFlags>();
  const auto setup = [flags](CLI::App& verb) {
    flags->bind(verb, Needs::every_field);
    verb.footer(
        "Exit: 0 new, send it; 1 duplicate or closed, do not; 2 conflict; 3 the cache failed, do not send.");
  };
  const auto run = [&flag, flags](const cli::Common& common, const cli::Log& log) -> Result<int> {
    TIYF_TRY(claim, flags->claim());
    TIYF_TRY(terms, flags->terms());
    Job job{.access = cache::Access::write, .when_missing = WhenMissing::is_empty};
    job.failure = {.id = claim.id, .decision_id = claim.decision_id};
    job.work = [&](Desk& desk) -> Result<Reply> {
      TIYF_TRY(answer, cache::reserve(desk.store, claim, terms, desk.now));
      TIYF_TRY(line, cache::line_of(answer));
      return Reply{line + "\n", exit_code(answer.outcome)};
    };
    return perform(flag, common, log, job);
  };
  return {"reserve", "take an id for an order, before it is sent", setup, run};
}

}  // namespace tiyf_cache
