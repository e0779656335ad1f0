#include "tiyf/io/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "tiyf/io/posix.hpp"
#include "tiyf/io/source.hpp"

namespace tiyf::io {
namespace {

Result<bool> ends_in_torn_line(const Descriptor& file, off_t size, const std::string& path) {
  char last = '\n';
  if (size > 0 && ::pread(file.number(), &last, 1, size - 1) != 1)
    return fail(system_error(ErrorKind::io, errno, path, "its last line cannot be read", "check the disk"));
  return last != '\n';
}

}  // namespace

Result<std::string> read_all(const std::string& path) { return Source(path, Reading::once).read_all(); }

Result<std::optional<std::string>> read_if_present(const std::string& path) {
  struct stat status {};
  // A link that leads nowhere is something that cannot be read: its folder may be a disk that is not mounted.
  if (::lstat(path.c_str(), &status) != 0 && errno == ENOENT) return std::nullopt;
  TIYF_TRY(content, read_all(path));
  return content;
}

bool is_one_file(const std::string& one, const std::string& other) {
  const auto resolved = [](const std::string& path) {
    std::error_code failed;
    auto found = std::filesystem::weakly_canonical(std::filesystem::absolute(path, failed), failed);
    return failed ? std::filesystem::path(path) : found;
  };
  return resolved(one) == resolved(other);
}

Result<void> check_output(const std::optional<std::string>& output, const std::vector<std::string>& inputs) {
  if (!output || *output == "-" || !reads_at_once(*output)) return {};
  for (const auto& input : inputs)
    if (input != "-" && is_one_file(*output, input))
      return fail(ErrorKind::usage,
                  fmt::format("{} is an input, which the output would replace: name another file", *output));
  return {};
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
