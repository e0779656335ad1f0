#include "cache_use.hpp"

#include <algorithm>

#include "tiyf/io/cache_run.hpp"

namespace tiyf {
namespace {

void tell(const cache::Notices& notices, const cli::Log& log) {
  for (const auto& notice : notices) {
    std::vector<cli::Log::Pair> pairs;
    for (const auto& [key, value] : notice.fields) pairs.emplace_back(key, value);
    log.write(cli::Level::warn, notice.event, pairs);
  }
}

}  // namespace

CacheUse read_cache(const std::optional<std::string>& flag, const Config& config, UtcTime now,
                    const cli::Log& log) {
  CacheUse use{.path = flag ? flag : config.idempotency_cache.path};
  if (!use.path) return use;
  auto loaded = io::load_cache(*use.path, now);
  if (loaded) {
    tell(loaded->notices, log);
    use.live = std::move(loaded->live);
    use.note.entries = loaded->entries;
  } else if (loaded.error().kind == ErrorKind::missing) {
    log.write(cli::Level::warn, "cache_new",
              {{"file", *use.path}, {"message", "there is no cache yet: a new one is used"}});
  } else {
    use.note.ok = false;
    use.failure = std::move(loaded).error();
  }
  return use;
}

Finding cache_unreadable(const Error& error) {
  return {.kind = FindingKind::cache_unreadable,
          .severity = Severity::critical,
          .message = "the idempotency cache cannot be trusted, do not send: " + error.text()};
}

void update_cache(const CacheUse& use, Outcome& outcome, const Config& config, const cli::Log& log) {
  auto& report = outcome.report;
  if (!use.path || use.failure || report.error) return;
  if (outcome.cache_plan.restore.empty() && outcome.cache_plan.mark.empty()) return;
  const auto edited =
      io::edit_cache(*use.path, {outcome.cache_plan.restore, outcome.cache_plan.mark}, report.now);
  if (edited) {
    tell(edited->notices, log);
    report.cache.entries = edited->entries;
    return;
  }
  report.cache.ok = false;
  // All or nothing: what was to be put back was not.
  std::erase_if(report.findings,
                [](const Finding& f) { return f.kind == FindingKind::cache_entry_restored; });
  report.findings.push_back(cache_unreadable(edited.error()));
  std::sort(report.findings.begin(), report.findings.end(), report_order);
  report.status = assess(report.findings, config.reconcile);
}

}  // namespace tiyf
