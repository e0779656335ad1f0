#include "repeat.hpp"

#include "tiyf/base/cadence.hpp"
#include "tiyf/io/signals.hpp"
#include "tiyf/io/stop.hpp"

namespace tiyf {

Result<int> repeat(Duration interval, const std::function<Result<int>()>& once, const cli::Log& log) {
  io::StopSignals stop;  // from here on a signal is kept until it is asked for
  const Cadence cadence(io::monotonic_now(), interval);
  for (bool first = true;; first = false) {
    auto ended = once();
    if (!ended && ended.error().kind == ErrorKind::interrupted) return 0;  // abandoned whole
    if (!ended && first) return ended;
    if (!ended) log.error(ended.error());
    if (stop.wait_until(cadence.next(io::monotonic_now()))) return 0;
  }
}

}  // namespace tiyf
