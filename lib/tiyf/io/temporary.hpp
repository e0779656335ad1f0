// A file in the making, next to where it will stand. For io/ only.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tiyf/base/result.hpp"
#include "tiyf/io/posix.hpp"

namespace tiyf::io {

// What a file is to hold, put piece by piece; large ones are never in memory as a whole.
using Put = std::function<Result<void>(std::string_view)>;
using Content = std::function<Result<void>(const Put&)>;

// A temporary `.NAME.tmp.PID` with mode 0644 whatever the umask (node_exporter and ops read what we write).
// It is locked (flock) while it lives, so that the ones which a killed process left behind can be told apart
// and are swept away by the next create() for the same name.
class Temporary {
 public:
  // `content` is durable when this returns. cannot_create (73): no such file can be made; io (74): writing
  // failed.
  [[nodiscard]] static Result<Temporary> create(const std::string& folder, const std::string& file_name,
                                                const Content& content);
  ~Temporary();  // removes it unless it was renamed
  Temporary(Temporary&& other) noexcept;
  Temporary& operator=(Temporary&& other) = delete;
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  // Renames it to its final name. io (74). The folder still has to be synced.
  [[nodiscard]] Result<void> publish();

 private:
  Temporary(Descriptor file, std::string path, std::string target)
      : file_(std::move(file)), path_(std::move(path)), target_(std::move(target)) {}
  [[nodiscard]] Result<void> fill(const Content& content);

  Descriptor file_;
  std::string path_;  // empty once there is nothing to remove
  std::string target_;
};

}  // namespace tiyf::io
