#include "tiyf/cli/tool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <new>

#include "tiyf/cli/help.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/io/streams.hpp"

namespace tiyf::cli {
namespace {

using Arguments = std::vector<std::string>;

// The arguments after the tool's name. CLI11 reads "--name=" as "--name" and then takes the next word for its
// value; an empty value of its own keeps it what was written.
Arguments arguments_of(int argc, const char* const* argv) {
  Arguments out;
  bool options_ended = false;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    options_ended = options_ended || word == "--";
    const bool empty_value = !options_ended && word.starts_with("--") && word.find('=') == word.size() - 1;
    if (empty_value) word.pop_back();
    out.push_back(std::move(word));
    if (empty_value) out.emplace_back();
  }
  return out;
}

// The format for complaints about the command line itself, which end the parsing before the flag is read.
Log early_log(const Arguments& arguments) {
  bool json = false;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    json = json || arguments[i] == "--log-format=json" ||
           (arguments[i] == "--log-format" && i + 1 < arguments.size() && arguments[i + 1] == "json");
  return {json ? LogFormat::json : LogFormat::logfmt, Level::warn};
}

struct Tool {
  std::string_view name, summary;
  const std::function<void(CLI::App&)>& flags;
  const std::vector<Verb>& verbs;
};

// Which verbs CLI11 knows. One that no argument names cannot be chosen: it is only made where help or a
// message lists it, not at every start.
enum class Listed { named, all };

// The command line as CLI11 sees it, and which verb each of its subcommands is.
struct CommandLine {
  CLI::App app;
  Common common;
  std::map<const CLI::App*, const Verb*> verbs;

  CommandLine(const Tool& tool, Listed listed, const Arguments& arguments);
  void add(const Verb& verb, Listed listed, const Arguments& arguments);
  [[nodiscard]] const CLI::App& chosen() const;
};

CommandLine::CommandLine(const Tool& tool, Listed listed, const Arguments& arguments)
    : app(std::string(tool.summary), std::string(tool.name)) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_help_flag("-h,--help", "print this help and exit");
  app.fallthrough();  // inherited: a verb hands flags that it does not know to the tool
  app.require_subcommand(0, 1);
  if (tool.flags) tool.flags(app);
  add_common_flags(app, common);
  app.set_version_flag("--version", fmt::format("{} {}", tool.name, TIYF_VERSION),
                       "print the version and exit");
  for (const auto& verb : tool.verbs) add(verb, listed, arguments);
}

// "kill-switch status" goes below the group "kill-switch", which is made by its first verb.
void CommandLine::add(const Verb& verb, Listed listed, const Arguments& arguments) {
  CLI::App* parent = &app;
  std::string_view rest = verb.name;
  const auto last = rest.substr(rest.rfind(' ') + 1);
  const bool named = std::find(arguments.begin(), arguments.end(), last) != arguments.end();
  if (!named && listed == Listed::named) return;
  for (auto blank = rest.find(' '); blank != std::string_view::npos; blank = rest.find(' ')) {
    const std::string group(rest.substr(0, blank));
    const auto known =
        parent->get_subcommands([&](const CLI::App* child) { return child->get_name() == group; });
    parent = known.empty() ? parent->add_subcommand(group)->require_subcommand(0, 1) : known.front();
    rest.remove_prefix(blank + 1);
  }
  CLI::App* leaf = parent->add_subcommand(std::string(rest), verb.summary);
  verbs.emplace(leaf, &verb);
  if (verb.setup && named) verb.setup(*leaf);
}

const CLI::App& CommandLine::chosen() const {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return *at;
}

Error usage_error(std::string message, const CLI::App& at) {
  return {ErrorKind::usage, fmt::format("{}; see `{} --help`", message, full_name(at))};
}

// `at` is the tool or a group of verbs, `what` is wrong there.
Error no_verb(const std::string& what, const CLI::App& at) {
  std::string names;
  for (const CLI::App* verb : verbs_of(at))
    names += (names.empty() ? "" : ", ") + full_name(*verb).substr(full_name(at).size() + 1);
  return usage_error(fmt::format("{}; the verbs are {}", what, names), at);
}

// An empty value is a variable that was not set: "" as a folder would mean "/" or the working folder.
std::optional<Error> empty_value(const CLI::App& at) {
  for (const CLI::App* app = &at; app != nullptr; app = app->get_parent())
    for (const CLI::Option* option : app->get_options())
      for (const auto& value : option->results())
        if (value.empty()) return usage_error(option->get_name() + " must not be empty", at);
  return std::nullopt;
}

