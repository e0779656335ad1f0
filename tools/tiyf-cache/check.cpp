#include <memory>

#include "claim_flags.hpp"
#include "verbs.hpp"

namespace tiyf_cache {

cli::Verb check_verb(const CachePathFlag& flag) {
  const auto flags = std::make_shared<ClaimFlags>();
  const auto setup = [flags](CLI::App& verb) {
    flags->bind(verb, Needs::only_the_id);
    verb.footer("Exit codes as of reserve. What is not given is not compared.");
  };
  const auto run = [&flag, flags](const cli::Common& common, const cli::Log& log) -> Result<int> {
    TIYF_TRY(claim, flags->claim());
    TIYF_TRY(terms, flags->terms());
    Job job{.access = cache::Access::read, .when_missing = WhenMissing::is_empty};
    job.failure = {.id = claim.id, .decision_id = claim.decision_id};
    job.work = [&](Desk& desk) -> Result<Reply> {
      TIYF_TRY(answer, cache::check(desk.store, claim, terms, desk.now, desk.notices));
      TIYF_TRY(line, cache::line_of(answer));
      return Reply{line + "\n", exit_code(answer.outcome)};
    };
    return perform(flag, common, log, job);
  };
  return {"check", "what reserve would answer; writes nothing", setup, run};
}

}  // namespace tiyf_cache
