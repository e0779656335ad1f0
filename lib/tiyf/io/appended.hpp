// What is appended to a file that another program writes, line by line, for a look at it every second or so.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tiyf/io/posix.hpp"

namespace tiyf::io {

class Appended {
 public:
  using OnLine = std::function<void(std::string_view)>;

  explicit Appended(std::string path) : path_(std::move(path)) {}

  // The lines that stand there now are old.
  void skip();
  // Hands on the lines that have come since the last call, without their line breaks; a last line that still
  // lacks its own waits. At most 4 MiB of them, so that no look takes long: the next one goes on. A file that
  // was put in the old one's place, cut short or written anew is handed on from its start. What is not there,
  // cannot be read or is no regular file has no lines for now (a pipe must not be emptied).
  void take(const OnLine& on_line);

 private:
  struct Opened {
    Descriptor file;
    struct stat status;
  };
  [[nodiscard]] std::optional<Opened> open() const;
  [[nodiscard]] bool goes_on(const Opened& opened) const;
  void pass(const Opened& opened, std::int64_t start, std::string_view text);

  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  std::int64_t passed_ = 0;  // bytes; always whole lines
  std::string before_;       // the last of them: what is written anew differs there
};

}  // namespace tiyf::io
