// The flags of tiyf-broker-oanda. All belong to the tool, not to a verb: in a config's broker.command they
// stand before the verb, which the caller appends, and both verbs must take them there.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <variant>

#include "tiyf/io/clock.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/oanda/transaction.hpp"

namespace tiyf {

struct Options {
  std::optional<std::string> url, environment, account, config, token_file, ca_file, since, since_id;
  std::string timeout = "8s";
  bool no_limits = false;
};
void add_options(CLI::App& tool, Options& options);

// Closed orders and fills from then on.
using Since = std::variant<UtcTime, oanda::TransactionId>;

// What the flags, the environment and the config come to. usage (64): the account or the address is missing,
// or a value is wrong; the config's own errors.
struct Settings {
  std::string url;
  std::string account;
  Config config;
  bool has_config = false;
  Duration timeout;
  Since since;
};
[[nodiscard]] Result<Settings> settle(const Options& options, const io::Clock& clock);

}  // namespace tiyf
