// Options that the verbs of tiyf-slippage share.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "tiyf/cli/tool.hpp"
#include "tiyf/model/config.hpp"

namespace tiyf {

void add_config(CLI::App& verb, std::optional<std::string>& path);
void add_at(CLI::App& verb, std::optional<std::string>& at);

// The config, or the defaults when there is no --config: sessions, but no presets.
[[nodiscard]] Result<Config> load_config(const std::optional<std::string>& path);

// --at, else the clock. usage (64) when it is no RFC 3339 time.
[[nodiscard]] Result<UtcTime> time_of(const std::optional<std::string>& at, const cli::Common& common);

}  // namespace tiyf
