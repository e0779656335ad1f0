// What the files of io/ share: a descriptor that closes itself, calls that survive EINTR, and errors that say
// which file, what the system answered and what to do. For io/ only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "tiyf/base/result.hpp"

namespace tiyf::io {

// Owns a file descriptor; -1 after a move.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// An Error about `file`: "FILE: ACTION: what errno says; ADVICE".
[[nodiscard]] Error system_error(ErrorKind kind, int code, const std::string& file, std::string_view action,
                                 std::string_view advice);

// open(2) with O_CLOEXEC, again after EINTR; the errno is the error.
[[nodiscard]] std::expected<Descriptor, int> open_file(const std::string& path, int flags);

// read(2), again after EINTR and waiting where a non-blocking descriptor has nothing yet; 0 at the end of the
// input.
[[nodiscard]] std::expected<std::size_t, int> read_some(int descriptor, char* buffer, std::size_t size);

// Writes all of `bytes`, however short each write(2) is; the errno is the error.
[[nodiscard]] std::expected<void, int> write_fully(int descriptor, std::string_view bytes);

[[nodiscard]] std::expected<void, int> sync_file(int descriptor);

// The folder that holds `path`: "." where it names none.
[[nodiscard]] std::string folder_of(const std::string& path);

// io (74) when the entries of `folder` cannot be made durable.
[[nodiscard]] Result<void> sync_folder(const std::string& folder);

// Creates `folder` and its parents (0777 less the umask), each durable in its own parent. cannot_create (73).
[[nodiscard]] Result<void> create_folders(const std::string& folder);

}  // namespace tiyf::io