// Words that nobody took: a wrong verb where none was found, else one option or argument too many.
Error leftover(const CommandLine& line, const std::string& message) {
  const auto& at = line.chosen();
  const auto words = line.app.remaining(true);
  if (line.verbs.contains(&at) || words.empty() || words.front().starts_with("-"))
    return usage_error(message, at);
  return no_verb(fmt::format("'{}' is no verb of {}", words.front(), full_name(at)), at);
}

// The verb to run. --help and --version leave as CLI::Success.
Result<const Verb*> parse(CommandLine& line, const Arguments& arguments) {
  try {
    line.app.parse(Arguments(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::Success&) {
    throw;
  } catch (const CLI::ExtrasError& error) {
    return fail(leftover(line, error.what()));
  } catch (const CLI::ParseError& error) {
    return fail(usage_error(error.what(), line.chosen()));
  }
  const auto& at = line.chosen();
  const auto verb = line.verbs.find(&at);
  if (verb == line.verbs.end()) return fail(no_verb("a verb is missing", at));
  if (auto empty = empty_value(at)) return fail(*std::move(empty));
  if (line.common.quiet && line.common.verbose)
    return fail(usage_error("--quiet and --verbose exclude each other", at));
  return verb->second;
}

Result<int> say_version(const CLI::CallForVersion& version) {
  TIYF_CHECK(io::write_stdout(std::string(version.what()) + "\n"));
  return exit_ok;
}

// Help, the version, or what is wrong with a command line from which no verb can be run.
Result<int> explain(const Tool& tool, const Arguments& arguments) {
  CommandLine line(tool, Listed::all, arguments);
  try {
    TIYF_TRY(verb, parse(line, arguments));
    return fail(ErrorKind::internal, fmt::format("the verb {} was there, but not found", verb->name));
  } catch (const CLI::CallForVersion& version) {
    return say_version(version);
  } catch (const CLI::Success&) {
    TIYF_CHECK(io::write_stdout(line.app.help()));
    return exit_ok;
  }
}

Result<int> run(const Tool& tool, const Arguments& arguments) {
  CommandLine line(tool, Listed::named, arguments);
  const Verb* verb = nullptr;
  try {
    if (const auto found = parse(line, arguments)) verb = *found;
  } catch (const CLI::CallForVersion& version) {
    return say_version(version);
  } catch (const CLI::Success&) {
  }
  if (verb == nullptr) return explain(tool, arguments);
  TIYF_CHECK(line.common.clock());  // a wrong --now is wrong even where no clock is needed
  return verb->run(line.common, line.common.log());
}

// The verb's outcome, unless its output did not arrive: then no code may say that all is well.
int finish(const Result<int>& outcome, const Log& log) {
  if (!outcome) log.error(outcome.error());
  if (const auto arrived = io::finish_stdout(); !arrived && outcome) {
    log.error(arrived.error());
    return exit_io;
  }
  return outcome ? *outcome : exit_code(outcome.error().kind);
}

}  // namespace

Log Common::log() const {
  const auto least = quiet ? Level::warn : verbose ? Level::debug : Level::info;
  return {log_format == "json" ? LogFormat::json : LogFormat::logfmt, least};
}

void add_common_flags(CLI::App& app, Common& common) {
  app.add_option("--now", common.now, "freeze the clock at this RFC 3339 time (TIYF_NOW does the same)")
      ->option_text("TIME");
  app.add_option("--log-format", common.log_format, "diagnostics on stderr as logfmt (default) or json lines")
      ->option_text("FORMAT")
      ->check(CLI::IsMember({"logfmt", "json"}));
  app.add_flag("-q,--quiet", common.quiet, "log warnings and errors only");
  app.add_flag("-v,--verbose", common.verbose, "log details as well");
}

int tool_main(int argc, const char* const* argv, std::string_view tool, std::string_view summary,
              const std::function<void(CLI::App& tool)>& tool_flags, const std::vector<Verb>& verbs) {
  io::prepare_standard_streams();
  try {
    const auto arguments = arguments_of(argc, argv);
    const auto log = early_log(arguments);
    try {
      return finish(run({tool, summary, tool_flags, verbs}, arguments), log);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& error) {
      log.error({ErrorKind::internal, fmt::format("unexpected failure, please report it: {}", error.what())});
    } catch (...) {
      log.error({ErrorKind::internal, "unexpected failure of an unknown kind, please report it"});
    }
  } catch (...) {  // no memory, not even for a message
    io::write_stderr("level=error event=internal message=\"out of memory\"\n");
  }
  return exit_internal;
}

}  // namespace tiyf::cli
