// What a program is started with, laid out before the fork: between fork and exec nothing may be allocated.
// For io/ only.
#pragma once

#include <string>
#include <vector>

#include "tiyf/io/child.hpp"

namespace tiyf::io {

class Launch {
 public:
  explicit Launch(const Command& command);
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;

  // Where the program may be, in the order of PATH; the name itself where it holds a slash.
  [[nodiscard]] const std::vector<char*>& places() const { return places_; }
  // For execve(2).
  [[nodiscard]] char* const* argv() const { return argv_.data(); }
  [[nodiscard]] char* const* environment() const { return environment_.data(); }

 private:
  std::vector<std::string> paths_, words_, variables_;
  std::vector<char*> places_, argv_, environment_;  // the last two end with a null
};

}  // namespace tiyf::io
