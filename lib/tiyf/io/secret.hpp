// Secrets: from the environment or a file that nobody else can read, never from argv (CONTRACT §1 "Secrets").
#pragma once

#include <optional>
#include <string>

#include "tiyf/base/result.hpp"

namespace tiyf::io {

// The file's one line, or without a file the variable's value. missing (66): neither is there. config (78):
// the file is not a regular file of ours with mode 0600 or 0400, or what stands there is empty or holds
// anything but printable ASCII without blanks (it goes into a header). No message holds a part of the secret.
[[nodiscard]] Result<std::string> read_secret(const std::string& variable,
                                              const std::optional<std::string>& file);

}  // namespace tiyf::io
