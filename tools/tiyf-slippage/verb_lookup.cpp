#include <memory>

#include "options.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/json/writer.hpp"
#include "tiyf/slippage/session.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

struct Options {
  std::optional<std::string> config, at, session;
  std::string symbol;
};

// The session that was asked for, by name or by time.
Result<std::string> session_for(const Options& options, const Config& config, const cli::Common& common) {
  if (options.session) {
    if (slippage::has_session(config.sessions, *options.session)) return *options.session;
    return fail(ErrorKind::usage, "no session is called '" + *options.session + "'; there are " +
                                      slippage::names_of(config.sessions));
  }
  TIYF_TRY(time, time_of(options.at, common));
  return slippage::session_of(config.sessions, time);
}

Result<std::string> answer(const Symbol& symbol, const std::string& session,
                           const std::optional<SlippagePreset>& preset) {
  json::Writer w(json::Layout::pretty);
  w.begin_object().member("schema", "tiyf.slippage_preset.v1").member("symbol", symbol.value);
  w.member("session", session).key("preset");
  if (preset)
    w.begin_object().member("symbol", preset->symbol).member("session", preset->session).end_object();
  else
    w.null();
  w.key("max_slippage_pips");
  if (preset)
    w.value(preset->max_slippage_pips);
  else
    w.null();
  w.end_object();
  return w.finish();
}

Result<int> look_up(const Options& options, const cli::Common& common, const cli::Log& log) {
  TIYF_TRY(config, load_config(options.config));
  TIYF_TRY(session, session_for(options, config, common));
  const auto symbol = config.instruments.symbol(options.symbol);
  const auto preset = slippage::find_preset(config, symbol, session);
  TIYF_TRY(text, answer(symbol, session, preset));
  TIYF_CHECK(io::write_stdout(text));
  if (preset) return cli::exit_ok;
  log.write(cli::Level::error, "ALERT_SLIPPAGE_PRESET_MISSING",
            {{"symbol", symbol.value},
             {"session", session},
             {"message", "no slippage preset for " + symbol.value + " in session " + session}});
  return cli::exit_critical;
}

}  // namespace

cli::Verb lookup_verb() {
  auto options = std::make_shared<Options>();
  return {.name = "lookup",
          .summary = "print the preset in force for a symbol in a session",
          .setup =
              [options](CLI::App& verb) {
                verb.add_option("--symbol", options->symbol, "symbol, in our or a broker's spelling")
                    ->required()
                    ->check(CLI::Validator(
                        [](std::string& s) { return s.empty() ? "must not be empty" : ""; }, ""))
                    ->option_text("SYMBOL");
                auto* session =
                    verb.add_option("--session", options->session, "session by name")->option_text("NAME");
                add_at(verb, options->at);
                session->excludes("--at");
                add_config(verb, options->config);
                verb.footer(
                    "Prints JSON: symbol, session, the preset that is in force, max_slippage_pips. "
                    "Precedence: symbol "
                    "and session, symbol and *, * and session, * and *. None: nulls, "
                    "ALERT_SLIPPAGE_PRESET_MISSING and exit 2.");
              },
          .run = [options](const cli::Common& common,
                           const cli::Log& log) { return look_up(*options, common, log); }};
}

}  // namespace tiyf
