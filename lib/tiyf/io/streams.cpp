#include "tiyf/io/streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "tiyf/io/files.hpp"
#include "tiyf/io/posix.hpp"

namespace tiyf::io {
namespace {

Error stdout_error(int code) {
  return system_error(ErrorKind::io, code, "stdout", "the result could not be written",
                      "it is incomplete, run again with a working standard output");
}

}  // namespace

void prepare_standard_streams() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error of write, too (EFBIG)
  for (int number = 0; number <= 2; ++number) {
    if (::fcntl(number, F_GETFD) != -1 || errno != EBADF) continue;
    // Opened the wrong way round: using the stream stays the error (EBADF) that it was. The lowest free
    // number is `number`, because the ones below are taken by now.
    [[maybe_unused]] const int opened = ::open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY);
  }
}

Result<void> write_stdout(std::string_view content) {
  const auto written = write_fully(STDOUT_FILENO, content);
  if (!written) return fail(stdout_error(written.error()));
  return {};
}

Result<void> finish_stdout() {
  std::cout.flush();
  if (!std::cout || std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    return fail(stdout_error(errno == 0 ? EIO : errno));
  // A file system may report a failed write only when the file is closed (NFS, quotas); the copy lets us ask.
  const int copy = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (copy >= 0 && ::close(copy) != 0 && errno != EINTR) return fail(stdout_error(errno));
  return {};
}

void write_stderr(std::string_view line) noexcept {
  while (::write(STDERR_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {
  }
}

bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

bool stdout_takes_colour() {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? std::string_view(value) : std::string_view();
  };
  return set("NO_COLOR").empty() && set("TERM") != "dumb" && ::isatty(STDOUT_FILENO) == 1;
}

}  // namespace tiyf::io
