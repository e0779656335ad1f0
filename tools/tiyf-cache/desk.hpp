// What the verbs share: the cache's path, one turn of the store around a verb's work, and how a failure is
// told.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tiyf/cache/answer.hpp"
#include "tiyf/cache/operations.hpp"
#include "tiyf/cache/store.hpp"
#include "tiyf/cli/tool.hpp"

namespace tiyf_cache {

using namespace tiyf;

// Bound by the tool's own flag --cache.
struct CachePathFlag {
  std::optional<std::string> path;
  [[nodiscard]] Result<std::string> required() const;  // usage (64)
};

// Within the turn.
struct Desk {
  cache::Store& store;
  UtcTime now;  // read when the turn had come
  cache::Notices& notices;
};

// What a verb says: printed after the turn has ended.
struct Reply {
  std::string text;  // with its newlines
  int code = cli::exit_ok;
};

enum class WhenMissing { is_empty, is_an_error };
enum class Purging { before_the_work, is_the_work };  // of a job that writes

struct Job {
  cache::Access access = cache::Access::read;
  WhenMissing when_missing = WhenMissing::is_an_error;
  Purging purging = Purging::before_the_work;
  cache::Failure failure{};               // whom a failure concerns
  std::optional<std::string> on_failure;  // printed instead of the failure's JSON line; may be empty
  std::function<Result<Reply>(Desk&)> work;
};

// Opens the store, purges when the job writes, works, commits, prints. A cache that fails becomes exit 3, the
// line
// {"result":"failed",…} on stdout and ALERT_IDEMPOTENCY_PERSISTENCE_FAILED on stderr.
[[nodiscard]] Result<int> perform(const CachePathFlag& flag, const cli::Common& common, const cli::Log& log,
                                  const Job& job);

void tell(const cli::Log& log, const cache::Notices& notices);
[[nodiscard]] std::string described(const std::string& path, Error error);  // "PATH: what is wrong with it"
void alert(const cli::Log& log, const std::string& path, const Error& error);

[[nodiscard]] int exit_code(cache::Outcome outcome);  // CONTRACT §6

}  // namespace tiyf_cache
