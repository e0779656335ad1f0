#include "tiyf/io/source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace tiyf::io {
namespace {

// A chunk is used while it is still in a core's cache.
constexpr std::size_t chunk_size = std::size_t{1} << 17U;

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

std::string& Source::next_buffer() {
  turn_ = (turn_ + 1) % kChunks;
  buffers_[turn_].resize(chunk_size);
  return buffers_[turn_];
}

Result<void> Source::open() {
  // A file of which a read was stopped half-way starts over, like any other.
  if (input_ && name_ != "-" && is_regular(input_->number())) input_.reset();
  if (input_) {
    if (start_ && ::lseek(input_->number(), *start_, SEEK_SET) < 0) return fail(read_error(errno, name_));
    return {};
  }
  TIYF_TRY(opened, open_input(name_));
  input_ = std::move(opened);
  if (is_regular(input_->number())) {
    if (name_ == "-") start_ = ::lseek(input_->number(), 0, SEEK_CUR);
    return {};
  }
  if (reading_ == Reading::once) return {};
  auto spool = nameless_file();
  if (!spool) return fail(cannot_keep(spool.error(), name_));
  spool_ = std::move(*spool);
  return {};
}

Result<void> Source::replay(const OnChunk& on_chunk) {
  if (::lseek(spool_->number(), 0, SEEK_SET) < 0) return fail(cannot_keep(errno, name_));
  while (true) {
    auto& buffer = next_buffer();
    const auto count = read_some(spool_->number(), buffer.data(), buffer.size());
    if (!count) return fail(read_error(count.error(), name_));
    if (*count == 0) return {};
    TIYF_CHECK(on_chunk(std::string_view(buffer).substr(0, *count)));
  }
}

Result<void> Source::keep(std::string_view bytes) {
  if (::lseek(spool_->number(), 0, SEEK_END) < 0) return fail(cannot_keep(errno, name_));
  if (const auto written = write_fully(spool_->number(), bytes); !written)
    return fail(cannot_keep(written.error(), name_));
  return {};
}

Result<void> Source::read(const OnChunk& on_chunk) {
  if (spool_) {
    TIYF_CHECK(replay(on_chunk));
    if (!input_) return {};  // the stream has ended, and stays ended though a FIFO may find another writer
  }
  TIYF_CHECK(open());
  return go_on(on_chunk);
}

Result<std::string> Source::read_all() {
  std::string content;
  const OnChunk add = [&content](std::string_view chunk) -> Result<void> {
    content += chunk;
    return {};
  };
  if (spool_) {
    TIYF_CHECK(read(add));
    return content;
  }
  TIYF_CHECK(open());
  auto ahead = read_ahead(input_->number(), size_ahead(input_->number()));
  if (!ahead) return fail(read_error(ahead.error(), name_));
  content = *std::move(ahead);
  TIYF_CHECK(go_on(add));  // a stream; of a file, what was added meanwhile
  return content;
}

Result<void> Source::go_on(const OnChunk& on_chunk) {
  while (true) {
    auto& buffer = next_buffer();
    const auto count = read_some(input_->number(), buffer.data(), buffer.size());
    if (!count) return fail(read_error(count.error(), name_));
    if (*count == 0) break;
    const auto bytes = std::string_view(buffer).substr(0, *count);
    if (spool_) TIYF_CHECK(keep(bytes));
    TIYF_CHECK(on_chunk(bytes));
  }
  if (!start_) input_.reset();
  return {};
}

Source& Sources::at(const std::string& path) {
  return sources_.try_emplace(path, path, reading_).first->second;
}

Result<void> Sources::read_chunks(const std::string& path, const Source::OnChunk& on_chunk) {
  return at(path).read(on_chunk);
}

Result<std::string> Sources::read_all(const std::string& path) { return at(path).read_all(); }

}  // namespace tiyf::io
