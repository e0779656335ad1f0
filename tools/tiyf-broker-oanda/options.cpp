#include "options.hpp"

#include "tiyf/documents/config.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/oanda/requests.hpp"

namespace tiyf {
namespace {

// As long as an order may stay open by default (order_ttl) and its id in use (ttl): what was closed before
// that, no engine should still believe in.
constexpr Duration kWindow{48 * kHours.nanos};

Result<std::string> url_of(const Options& options) {
  if (options.environment) {
    if (options.url)
      return fail(ErrorKind::usage, "give --url or --environment, not both (OANDA_URL counts as --url)");
    return std::string(*options.environment == "live" ? oanda::kLiveUrl : oanda::kPracticeUrl);
  }
  if (options.url) return *options.url;
  return fail(ErrorKind::usage, "give --environment practice, --environment live or --url");
}

Result<std::string> account_of(const Options& options, const Config& config) {
  const auto account = options.account ? options.account : config.account;
  if (!account) return fail(ErrorKind::usage, "give --account, or --config with an account");
  if (!oanda::is_account_id(*account))
    return fail(ErrorKind::usage, "'" + *account + "' is no account of OANDA, such as 101-004-1435156-001");
  if (config.account && *config.account != *account)
    return fail(ErrorKind::usage,
                "--account " + *account + " is not the config's account " + *config.account);
  return *account;
}

Result<Duration> timeout_of(const Options& options) {
  const auto timeout = Duration::parse(options.timeout);
  if (!timeout || timeout->nanos <= 0)
    return fail(ErrorKind::usage, "--timeout is not a time to wait, such as 8s: '" + options.timeout + "'");
  return *timeout;
}

Result<Since> since_of(const Options& options, UtcTime now) {
  if (options.since && options.since_id)
    return fail(ErrorKind::usage, "give --since or --since-id, not both");
  if (options.since_id) {
    if (const auto id = oanda::parse_transaction_id(*options.since_id)) return *id;
    return fail(ErrorKind::usage,
                "--since-id is not a transaction's id (digits): '" + *options.since_id + "'");
  }
  if (!options.since) return now - kWindow;
  if (const auto time = UtcTime::parse(*options.since)) return *time;
  if (const auto span = Duration::parse(*options.since)) return now - *span;
  return fail(ErrorKind::usage,
              "--since is neither a time such as 2025-10-06T12:00:00Z nor a span such as 48h: '" +
                  *options.since + "'");
}

}  // namespace

void add_options(CLI::App& tool, Options& options) {
  tool.add_option("--environment", options.environment, "OANDA's own address: practice or live")
      ->option_text("NAME")
      ->check(CLI::IsMember({"practice", "live"}));
  tool.add_option("--url", options.url, "another address, https (http only to this machine; env: OANDA_URL)")
      ->option_text("URL")
      ->envname("OANDA_URL");
  tool.add_option("--account", options.account, "the account's id, if not the config's (env: OANDA_ACCOUNT)")
      ->option_text("ID")
      ->envname("OANDA_ACCOUNT");
  tool.add_option("--config", options.config, "config: account, instruments with their aliases, risk_limits")
      ->option_text("FILE");
  tool.add_option("--token-file", options.token_file,
                  "file with the API token, mode 0600 (else the environment's OANDA_TOKEN)")
      ->option_text("FILE");
  tool.add_option("--ca-file", options.ca_file,
                  "trust these certificate authorities (PEM) instead of the system's")
      ->option_text("FILE");
  tool.add_option("--timeout", options.timeout, "for all of it, further tries included (default 8s)")
      ->option_text("DURATION");
  tool.add_option("--since", options.since,
                  "closed orders and fills from this time or for so long (default 48h)")
      ->option_text("TIME");
  tool.add_option("--since-id", options.since_id, "closed orders and fills after this transaction instead")
      ->option_text("ID");
  tool.add_flag("--no-limits", options.no_limits, "leave OANDA's largest position and order sizes out");
}

Result<Settings> settle(const Options& options, const io::Clock& clock) {
  Settings out;
  if (options.config) {
    TIYF_TRY(text, io::read_all(*options.config));
    TIYF_TRY(config, documents::read_config(text, *options.config));
    out.config = std::move(config);
    out.has_config = true;
  }
  TIYF_TRY(url, url_of(options));
  out.url = std::move(url);
  TIYF_TRY(account, account_of(options, out.config));
  out.account = std::move(account);
  TIYF_TRY(timeout, timeout_of(options));
  out.timeout = timeout;
  TIYF_TRY(since, since_of(options, clock.now()));
  out.since = since;
  return out;
}

}  // namespace tiyf
