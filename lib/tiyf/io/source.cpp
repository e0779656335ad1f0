#include "tiyf/io/source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace tiyf::io {
namespace {

// A chunk is used while it is still in a core's cache.
constexpr std::size_t kChunk = std::size_t{1} << 17U;

Error unreadable(int code, const std::string& path) {
  return system_error(ErrorKind::missing, code, path, "cannot be read", "check the path and its permissions");
}

// EISDIR and EBADF (a closed stdin) only show up with the first read.
Error read_error(int code, const std::string& path) {
  if (code == EISDIR || code == EBADF) return unreadable(code, path);
  return system_error(ErrorKind::io, code, path, "reading failed half-way", "check the disk and run again");
}

Error cannot_keep(int code, const std::string& path) {
  return system_error(ErrorKind::io, code, path, "the copy for a second reading cannot be kept",
                      "check the free space of TMPDIR, or give a file");
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

// A file without a name: nothing is left behind, however the process ends.
std::expected<Descriptor, int> nameless_file() {
  std::error_code none;
  const auto folder = std::filesystem::temp_directory_path(none);
  if (none) return std::unexpected(none.value());
  if (auto file = open_file(folder.string(), O_TMPFILE | O_RDWR)) return std::move(*file);
  // Not every file system can do without a name.
  auto name = (folder / "tiyf-spool-XXXXXX").string();
  const int number = ::mkostemp(name.data(), O_CLOEXEC);
  if (number < 0) return std::unexpected(errno);
  ::unlink(name.c_str());
  return Descriptor(number);
}

// A pipe, a socket or a terminal; /dev/null and its like give each reader the same.
bool is_stream(const struct stat& status) {
  constexpr unsigned memory = 1;  // the major number of those
  return S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) ||
         (S_ISCHR(status.st_mode) && major(status.st_rdev) != memory);
}

std::optional<struct stat> look(const std::string& path) {
  struct stat status {};
  const int looked = path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status);
  return looked == 0 ? std::optional(status) : std::nullopt;
}

bool is_regular(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

// What a regular file has from here on, by its size; 0 of anything else.
std::size_t size_ahead(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  const auto at = ::lseek(descriptor, 0, SEEK_CUR);
  return at < 0 || at >= status.st_size ? 0 : static_cast<std::size_t>(status.st_size - at);
}

// The next `size` bytes, or those before the end.
std::expected<std::string, int> read_ahead(int descriptor, std::size_t size) {
  std::string content;
  int failure = 0;
  content.resize_and_overwrite(size, [&](char* buffer, std::size_t) {
    std::size_t filled = 0;
    while (filled < size) {
      const auto count = read_some(descriptor, buffer + filled, size - filled);
      if (!count) failure = count.error();
      if (!count || *count == 0) break;
      filled += *count;
    }
    return filled;
  });
  if (failure != 0) return std::unexpected(failure);
  return content;
}

}  // namespace

Result<void> Source::Pass::start() {
  if (source_.broken_) return fail(*source_.broken_);
  state_ = State::reading;
  if (!source_.input_ && !source_.spool_) TIYF_CHECK(open());
  const auto begin = source_.spool_ ? std::optional<std::int64_t>(0) : source_.start_;
  if (!file_ && begin && ::lseek(descriptor(), *begin, SEEK_SET) < 0)
    return fail(read_error(errno, source_.name_));
  return {};
}

Result<void> Source::Pass::open() {
  TIYF_TRY(opened, open_input(source_.name_));
  const bool regular = is_regular(opened.number());
  if (regular && source_.name_ != "-") {
    file_ = std::move(opened);
    return {};
  }
  source_.input_ = std::move(opened);
  if (regular) source_.start_ = ::lseek(descriptor(), 0, SEEK_CUR);
  return regular || source_.reading_ == Reading::once ? Result<void>() : source_.copy();
}

Result<void> Source::copy() {
  auto spool = nameless_file();
  if (!spool) return fail(cannot_keep(spool.error(), name_));
  std::string buffer(kChunk, '\0');
  while (true) {
    const auto count = read_some(input_->number(), buffer.data(), buffer.size());
    if (!count) return fail(read_error(count.error(), name_));
    if (*count == 0) break;
    if (const auto kept = write_fully(spool->number(), std::string_view(buffer).substr(0, *count)); !kept)
      return fail(cannot_keep(kept.error(), name_));
  }
  // It stays ended though a FIFO may find another writer.
  input_.reset();
  spool_ = *std::move(spool);
  return {};
}

Error Source::Pass::remember(Error error) {
  failure_ = error;
  if (source_.input_ || source_.spool_) source_.broken_ = error;
  return error;
}

Result<void> Source::Pass::begin() {
  if (failure_) return fail(*failure_);
  if (state_ != State::fresh) return {};
  const auto started = start();
  return started ? started : fail(remember(started.error()));
}

Result<std::string_view> Source::Pass::next(std::string& buffer) {
  TIYF_CHECK(begin());
  if (state_ == State::ended) return std::string_view();
  buffer.resize(kChunk);
  const auto count = read_some(descriptor(), buffer.data(), buffer.size());
  if (!count) return fail(remember(read_error(count.error(), source_.name_)));
  if (*count == 0) {
    state_ = State::ended;
    if (!source_.start_) source_.input_.reset();
  }
  return std::string_view(buffer).substr(0, *count);
}

Result<std::string> Source::Pass::all() {
  TIYF_CHECK(begin());
  auto content = read_ahead(descriptor(), size_ahead(descriptor()));
  if (!content) return fail(remember(read_error(content.error(), source_.name_)));
  // A stream; of a file, what was added meanwhile.
  std::string buffer;
  while (true) {
    TIYF_TRY(bytes, next(buffer));
    if (bytes.empty()) return *std::move(content);
    *content += bytes;
  }
}

bool reads_at_once(const std::string& path) {
  const auto status = look(path);
  return status && S_ISREG(status->st_mode);
}

bool is_one_stream(const std::string& one, const std::string& other) {
  const auto first = look(one), second = look(other);
  return first && second && is_stream(*first) && first->st_dev == second->st_dev &&
         first->st_ino == second->st_ino;
}

}  // namespace tiyf::io
