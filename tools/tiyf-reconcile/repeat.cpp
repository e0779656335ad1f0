#include "repeat.hpp"

#include <algorithm>

#include "tiyf/base/cadence.hpp"
#include "tiyf/events/event.hpp"
#include "tiyf/io/appended.hpp"
#include "tiyf/io/signals.hpp"
#include "tiyf/io/stop.hpp"
#include "tiyf/json/value.hpp"

namespace tiyf {
namespace {

// Between two looks at the decision log.
constexpr std::int64_t kLook = 1'000'000'000;

// Whatever is wrong with a line is for the run to say.
bool tells_of_restart(std::string_view line) {
  const auto value = json::parse_document(line, "");
  const auto* const event = value ? value->find("event") : nullptr;
  return event != nullptr && event->text == name(EventKind::engine_restart_reason);
}

bool restarted(io::Appended& decisions) {
  bool found = false;
  decisions.take([&found](std::string_view line) { found = found || tells_of_restart(line); });
  return found;
}

enum class Woken { turn, restart, signal };

Woken wait(std::int64_t turn, io::Appended& decisions, io::StopSignals& stop) {
  while (true) {
    if (stop.wait_until(0)) return Woken::signal;
    if (restarted(decisions)) return Woken::restart;
    if (stop.wait_until(std::min(turn, io::monotonic_now() + kLook))) return Woken::signal;
    if (io::monotonic_now() >= turn) return Woken::turn;
  }
}

}  // namespace

Result<int> repeat(const Loop& loop, const std::function<Result<int>()>& once, const cli::Log& log) {
  io::StopSignals stop;  // from here on a signal is kept until it is asked for
  const Cadence cadence(io::monotonic_now(), loop.interval);
  io::Appended decisions(loop.decision_log);
  for (bool first = true;; first = false) {
    decisions.skip();  // what stands there now, this run reads
    auto ended = once();
    if (!ended && ended.error().kind == ErrorKind::interrupted) return 0;  // abandoned whole
    if (!ended && first) return ended;
    if (!ended) log.error(ended.error());
    const auto woken = wait(cadence.next(io::monotonic_now()), decisions, stop);
    if (woken == Woken::signal) return 0;
    if (woken == Woken::restart)
      log.write(
          cli::Level::info, "engine_restarted",
          {{"file", loop.decision_log}, {"message", "the decision log tells of a restart: running now"}});
  }
}

}  // namespace tiyf
