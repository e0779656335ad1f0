#include "tiyf/io/appended.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace tiyf::io {
namespace {

constexpr std::int64_t kMost = std::int64_t{4} << 20U;
// Enough to hold a time stamp, which makes a log's lines differ.
constexpr std::size_t kRemembered = 512;

// Fewer bytes where the file ends, or cannot be read.
std::string read_at(const Descriptor& file, std::int64_t offset, std::int64_t size) {
  std::string bytes(static_cast<std::size_t>(std::max<std::int64_t>(size, 0)), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const auto count = ::pread(file.number(), bytes.data() + filled, bytes.size() - filled,
                               offset + static_cast<std::int64_t>(filled));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

void each_line(std::string_view lines, const Appended::OnLine& on_line) {
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size() - 1);
    const auto line = lines.substr(0, end);
    on_line(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
    lines.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<Appended::Opened> Appended::open() const {
  Opened out{Descriptor(-1), {}};
  // Looked at before it is opened: opening a pipe for reading is noticed at its other end.
  if (::stat(path_.c_str(), &out.status) != 0 || !S_ISREG(out.status.st_mode)) return std::nullopt;
  auto file = open_file(path_, O_RDONLY | O_NONBLOCK);
  if (!file) return std::nullopt;
  out.file = std::move(*file);
  if (::fstat(out.file.number(), &out.status) != 0 || !S_ISREG(out.status.st_mode)) return std::nullopt;
  return out;
}

bool Appended::goes_on(const Opened& opened) const {
  if (opened.status.st_dev != device_ || opened.status.st_ino != inode_ || opened.status.st_size < passed_)
    return false;
  // A file that was cut to nothing may have grown past the old place since, and a new file may have the old
  // number.
  const auto size = static_cast<std::int64_t>(before_.size());
  return read_at(opened.file, passed_ - size, size) == before_;
}

void Appended::pass(const Opened& opened, std::int64_t start, std::string_view text) {
  device_ = opened.status.st_dev;
  inode_ = opened.status.st_ino;
  passed_ = start + static_cast<std::int64_t>(text.size());
  before_ += text;
  if (before_.size() > kRemembered) before_.erase(0, before_.size() - kRemembered);
}

void Appended::skip() {
  passed_ = 0;
  before_.clear();
  const auto opened = open();
  if (!opened) {
    inode_ = 0;
    return;
  }
  const auto start = std::max<std::int64_t>(0, opened->status.st_size - kMost);
  const std::string text = read_at(opened->file, start, opened->status.st_size - start);
  pass(*opened, start, std::string_view(text).substr(0, text.rfind('\n') + 1));
}

void Appended::take(const OnLine& on_line) {
  const auto opened = open();
  if (!opened) return;
  if (!goes_on(*opened)) {
    passed_ = 0;
    before_.clear();
  }
  const std::string text = read_at(opened->file, passed_, std::min(kMost, opened->status.st_size - passed_));
  auto whole = std::string_view(text).substr(0, text.rfind('\n') + 1);
  // No line that anyone waits for is that long: on, in pieces that mean nothing.
  if (whole.empty() && std::ssize(text) == kMost) whole = text;
  pass(*opened, passed_, whole);
  each_line(whole, on_line);
}

}  // namespace tiyf::io
