#include "desk.hpp"

#include <fmt/format.h>

#include "tiyf/io/cache_open.hpp"
#include "tiyf/io/files.hpp"

namespace tiyf_cache {
namespace {

Result<Reply> at_the_desk(cache::Store& store, const io::Clock& clock, const std::string& path,
                          const Job& job, cache::Notices& notices) {
  TIYF_CHECK(store.begin(job.access));
  const cache::Turn turn(store);
  const bool was_there = store.exists();
  if (!store.exists() && job.when_missing == WhenMissing::is_an_error)
    return fail(Error{ErrorKind::missing, "there is no such cache", path});
  Desk desk{store, clock.now(), notices};
  cache::notice_clock(store, desk.now, notices);
  if (job.access == cache::Access::write && job.purging == Purging::before_the_work)
    TIYF_CHECK(cache::purge(store, desk.now, notices));
  TIYF_TRY(reply, job.work(desk));
  TIYF_CHECK(store.commit(desk.now));
  if (!was_there && store.exists()) notices.push_back(cache::created(path));
  return reply;
}

}  // namespace

Result<std::string> CachePathFlag::required() const {
  if (!path || path->empty()) return fail(ErrorKind::usage, "--cache PATH is missing");
  return *path;
}

void tell(const cli::Log& log, const cache::Notices& notices) {
  for (const cache::Notice& notice : notices) {
    std::vector<cli::Log::Pair> pairs;
    for (const auto& [key, value] : notice.fields) pairs.emplace_back(key, value);
    log.write(notice.weight == cache::Notice::Weight::info ? cli::Level::info : cli::Level::warn,
              notice.event, pairs);
  }
}

std::string described(const std::string& path, Error error) {
  if (error.file.empty()) error.file = path;
  return error.text();
}

void alert(const cli::Log& log, const std::string& path, const Error& error) {
  log.write(cli::Level::error, cache::kPersistenceAlert,
            {{"file", path}, {"message", described(path, error)}});
}

int exit_code(cache::Outcome outcome) {
  switch (outcome) {
    case cache::Outcome::fresh:
    case cache::Outcome::marked:
    case cache::Outcome::found:
      return cli::exit_ok;
    case cache::Outcome::duplicate:
    case cache::Outcome::closed:
      return cli::exit_warning;
    case cache::Outcome::conflict:
      return cli::exit_critical;
    case cache::Outcome::unknown:
      return cli::exit_missing;
    case cache::Outcome::backwards:
      return cli::exit_malformed;
  }
  return cli::exit_internal;
}

Result<int> perform(const CachePathFlag& flag, const cli::Common& common, const cli::Log& log,
                    const Job& job) {
  TIYF_TRY(path, flag.required());
  TIYF_TRY(clock, common.clock());
  cache::Notices notices;
  auto store = io::cache_store(path);
  Result<Reply> reply =
      store ? at_the_desk(**store, clock, path, job, notices) : Result<Reply>(fail(store.error()));
  tell(log, notices);
  if (!reply && reply.error().kind == ErrorKind::unreachable) {
    alert(log, path, reply.error());
    cache::Failure failure = job.failure;
    failure.timestamp = clock.now();
    failure.message = described(path, reply.error());
    TIYF_TRY(line, cache::line_of(failure));
    reply = Reply{job.on_failure ? *job.on_failure : line + "\n", cli::exit_unknown};
  }
  if (!reply) return fail(reply.error());
  if (!reply->text.empty()) TIYF_CHECK(io::write_stdout(reply->text));
  return reply->code;
}

}  // namespace tiyf_cache
