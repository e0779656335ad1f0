// How far a long reading has come, for whoever watches stderr: one line that changes, and is gone at the end.
// Nothing where stderr is no terminal, where the log is quiet, or for what is read in a moment.
#pragma once

#include <cstdint>

#include "tiyf/cli/log.hpp"

namespace tiyf::cli {

class Progress {
 public:
  explicit Progress(const Log& log);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void read(std::uint64_t bytes);  // so far

 private:
  static constexpr std::uint64_t kStep = std::uint64_t{32} << 20U;
  bool watched_;
  bool shown_ = false;
  std::uint64_t next_ = 2 * kStep;
};

}  // namespace tiyf::cli
