#include "tiyf/cli/progress.hpp"

#include <fmt/format.h>

#include "tiyf/io/streams.hpp"

namespace tiyf::cli {

Progress::Progress(const Log& log) : watched_(log.says(Level::info) && io::stderr_is_terminal()) {}

Progress::~Progress() {
  if (shown_) io::write_stderr("\r\x1b[K");
}

void Progress::read(std::uint64_t bytes) {
  if (!watched_ || bytes < next_) return;
  next_ = bytes + kStep;
  shown_ = true;
  io::write_stderr(fmt::format("\rreading the logs: {} MiB\x1b[K", bytes >> 20U));
}

}  // namespace tiyf::cli
