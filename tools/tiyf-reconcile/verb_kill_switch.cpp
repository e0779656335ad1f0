#include <fmt/format.h>

#include <memory>

#include "state.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/json/value.hpp"
#include "tiyf/json/writer.hpp"
#include "verbs.hpp"

namespace tiyf {
namespace {

struct LastRun {
  std::string status, reconcile_id;
  std::optional<UtcTime> now;
  bool after_latch = false;  // the run that set the latch stands before it
};

std::optional<LastRun> last_run(const History& history, const KillSwitch& latch) {
  std::optional<LastRun> last;
  bool latch_seen = false;
  for (const auto& line : history.lines) {
    const auto entry = json::parse_document(line, "reconcile-history.jsonl");
    const auto text = [&](std::string_view key) {
      const auto* member = entry ? entry->find(key) : nullptr;
      return member == nullptr ? std::string() : member->text;
    };
    if (text("event") != "run") continue;
    last = LastRun{text("status"), text("reconcile_id"), UtcTime::parse(text("now")), latch_seen};
    latch_seen = latch_seen || last->reconcile_id == latch.reconcile_id;
  }
  return last;
}

// The latest run was well, and it is really later than what set the latch: that is a run whose line the
// history may lack after a crash, or somebody else, who says since when.
bool well_since(const History& history, const KillSwitch& latch, const std::optional<LastRun>& last) {
  if (history.last_is_damaged || !last) return false;
  if (last->status != "healthy" && last->status != "degraded") return false;
  const auto& called = latch.updated ? latch.updated : latch.since;
  return last->after_latch || (called && last->now && *last->now > *called);
}

std::string why_kept(const KillSwitch& latch) {
  if (latch.since) return "no healthy or degraded run since it was set: reconcile first, or give --force";
  return "kill-switch.json cannot be read, so nothing tells since when it is set: look into it, then give "
         "--force";
}

void add_state_dir(CLI::App& app, std::string& state_dir) {
  app.add_option("--state-dir", state_dir, "Where the kill switch and the history are")
      ->type_name("DIR")
      ->capture_default_str();
}

struct ClearOptions {
  std::string state_dir = kDefaultStateDir;
  std::string operator_name, reason;
  bool force = false;
};

Result<int> clear(const ClearOptions& options, UtcTime now, const cli::Log& log) {
  const auto blank = [](const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
  };
  if (blank(options.operator_name) || blank(options.reason))
    return fail(ErrorKind::usage, "--operator and --reason must not be empty: the history records them");
  const StateDir state(options.state_dir);
  TIYF_CHECK(state.must_exist());
  TIYF_TRY(lock, state.lock());
  TIYF_TRY(history, state.history());
  const auto latch = state.kill_switch();
  const auto last = last_run(history, latch);
  if (!latch.set) {
    log.write(cli::Level::info, "kill_switch_clear",
              {{"message", "the kill switch is not set; nothing was done"}});
    return cli::exit_ok;
  }
  const bool well = well_since(history, latch, last);
  if (!well && !options.force) {
    log.write(cli::Level::error, "kill_switch_kept",
              {{"last_status", last ? last->status : "none"}, {"message", why_kept(latch)}});
    return cli::exit_critical;
  }
  json::Writer w(json::Layout::line);
  w.begin_object()
      .member("event", "kill_switch_cleared")
      .member("now", now)
      .member("operator", options.operator_name);
  w.member("reason", options.reason).member("forced", !well);
  TIYF_TRY(line, w.end_object().finish());
  // Recorded before it is cleared: a crash in between leaves it set.
  TIYF_CHECK(state.append_history(line + "\n"));
  TIYF_CHECK(state.clear_kill_switch(now, last ? last->reconcile_id : latch.reconcile_id));
  log.write(cli::Level::info, "kill_switch_cleared",
            {{"operator", options.operator_name}, {"reason", options.reason}});
  return cli::exit_ok;
}

}  // namespace

cli::Verb kill_switch_status_verb() {
  auto state_dir = std::make_shared<std::string>(kDefaultStateDir);
  return {"kill-switch status", "Say whether the kill switch is set: exit 0 clear, 2 set",
          [state_dir](CLI::App& app) { add_state_dir(app, *state_dir); },
          [state_dir](const cli::Common&, const cli::Log& log) -> Result<int> {
            const StateDir state(*state_dir);
            TIYF_CHECK(state.must_exist());
            const auto latch = state.kill_switch();
            if (!latch.set) {
              TIYF_TRY(history, state.history());
              if (history.lines.empty())
                log.write(cli::Level::warn, "no_history", no_run_recorded(*state_dir));
              TIYF_CHECK(io::write_stdout("kill_switch=0\n"));
              return cli::exit_ok;
            }
            auto text = std::string("kill_switch=1");
            if (latch.since) text += " since=" + latch.since->text();
            if (!latch.reconcile_id.empty()) text += " reconcile_id=" + latch.reconcile_id;
            text += '\n';
            for (const auto& reason : latch.reasons) text += "  " + reason + '\n';
            TIYF_CHECK(io::write_stdout(text));
            return cli::exit_critical;
          }};
}

cli::Verb kill_switch_clear_verb() {
  auto options = std::make_shared<ClearOptions>();
  return {"kill-switch clear", "Clear the kill switch after a healthy or degraded run",
          [options](CLI::App& app) {
            add_state_dir(app, options->state_dir);
            app.add_option("--operator", options->operator_name, "Who clears it; recorded")
                ->required()
                ->type_name("NAME");
            app.add_option("--reason", options->reason, "Why; recorded")->required()->type_name("TEXT");
            app.add_flag("--force", options->force, "Clear it although the latest run was not well");
          },
          [options](const cli::Common& common, const cli::Log& log) -> Result<int> {
            TIYF_TRY(clock, common.clock());
            return clear(*options, clock.now(), log);
          }};
}

}  // namespace tiyf
