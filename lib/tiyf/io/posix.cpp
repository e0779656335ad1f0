#include "tiyf/io/posix.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace tiyf::io {
namespace {

// Whether the call is worth another try: it was interrupted, or a non-blocking descriptor was not ready and
// now is.
bool try_again(int descriptor, short events) {
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd ready{descriptor, events, 0};
  return ::poll(&ready, 1, -1) >= 0 || errno == EINTR;
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Error system_error(ErrorKind kind, int code, const std::string& file, std::string_view action,
                   std::string_view advice) {
  return {kind, fmt::format("{}: {}; {}", action, std::generic_category().message(code), advice), file};
}

std::expected<Descriptor, int> open_file(const std::string& path, int flags) {
  while (true) {
    const int number = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    if (number >= 0) return Descriptor(number);
    if (errno != EINTR) return std::unexpected(errno);
  }
}

std::expected<std::size_t, int> read_some(int descriptor, char* buffer, std::size_t size) {
  while (true) {
    const auto count = ::read(descriptor, buffer, size);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (!try_again(descriptor, POLLIN)) return std::unexpected(errno);
  }
}

std::expected<void, int> write_fully(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor, bytes.data(), bytes.size());
    if (count >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(count));
    else if (!try_again(descriptor, POLLOUT))
      return std::unexpected(errno);
  }
  return {};
}

std::expected<void, int> sync_file(int descriptor) {
  while (::fsync(descriptor) != 0)
    if (errno != EINTR) return std::unexpected(errno);
  return {};
}

std::string folder_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> sync_folder(const std::string& folder) {
  const auto opened = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (!opened)
    return fail(system_error(ErrorKind::io, opened.error(), folder,
                             "the folder cannot be opened to make it durable",
                             "check its permissions and the disk"));
  const auto synced = sync_file(opened->number());
  // EINVAL: a file system whose folders have nothing to sync.
  if (!synced && synced.error() != EINVAL)
    return fail(system_error(ErrorKind::io, synced.error(), folder, "the folder cannot be made durable",
                             "check the disk"));
  return {};
}

Result<void> create_folders(const std::string& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return {};
    return fail(
        Error{ErrorKind::cannot_create, "is a file where a folder is needed; name another folder", folder});
  }
  const auto parent = folder_of(folder);
  if (parent != folder) TIYF_CHECK(create_folders(parent));
  if (::mkdir(folder.c_str(), 0777) != 0) {
    if (errno == EEXIST) return {};  // another process was faster, or the name ends in a slash
    return fail(system_error(ErrorKind::cannot_create, errno, folder, "the folder cannot be created",
                             "check the path, its permissions and the disk"));
  }
  return sync_folder(parent);
}

}  // namespace tiyf::io
