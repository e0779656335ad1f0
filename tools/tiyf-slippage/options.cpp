#include "options.hpp"

#include "tiyf/documents/config.hpp"
#include "tiyf/io/files.hpp"

namespace tiyf {

void add_config(CLI::App& verb, std::optional<std::string>& path) {
  verb.add_option("--config", path, "config with sessions, slippage_presets and instruments")
      ->option_text("FILE");
}

void add_at(CLI::App& verb, std::optional<std::string>& at) {
  verb.add_option("--at", at, "RFC 3339 time to look at (default: now)")->option_text("TIME");
}

Result<Config> load_config(const std::optional<std::string>& path) {
  if (!path) return Config{};
  TIYF_TRY(text, io::read_all(*path));
  return documents::read_config(text, *path);
}

Result<UtcTime> time_of(const std::optional<std::string>& at, const cli::Common& common) {
  if (!at) {
    TIYF_TRY(clock, common.clock());
    return clock.now();
  }
  const auto time = UtcTime::parse(*at);
  if (!time)
    return fail(ErrorKind::usage, "--at must be an RFC 3339 time with Z or an offset, not '" + *at + "'");
  return *time;
}

}  // namespace tiyf
