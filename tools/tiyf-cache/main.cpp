#include "verbs.hpp"

int main(int argc, char** argv) {
  using namespace tiyf_cache;
  CachePathFlag cache;
  const auto flags = [&cache](CLI::App& app) {
    app.add_option("--cache", cache.path, "the cache: .db or .sqlite (SQLite), .json (JSON file)")
        ->option_text("PATH");
  };
  return cli::tool_main(argc, argv, "tiyf-cache", "which client order ids are in use: no order is sent twice",
                        flags,
                        {reserve_verb(cache), check_verb(cache), mark_verb(cache), get_verb(cache),
                         list_verb(cache), stats_verb(cache), metrics_verb(cache), purge_verb(cache),
                         verify_verb(cache), export_verb(cache), import_verb(cache), batch_verb(cache)});
}
