// Is a file of trusted authorities one? For http.cpp.
#pragma once

#include <string>

#include "tiyf/base/result.hpp"

namespace tiyf::io {

// missing (66): nothing stands there; config (78): no regular file, or libcurl finds no certificate
// authorities in it. Told before any server is asked, since afterwards it would look like the server's fault.
[[nodiscard]] Result<void> check_ca_file(const std::string& file);

}  // namespace tiyf::io
