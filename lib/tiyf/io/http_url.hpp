// Which addresses a token may be sent to. For http.cpp.
#pragma once

#include <string>

#include "tiyf/base/result.hpp"

namespace tiyf::io {

struct BaseUrl {
  std::string text;  // without a trailing "/"
  bool loopback = false;
};

// usage (64) unless `text` is https, or http to this machine, without user, query and fragment. The message
// leaves the address out where it might hold a password.
[[nodiscard]] Result<BaseUrl> parse_base_url(const std::string& text);

}  // namespace tiyf::io
