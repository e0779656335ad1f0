#include <memory>

#include "tiyf/cache/document.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/json/writer.hpp"
#include "verbs.hpp"

namespace tiyf_cache {
namespace {

struct ImportFlags {
  std::string file;
  bool merge = false;
};

Result<std::string> line_of(const cache::Imported& done, std::uint64_t entries) {
  json::Writer writer(json::Layout::line);
  writer.begin_object()
      .member("result", "imported")
      .member("added", done.added)
      .member("updated", done.updated);
  writer.member("unchanged", done.unchanged).member("expired", done.expired);
  writer.member("entries", entries).end_object();
  return writer.finish();
}

// What is wrong with the document, or with the cache that it should go into.
Error naming_file(Error error, const CachePathFlag& flag, const std::string& document) {
  if (error.kind == ErrorKind::malformed) error.file = document;
  if (error.kind == ErrorKind::cannot_create) error.file = flag.path.value_or("");
  return error;
}

}  // namespace

cli::Verb import_verb(const CachePathFlag& flag) {
  const auto flags = std::make_shared<ImportFlags>();
  const auto setup = [flags](CLI::App& verb) {
    verb.add_option("file", flags->file, "a document that export wrote; - for stdin")
        ->option_text("FILE")
        ->required();
    verb.add_flag("--merge", flags->merge,
                  "into a cache that is not empty: of two entries of one id, the later "
                  "status, TTL and update");
  };
  const auto run = [&flag, flags](const cli::Common& common, const cli::Log& log) -> Result<int> {
    TIYF_TRY(text, io::read_all(flags->file));
    TIYF_TRY(entries, cache::parse(text, flags->file));
    Job job{.access = cache::Access::write, .when_missing = WhenMissing::is_empty};
    job.work = [&](Desk& desk) -> Result<Reply> {
      const auto how = flags->merge ? cache::Import::merge : cache::Import::into_empty;
      auto done = cache::import(desk.store, entries, how, desk.now, desk.notices);
      if (!done) return fail(naming_file(std::move(done).error(), flag, flags->file));
      TIYF_TRY(line, line_of(*done, desk.store.count()));
      return Reply{line + "\n"};
    };
    return perform(flag, common, log, job);
  };
  return {"import", "take the entries of an exported document that have not expired", setup, run};
}

}  // namespace tiyf_cache
