#include "tiyf/io/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "tiyf/io/posix.hpp"

namespace tiyf::io {
namespace {

constexpr std::size_t chunk_size = std::size_t{1} << 20U;

Error unreadable(int code, const std::string& path) {
  return system_error(ErrorKind::missing, code, path, "cannot be read", "check the path and its permissions");
}

// Either stdin, which stays open, or a file of our own.
Result<Descriptor> open_input(const std::string& path) {
  if (path == "-") {
    const int copy = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) return fail(unreadable(errno, path));
    return Descriptor(copy);
  }
  auto opened = open_file(path, O_RDONLY);
  if (!opened) return fail(unreadable(opened.error(), path));
  return std::move(*opened);
}

// EISDIR and EBADF (a closed stdin) only show up with the first read.
Error read_error(int code, const std::string& path) {
  if (code == EISDIR || code == EBADF) return unreadable(code, path);
  return system_error(ErrorKind::io, code, path, "reading failed half-way", "check the disk and run again");
}

Result<bool> ends_in_torn_line(const Descriptor& file, off_t size, const std::string& path) {
  char last = '\n';
  if (size > 0 && ::pread(file.number(), &last, 1, size - 1) != 1)
    return fail(system_error(ErrorKind::io, errno, path, "its last line cannot be read", "check the disk"));
  return last != '\n';
}

}  // namespace

Result<void> read_chunks(const std::string& path,
                         const std::function<Result<void>(std::string_view)>& on_chunk) {
  TIYF_TRY(file, open_input(path));
  std::string buffer(chunk_size, '\0');
  while (true) {
    const auto count = read_some(file.number(), buffer.data(), buffer.size());
    if (!count) return fail(read_error(count.error(), path));
    if (*count == 0) return {};
    TIYF_CHECK(on_chunk(std::string_view(buffer).substr(0, *count)));
  }
}

Result<std::string> read_all(const std::string& path) {
  std::string content;
  TIYF_CHECK(read_chunks(path, [&content](std::string_view chunk) -> Result<void> {
    content += chunk;
    return {};
  }));
  return content;
}

Result<std::optional<std::string>> read_if_present(const std::string& path) {
  struct stat status {};
  // A link that leads nowhere is something that cannot be read: its folder may be a disk that is not mounted.
  if (::lstat(path.c_str(), &status) != 0 && errno == ENOENT) return std::nullopt;
  TIYF_TRY(content, read_all(path));
  return content;
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<void> append_durably(const std::string& path, std::string_view lines) {
  const auto failed = [&path](int code, std::string_view action) {
    return fail(system_error(ErrorKind::io, code, path, action, "check the disk and run again"));
  };
  TIYF_CHECK(create_folders(folder_of(path)));
  const auto file = open_file(path, O_RDWR | O_CREAT | O_APPEND);
  if (!file)
    return fail(system_error(ErrorKind::cannot_create, file.error(), path, "cannot be opened to append to it",
                             "check the path and its permissions"));
  struct stat before {};
  if (::fstat(file->number(), &before) != 0) return failed(errno, "cannot be examined");
  TIYF_TRY(torn, ends_in_torn_line(*file, before.st_size, path));
  const auto written = write_fully(file->number(), (torn ? "\n" : "") + std::string(lines));
  if (!written) {
    // Best effort: a line that could not be completed is taken back.
    if (::ftruncate(file->number(), before.st_size) != 0)
      return failed(written.error(), "a line was left torn");
    return failed(written.error(), "nothing could be appended");
  }
  if (const auto synced = sync_file(file->number()); !synced)
    return failed(synced.error(), "cannot be made durable");
  return before.st_size == 0 ? sync_folder(folder_of(path)) : Result<void>();
}

}  // namespace tiyf::io
