// JSON pointers (RFC 6901). Inside json only.
#pragma once

#include <string>
#include <string_view>

namespace tiyf::json {

// "/" and the key with "~" as "~0" and "/" as "~1".
[[nodiscard]] std::string pointer_step(std::string_view key);

}  // namespace tiyf::json
