#include <fmt/format.h>

#include <memory>

#include "tiyf/cache/document.hpp"
#include "tiyf/io/cache_path.hpp"
#include "tiyf/io/files.hpp"
#include "verbs.hpp"

namespace tiyf_cache {
namespace {

// A document in the cache's place would forget what is reserved while it is written.
Result<void> is_elsewhere(const std::string& output, const CachePathFlag& flag) {
  TIYF_TRY(path, flag.required());
  const auto cache = io::resolve_cache_path(path);
  if (output == "-" || !cache || !io::is_of_cache(*cache, output)) return {};
  return fail(ErrorKind::usage,
              fmt::format("--output {} is a file of the cache itself: name another", output));
}

}  // namespace

cli::Verb export_verb(const CachePathFlag& flag) {
  const auto output = std::make_shared<std::string>("-");
  const auto setup = [output](CLI::App& verb) {
    verb.add_option("--output", *output, "write the document to this file, whole or not at all")
        ->option_text("FILE");
  };
  const auto run = [&flag, output](const cli::Common& common, const cli::Log& log) -> Result<int> {
    TIYF_CHECK(is_elsewhere(*output, flag));
    Job job{.on_failure = ""};
    job.work = [&](Desk& desk) -> Result<Reply> {
      TIYF_TRY(entries, desk.store.all());
      TIYF_TRY(document, cache::render(entries));
      if (*output == "-") return Reply{document};
      TIYF_CHECK(io::write_whole(*output, document));
      return Reply{};
    };
    return perform(flag, common, log, job);
  };
  return {"export", "the cache as one document, tiyf.order_id_cache.v1", setup, run};
}

}  // namespace tiyf_cache
