#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "tiyf/io/files.hpp"
#include "tiyf/io/posix.hpp"

namespace tiyf::io {
namespace {

// What stands at `path`, links followed; nothing when nothing does.
std::optional<mode_t> type_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_mode & static_cast<mode_t>(S_IFMT);
}

std::string name_of(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

// A terminal, pipe or device (/dev/stdout, /dev/null, a FIFO) takes the bytes; a rename would put a file in
// its place.
Result<void> write_through(const std::string& path, const Content& content) {
  const auto file = open_file(path, O_WRONLY | O_NOCTTY);
  if (!file)
    return fail(system_error(ErrorKind::cannot_create, file.error(), path, "cannot be opened to write to it",
                             "check its permissions"));
  return content([&](std::string_view piece) -> Result<void> {
    if (const auto written = write_fully(file->number(), piece); !written)
      return fail(
          system_error(ErrorKind::io, written.error(), path, "cannot be written", "name another output"));
    return {};
  });
}

// A link keeps standing: the file it leads to is replaced.
std::string behind_links(const std::string& path) {
  std::error_code unresolved;
  if (!std::filesystem::is_symlink(path, unresolved)) return path;
  const auto real = std::filesystem::weakly_canonical(path, unresolved);
  return unresolved ? path : real.string();
}

}  // namespace

Outbox::Outbox(std::string folder) : folder_(folder.empty() ? "." : std::move(folder)) {}

Outbox::~Outbox() = default;

Result<void> Outbox::add(const std::string& file_name, std::string_view content) {
  return add(file_name, [content](const Put& put) { return put(content); });
}

Result<void> Outbox::add(const std::string& file_name, const Content& content) {
  const std::string target = folder_ + "/" + file_name;
  if (file_name.empty() || file_name == "." || file_name == ".." || file_name.find('/') != std::string::npos)
    return fail(Error{ErrorKind::cannot_create, "is no file name; name a file to write", target});
  TIYF_CHECK(create_folders(folder_));
  if (const auto type = type_of(target); type && *type != S_IFREG)
    return fail(Error{ErrorKind::cannot_create,
                      "cannot be replaced: it is a folder or device; move it away or name another output",
                      target});
  TIYF_TRY(temporary, Temporary::create(folder_, file_name, content));
  temporaries_.push_back(std::move(temporary));
  return {};
}

Result<void> Outbox::commit() {
  for (auto& temporary : temporaries_) TIYF_CHECK(temporary.publish());
  if (temporaries_.empty()) return {};
  temporaries_.clear();
  return sync_folder(folder_);
}

Result<void> write_whole(const std::string& path, std::string_view content) {
  return write_whole(path, [content](const Put& put) { return put(content); });
}

Result<void> write_whole(const std::string& path, const Content& content) {
  const auto type = type_of(path);
  if (type && *type != S_IFREG && *type != S_IFDIR) return write_through(path, content);
  const auto target = behind_links(path);
  Outbox outbox(folder_of(target));
  TIYF_CHECK(outbox.add(name_of(target), content));
  return outbox.commit();
}

}  // namespace tiyf::io
