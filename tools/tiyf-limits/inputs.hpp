// What the verbs of tiyf-limits read, and where they write.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "tiyf/cli/tool.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf {

// Paths as the user gave them; "-" is stdin, for one of them at most.
struct Inputs {
  std::optional<std::string> config;
  std::string broker;
};

// A document and the text it was read from.
template <class T>
struct Loaded {
  std::string text;
  T value;
};

// --config and --broker, both required.
void add_both_sides(CLI::App& verb, Inputs& inputs);
void add_output(CLI::App& verb, std::optional<std::string>& path);

// The config, or the defaults without one.
[[nodiscard]] Result<Loaded<Config>> load_config(const std::optional<std::string>& path);

// The broker's snapshot; of another account than the config's: malformed (65), nothing is compared.
[[nodiscard]] Result<Loaded<Snapshot>> load_broker(const std::string& path, const Config& config);

// Config and broker snapshot; usage (64) when both are stdin.
struct BothSides {
  Loaded<Config> config;
  Loaded<Snapshot> broker;
};
[[nodiscard]] Result<BothSides> load_both(const Inputs& inputs);

// usage (64): it would replace one of them.
[[nodiscard]] Result<void> check_output(const std::optional<std::string>& path, const Inputs& inputs);
[[nodiscard]] Result<void> write_result(std::string_view text, const std::optional<std::string>& path);

}  // namespace tiyf
