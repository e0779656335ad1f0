// io/source.hpp: an input that is read twice says the same, or what its writer has added since.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <thread>
#include <vector>

#include "support/temporary_folder.hpp"
#include "tiyf/io/source.hpp"

using namespace tiyf;
using tiyf::scenario::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

void write(const std::string& path, const std::string& text, std::ios::openmode mode = std::ios::trunc) {
  std::ofstream(path, mode) << text;
}

std::string all(io::Source& source) {
  std::string out;
  io::Source::Pass pass(source);
  std::string buffer;
  while (true) {
    const auto bytes = pass.next(buffer);
    REQUIRE(bytes);
    if (bytes->empty()) return out;
    out += *bytes;
  }
}

// A stream as `<(…)` gives it: the reading end of a pipe that `text` was written to, closed by now.
int pipe_with(const std::string& text) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  ::close(ends[1]);
  return ends[0];
}

}  // namespace

TEST_CASE("source: a file is read anew each time: what was added, or put in its place, is seen") {
  const TemporaryFolder folder;
  const auto path = folder.at("journal");
  write(path, "one\n");
  io::Source source(path, io::Reading::again);
  CHECK(all(source) == "one\n");
  write(path, "two\n", std::ios::app);
  CHECK(all(source) == "one\ntwo\n");
  write(folder.at("new"), "three\n");
  fs::rename(folder.at("new"), path);
  CHECK(all(source) == "three\n");
  CHECK(fs::hard_link_count(path) == 1);
}

TEST_CASE("source: a pipe gives the same bytes again, and nothing is left in the temporary folder") {
  const TemporaryFolder folder;
  const char* before = ::getenv("TMPDIR");
  const std::string old = before == nullptr ? "" : before;
  ::setenv("TMPDIR", folder.path.c_str(), 1);
  std::string text(3'000'000, 'x');
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::thread writer([&] {
    for (std::size_t at = 0; at < text.size();) {
      const auto count = ::write(ends[1], text.data() + at, text.size() - at);
      at += count > 0 ? static_cast<std::size_t>(count) : text.size();
    }
    ::close(ends[1]);
  });
  io::Source source("/dev/fd/" + std::to_string(ends[0]), io::Reading::again);
  CHECK(all(source) == text);
  writer.join();
  CHECK(all(source) == text);
  CHECK(fs::is_empty(folder.path));
  ::close(ends[0]);
  if (before == nullptr)
    ::unsetenv("TMPDIR");
  else
    ::setenv("TMPDIR", old.c_str(), 1);
}

TEST_CASE("source: a pass that was stopped half-way takes nothing from the next one") {
  const int input = pipe_with("head tail");
  io::Source source("/dev/fd/" + std::to_string(input), io::Reading::again);
  std::string buffer;
  CHECK(io::Source::Pass(source).next(buffer).value_or("") == "head tail");
  CHECK(all(source) == "head tail");
  CHECK(all(source) == "head tail");
  ::close(input);
}

TEST_CASE("source: a FIFO that has ended stays ended, though another writer comes") {
  const TemporaryFolder folder;
  const auto path = folder.at("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::thread writer([&] { write(path, "first"); });
  io::Source source(path, io::Reading::again);
  CHECK(all(source) == "first");
  writer.join();
  const int late = ::open(path.c_str(), O_RDWR);
  REQUIRE(late >= 0);
  REQUIRE(::write(late, "second", 6) == 6);
  CHECK(all(source) == "first");
  ::close(late);
}

TEST_CASE("source: after an error there is nothing more, and a stream that lost bytes is not read again") {
  const TemporaryFolder folder;
  io::Source absent(folder.at("absent"), io::Reading::again);
  std::string buffer;
  {
    io::Source::Pass pass(absent);
    CHECK(pass.next(buffer).error().kind == ErrorKind::missing);
    CHECK(pass.next(buffer).error().kind == ErrorKind::missing);
  }
  write(folder.at("absent"), "here now");
  CHECK(all(absent) == "here now");

  // The copy of a stream fails while it is written: no file may be longer than this.
  const int input = pipe_with("some bytes");
  io::Source stream("/dev/fd/" + std::to_string(input), io::Reading::again);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit none = before;
  none.rlim_cur = 0;
  auto* const signal = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
  const auto kept = stream.read_all();
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, signal);
  CHECK(kept.error().kind == ErrorKind::io);
  CHECK(stream.read_all().error().text() == kept.error().text());
  ::close(input);
}

