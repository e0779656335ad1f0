#include "tiyf/io/cache_path.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace tiyf::io {

std::unexpected<Error> cannot(std::string_view what, int error) {
  return fail(ErrorKind::unreachable, fmt::format("cannot {}: {}", what, std::strerror(error)));
}

std::unexpected<Error> empty_file() {
  return fail(
      ErrorKind::unreachable,
      "it is empty: no cache; put the latest copy back (a missing file would be a new cache, in which "
      "no id is known)");
}

std::unexpected<Error> gone() {
  return fail(
      ErrorKind::unreachable,
      "it was there and is gone; put it back (or end this process: a new one would begin a new cache)");
}

std::unexpected<Error> replaced() {
  return fail(
      ErrorKind::unreachable,
      "it is another cache than before, or an older copy; put the latest one back (or end this process: "
      "a new one would take this cache)");
}

namespace {

std::optional<std::string> resolved(const std::string& path) {
  std::array<char, PATH_MAX> buffer{};
  if (::realpath(path.c_str(), buffer.data()) == nullptr) return std::nullopt;
  return std::string(buffer.data());
}

Result<void> write_and_sync(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return cannot("write the new file", errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor) != 0) return cannot("sync the new file", errno);
  return {};
}

// A new file has the mode that the umask leaves of 0660; one that takes another's place has that one's mode
// and, where we may, its owner: what root writes, the engine must still be able to read.
void inherit(int descriptor, const std::string& file) {
  struct stat old {};
  if (::stat(file.c_str(), &old) != 0) return;
  if (::fchown(descriptor, old.st_uid, old.st_gid) == 0 || old.st_uid == ::geteuid())
    static_cast<void>(::fchmod(descriptor, old.st_mode & 07777U) == 0);
}

Result<void> write_draft(const CachePath& path, std::string_view content) {
  // A draft that is there already is what a process left that died; the lock says that nobody is at work on
  // it.
  ::unlink(path.draft.c_str());
  const int descriptor = ::open(path.draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
  if (descriptor < 0) return cannot("create the new file beside it", errno);
  inherit(descriptor, path.file);
  auto written = write_and_sync(descriptor, content);
  if (::close(descriptor) != 0 && written) written = Result<void>(cannot("close the new file", errno));
  return written;
}

Result<void> sync_folder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return cannot("open its folder", errno);
  const int status = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  if (status != 0) return cannot("sync its folder", error);
  return {};
}

}  // namespace

Result<CachePath> resolve_cache_path(const std::string& path) {
  struct stat link {};
  std::optional<std::string> file;
  if (::lstat(path.c_str(), &link) == 0) {
    file = resolved(path);
    if (!file) return cannot("follow the link", errno);
  } else if (errno == ENOENT) {
    const auto slash = path.rfind('/');
    const auto folder = resolved(slash == std::string::npos ? "." : path.substr(0, slash + 1));
    if (!folder) return cannot("reach its folder", errno);
    file = *folder + "/" + path.substr(slash == std::string::npos ? 0 : slash + 1);
  } else {
    return cannot("reach it", errno);
  }
  return CachePath{.file = *file,
                   .lock = *file + ".lock",
                   .draft = *file + ".new",
                   .folder = file->substr(0, std::max<std::size_t>(file->rfind('/'), 1))};
}

bool is_of_cache(const CachePath& cache, const std::string& name) {
  const auto other = resolve_cache_path(name);
  if (!other) return false;
  constexpr std::array<std::string_view, 6> endings{"", ".lock", ".new", "-wal", "-shm", "-journal"};
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
    return other->file == cache.file + std::string(ending);
  });
}

Result<std::optional<std::uint64_t>> cache_file_size(const std::string& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0) {
    if (errno == ENOENT) return std::optional<std::uint64_t>{};
    return cannot("reach it", errno);
  }
  if (!S_ISREG(status.st_mode)) return fail(ErrorKind::unreachable, "it is no regular file");
  if (status.st_nlink > 1)
    return fail(
        ErrorKind::unreachable,
        fmt::format("it has {} hard links: under another name it would be another cache", status.st_nlink));
  return std::optional<std::uint64_t>{static_cast<std::uint64_t>(status.st_size)};
}

Result<void> replace_cache_file(const CachePath& path, std::string_view content) {
  auto done = write_draft(path, content);
  if (done && std::rename(path.draft.c_str(), path.file.c_str()) != 0)
    done = Result<void>(cannot("put the new file in its place", errno));
  if (!done) {
    ::unlink(path.draft.c_str());
    return done;
  }
  return sync_folder(path.folder);
}

}  // namespace tiyf::io
