// The standard streams of a process. write_stdout stands in io/files.hpp.
#pragma once

#include <string_view>

#include "tiyf/base/result.hpp"

namespace tiyf::io {

// Once, first thing in main: a closed pipe becomes an error of write (EPIPE) instead of a silent death, and a
// closed stdin, stdout or stderr is occupied, so that no file opened later takes its number and gets what was
// meant for it. A child process inherits the ignored SIGPIPE: reset it before exec.
void prepare_standard_streams();

// What C and C++ streams still hold for stdout is written, and the file system asked whether it arrived. io
// (74).
[[nodiscard]] Result<void> finish_stdout();

// One write(2), so that lines of several processes do not mix; nobody is left to tell when it fails.
void write_stderr(std::string_view line) noexcept;

// Stdout is a terminal that takes colour, and NO_COLOR (any value but "") is not set.
[[nodiscard]] bool stdout_takes_colour();

// Somebody watches stderr who can see a line change.
[[nodiscard]] bool stderr_is_terminal();

}  // namespace tiyf::io