TEST_CASE("source: two names of one pipe are known, of one file or of two pipes they are no matter") {
  const TemporaryFolder folder;
  const int input = pipe_with("text"), other = pipe_with("text");
  const auto named = [](const char* of, int number) { return of + std::to_string(number); };
  CHECK(io::is_one_stream(named("/dev/fd/", input), named("/proc/self/fd/", input)));
  CHECK_FALSE(io::is_one_stream(named("/dev/fd/", input), named("/dev/fd/", other)));
  write(folder.at("in"), "text");
  CHECK_FALSE(io::is_one_stream(folder.at("in"), folder.at("in")));
  CHECK_FALSE(io::is_one_stream("/dev/null", "/dev/null"));
  CHECK_FALSE(io::is_one_stream(folder.at("absent"), folder.at("absent")));
  ::close(input);
  ::close(other);
}

TEST_CASE("source: a file on stdin is read from where it stood, each time") {
  const TemporaryFolder folder;
  const auto path = folder.at("in");
  write(path, "skipped\nread\n");
  const int saved = ::dup(STDIN_FILENO);
  const int file = ::open(path.c_str(), O_RDONLY);
  REQUIRE(::lseek(file, 8, SEEK_SET) == 8);
  REQUIRE(::dup2(file, STDIN_FILENO) == STDIN_FILENO);
  io::Source source("-", io::Reading::again);
  CHECK(all(source) == "read\n");
  CHECK(all(source) == "read\n");
  REQUIRE(::dup2(saved, STDIN_FILENO) == STDIN_FILENO);
  ::close(saved);
  ::close(file);
}

TEST_CASE("source: in one piece a source says the same as in chunks, a file or a stream, again and again") {
  const TemporaryFolder folder;
  std::string text;
  while (text.size() < 5'000'000) text += "line " + std::to_string(text.size()) + "\n";
  const auto path = folder.at("large");
  for (const auto& content : {std::string(), std::string("short"), text}) {
    write(path, content);
    io::Source source(path, io::Reading::again);
    CHECK(source.read_all().value() == content);
    CHECK(source.read_all().value() == content);
    CHECK(all(source) == content);
  }
  // No size is known of these before they end.
  io::Source stream("/dev/fd/" + std::to_string(pipe_with("first second")), io::Reading::again);
  CHECK(stream.read_all().value() == "first second");
  CHECK(stream.read_all().value() == "first second");
  io::Source generated("/proc/self/stat", io::Reading::once);
  CHECK(generated.read_all().value().starts_with(std::to_string(::getpid())));
}

TEST_CASE("source: a file on stdin is read in one piece from where it stood, each time") {
  const TemporaryFolder folder;
  write(folder.at("in"), "skipped\nread\n");
  const int saved = ::dup(STDIN_FILENO);
  const int file = ::open(folder.at("in").c_str(), O_RDONLY);
  REQUIRE(::lseek(file, 8, SEEK_SET) == 8);
  REQUIRE(::dup2(file, STDIN_FILENO) == STDIN_FILENO);
  io::Source source("-", io::Reading::again);
  CHECK(source.read_all().value() == "read\n");
  CHECK(source.read_all().value() == "read\n");
  REQUIRE(::dup2(saved, STDIN_FILENO) == STDIN_FILENO);
  ::close(saved);
  ::close(file);
}

TEST_CASE("source: what cannot be read is missing (66), a copy that cannot be kept an I/O error (74)") {
  const TemporaryFolder folder;
  const auto read = [](const std::string& path) { return io::Source(path, io::Reading::again).read_all(); };
  CHECK(read(folder.at("absent")).error().kind == ErrorKind::missing);
  CHECK(read(folder.path.string()).error().kind == ErrorKind::missing);

  const char* before = ::getenv("TMPDIR");
  const std::string old = before == nullptr ? "" : before;
  const auto gone = folder.at("gone");
  ::setenv("TMPDIR", gone.c_str(), 1);
  const int input = pipe_with("text");
  const auto kept = read("/dev/fd/" + std::to_string(input));
  CHECK(kept.error().kind == ErrorKind::io);
  CHECK(kept.error().text().find("second reading") != std::string::npos);
  ::close(input);
  if (before == nullptr)
    ::unsetenv("TMPDIR");
  else
    ::setenv("TMPDIR", old.c_str(), 1);
}
