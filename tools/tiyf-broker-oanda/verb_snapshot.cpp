#include "take.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/io/files.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

// What is printed must be what tiyf-reconcile can read: its own reader looks first.
Result<std::string> document_of(const oanda::Account& account, const Settings& settings) {
  const auto spelling = [&](const std::string& instrument) {
    return settings.has_config ? settings.config.instruments.symbol(instrument).value : instrument;
  };
  TIYF_TRY(text, oanda::write_snapshot(account, spelling));
  TIYF_CHECK(documents::read_broker_snapshot(text, "the snapshot of the broker's answers",
                                             settings.config.instruments));
  return text;
}

Result<std::string> snapshot(Broker& broker, const Settings& settings, const io::Clock& clock,
                             bool with_limits, const cli::Log& log) {
  TIYF_TRY(account, take_account(broker, settings, clock, with_limits, log));
  TIYF_TRY(text, document_of(account, settings));
  if (broker.redacted(text) != text)
    return fail(ErrorKind::malformed, "the broker's answers hold the token: nothing is printed");
  return text;
}

Result<int> run(const Options& options, const cli::Common& common, const cli::Log& log) {
  TIYF_TRY(clock, common.clock());
  TIYF_TRY(settings, settle(options, clock));
  TIYF_TRY(broker, Broker::make(options, settings, log));
  auto text = snapshot(broker, settings, clock, !options.no_limits, log);
  if (!text) return as_unreachable(std::move(text).error(), broker);
  TIYF_CHECK(io::write_stdout(*text));
  return cli::exit_ok;
}

}  // namespace

cli::Verb snapshot_verb(const std::shared_ptr<Options>& options) {
  return {
      .name = "snapshot",
      .summary = "print the account as a broker snapshot",
      .setup =
          [](CLI::App& verb) {
            verb.footer(
                "Pending orders, orders closed and filled since, open positions, largest sizes. A part of "
                "the "
                "history that is not to be had: coverage partial and a warning. Exit 3: the broker cannot be "
                "asked or does not answer as it should; the message says which.");
          },
      .run = [options](const cli::Common& common,
                       const cli::Log& log) { return run(*options, common, log); }};
}

}  // namespace tiyf
