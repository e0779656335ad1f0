// Stdin of a program that answers while it reads: what has come in, and whether more is waiting.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tiyf/base/result.hpp"

namespace tiyf::io {

class WaitingInput {
 public:
  WaitingInput() : buffer_(std::size_t{1} << 18U, '\0') {}

  // Waits for bytes, at most 256 KiB of them, valid until the next call; none at the end. io (74).
  [[nodiscard]] Result<std::optional<std::string_view>> read();
  // The next read() would not wait.
  [[nodiscard]] bool more_is_there() const;

 private:
  std::string buffer_;
};

}  // namespace tiyf::io
