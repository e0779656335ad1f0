#include <fmt/format.h>

#include <memory>

#include "claim_flags.hpp"
#include "verbs.hpp"

namespace tiyf_cache {

cli::Verb get_verb(const CachePathFlag& flag) {
  const auto id_flag = std::make_shared<std::optional<std::string>>();
  const auto setup = [id_flag](CLI::App& verb) {
    verb.add_option("--id", *id_flag, "the broker_client_order_id")->option_text("ID")->required();
  };
  const auto run = [&flag, id_flag](const cli::Common& common, const cli::Log& log) -> Result<int> {
    TIYF_TRY(id, id_text(*id_flag, "--id"));
    Job job{.access = cache::Access::read, .when_missing = WhenMissing::is_empty};
    job.failure = {.id = ClientOrderId(id)};
    job.work = [&](Desk& desk) -> Result<Reply> {
      TIYF_TRY(answer, cache::get(desk.store, ClientOrderId(id)));
      if (!answer.entry) return fail(ErrorKind::missing, fmt::format("{} is not in the cache", id));
      TIYF_TRY(line, cache::line_of(*answer.entry));
      return Reply{line + "\n"};
    };
    return perform(flag, common, log, job);
  };
  return {"get", "print the entry of one id", setup, run};
}

}  // namespace tiyf_cache
