#include "tiyf/io/waiting_input.hpp"

#include <poll.h>
#include <unistd.h>

#include "tiyf/io/posix.hpp"

namespace tiyf::io {

Result<std::optional<std::string_view>> WaitingInput::read() {
  const auto count = read_some(STDIN_FILENO, buffer_.data(), buffer_.size());
  if (!count)
    return fail(system_error(ErrorKind::io, count.error(), "-", "cannot read", "see what feeds it"));
  if (*count == 0) return std::optional<std::string_view>{};
  return std::optional(std::string_view(buffer_).substr(0, *count));
}

bool WaitingInput::more_is_there() const {
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  return ::poll(&input, 1, 0) > 0;
}

}  // namespace tiyf::io
