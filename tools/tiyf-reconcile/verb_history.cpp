#include <fmt/format.h>

#include <memory>

#include "state.hpp"
#include "tiyf/base/text.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/json/value.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

std::string text_of(const json::Value& entry, std::string_view key) {
  const auto* member = entry.find(key);
  return member == nullptr || member->kind == json::Kind::null ? "-" : printable(member->text);
}

// CLI11 alone would take -1 for the largest number there is.
std::string whole_number(const std::string& text) {
  return text.find_first_not_of("0123456789") == std::string::npos
             ? ""
             : "must be a whole number, 0 or above, not " + text;
}

bool is_true(const json::Value& entry, std::string_view key) {
  const auto* member = entry.find(key);
  return member != nullptr && member->boolean;
}

std::string row(const json::Value& entry) {
  if (text_of(entry, "event") == "kill_switch_cleared")
    return fmt::format("{:<30} kill switch cleared{} by {}: {}\n", text_of(entry, "now"),
                       is_true(entry, "forced") ? " by force" : "", text_of(entry, "operator"),
                       text_of(entry, "reason"));
  if (text_of(entry, "event") == kCancelRequested)
    return fmt::format("{:<30} cancel of {} ({}) requested, by {}\n", text_of(entry, "now"),
                       text_of(entry, "broker_order_id"), text_of(entry, "broker_client_order_id"),
                       text_of(entry, "reconcile_id"));
  if (text_of(entry, "event") == "cancel_answered")
    return fmt::format("{:<30} cancel of {} ({}) answered: {} for {}\n", text_of(entry, "now"),
                       text_of(entry, "broker_order_id"), text_of(entry, "broker_client_order_id"),
                       text_of(entry, "answered_status"), text_of(entry, "answered_order_id"));
  return fmt::format("{:<30} {:<19} {:>4} {:>4} {:>5} {:>6} {:>6} {:>5} {}\n", text_of(entry, "now"),
                     text_of(entry, "status"), text_of(entry, "exit_code"), text_of(entry, "kill_switch"),
                     text_of(entry, "stale"), text_of(entry, "orphan"), text_of(entry, "drift"),
                     text_of(entry, "findings"), text_of(entry, "reconcile_id"));
}

}  // namespace

cli::Verb history_verb() {
  struct Options {
    std::string state_dir = kDefaultStateDir;
    std::size_t last = 20;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  return {"history", "Show the last runs, a line each, the newest last",
          [options](CLI::App& app) {
            app.add_option("--state-dir", options->state_dir, "Where the history is")
                ->type_name("DIR")
                ->capture_default_str();
            app.add_option("--last", options->last, "How many lines")
                ->type_name("N")
                ->check(whole_number)
                ->capture_default_str();
            app.add_flag("--json", options->json, "The lines as they are recorded");
          },
          [options](const cli::Common&, const cli::Log& log) -> Result<int> {
            const StateDir state(options->state_dir);
            TIYF_CHECK(state.must_exist());
            TIYF_TRY(history, state.history());
            const auto& lines = history.lines;
            if (lines.empty()) log.write(cli::Level::warn, "no_history", no_run_recorded(options->state_dir));
            const auto first = lines.size() > options->last ? lines.size() - options->last : 0;
            std::string out;
            if (!options->json)
              out = fmt::format("{:<30} {:<19} {:>4} {:>4} {:>5} {:>6} {:>6} {:>5} {}\n", "now", "status",
                                "exit", "kill", "stale", "orphan", "drift", "finds", "reconcile_id");
            for (std::size_t i = first; i < lines.size(); ++i) {
              const auto entry = json::parse_document(lines[i], "reconcile-history.jsonl");
              if (options->json)
                out += lines[i] + '\n';
              else if (entry)
                out += row(*entry);
            }
            TIYF_CHECK(io::write_stdout(out));
            return cli::exit_ok;
          }};
}

}  // namespace tiyf
