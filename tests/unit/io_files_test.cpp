// CONTRACT §1 "Files written" and "Exit codes" 66, 73, 74, 75.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>

#include "support/temporary_folder.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/io/lock.hpp"
#include "tiyf/io/streams.hpp"

using namespace tiyf;
using tiyf::scenario::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

std::string content(const std::string& path) { return io::read_all(path).value(); }

template <class T>
std::optional<ErrorKind> error_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().kind);
}

// Runs `work` in a process of its own and returns its exit code.
int in_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

TEST_CASE("io: what is absent, a folder or not allowed is missing (66) and the message names it") {
  const TemporaryFolder folder;
  CHECK(error_of(io::read_all(folder.at("absent"))) == ErrorKind::missing);
  CHECK(error_of(io::read_all(folder.path.string())) == ErrorKind::missing);
  const auto text = io::read_all(folder.at("absent")).error().text();
  CHECK(text.starts_with(folder.at("absent") + ": "));
  CHECK(text.find("No such file or directory") != std::string::npos);
}

TEST_CASE("io: state that is not there yet is absent, state that cannot be read is an error") {
  const TemporaryFolder folder;
  CHECK(io::read_if_present(folder.at("counters.json")).value() == std::nullopt);
  REQUIRE(io::write_whole(folder.at("counters.json"), "{}"));
  CHECK(io::read_if_present(folder.at("counters.json")).value() == "{}");
  CHECK(error_of(io::read_if_present(folder.path.string())) == ErrorKind::missing);
  CHECK(error_of(io::read_if_present(folder.at("counters.json/below"))) == ErrorKind::missing);
  fs::create_symlink(folder.at("unmounted/state"), folder.at("link"));
  CHECK(error_of(io::read_if_present(folder.at("link"))) == ErrorKind::missing);
}

TEST_CASE("io: '-' is stdin, and a closed stdin is missing input, not empty input") {
  const TemporaryFolder folder;
  REQUIRE(io::write_whole(folder.at("in"), "from stdin"));
  CHECK(in_child([&] {
          ::dup2(::open(folder.at("in").c_str(), O_RDONLY), STDIN_FILENO);
          const auto read = io::read_all("-");
          return read && *read == "from stdin" ? 0 : 1;
        }) == 0);
  CHECK(in_child([] {
          ::close(STDIN_FILENO);
          io::prepare_standard_streams();
          const auto read = io::read_all("-");
          return !read && read.error().kind == ErrorKind::missing ? 0 : 1;
        }) == 0);
}

TEST_CASE("io: an outbox shows nothing before commit, everything after it, with mode 0644") {
  const TemporaryFolder folder;
  const auto out = folder.at("new/deep");
  const auto old_mask = ::umask(077);
  {
    io::Outbox outbox(out);
    REQUIRE(outbox.add("a.json", "one"));
    REQUIRE(outbox.add("b.json", "two"));
    CHECK_FALSE(fs::exists(out + "/a.json"));
    REQUIRE(outbox.commit());
  }
  ::umask(old_mask);
  CHECK(content(out + "/a.json") == "one");
  CHECK(content(out + "/b.json") == "two");
  struct stat status {};
  REQUIRE(::stat((out + "/a.json").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0644);
  CHECK(std::distance(fs::directory_iterator(out), fs::directory_iterator()) == 2);
}

TEST_CASE("io: an outbox that is not committed leaves the folder as it was") {
  const TemporaryFolder folder;
  REQUIRE(io::write_whole(folder.at("kept"), "old"));
  {
    io::Outbox outbox(folder.path.string());
    REQUIRE(outbox.add("kept", "new"));
    CHECK(folder.files() == 2);
  }
  CHECK(content(folder.at("kept")) == "old");
  CHECK(folder.files() == 1);
}

TEST_CASE("io: files are renamed in the order of add(), and a rename that fails is io (74)") {
  const TemporaryFolder folder;
  {
    io::Outbox outbox(folder.path.string());
    REQUIRE(outbox.add("first", "1"));
    REQUIRE(outbox.add("second", "2"));
    REQUIRE(outbox.add("third", "3"));
    fs::create_directories(folder.path / "second" / "busy");
    CHECK(error_of(outbox.commit()) == ErrorKind::io);
  }
  CHECK(content(folder.at("first")) == "1");
  CHECK_FALSE(fs::exists(folder.at("third")));
  CHECK(folder.files() == 2);  // no temporary is left
}

TEST_CASE("io: a target that is a folder, or a folder that is a file, cannot be created (73)") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path / "taken");
  REQUIRE(io::write_whole(folder.at("file"), "x"));
  CHECK(error_of(io::write_whole(folder.at("taken"), "x")) == ErrorKind::cannot_create);
  CHECK(error_of(io::write_whole(folder.at("file/below"), "x")) == ErrorKind::cannot_create);
  CHECK(error_of(io::append_durably(folder.at("taken"), "x\n")) == ErrorKind::cannot_create);
  CHECK(folder.files() == 2);
}

TEST_CASE("io: a folder that may not be written to cannot take a file (73)") {
  const TemporaryFolder folder;
  fs::permissions(folder.path, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                                   fs::perms::others_exec);
  const int code = in_child([&] {
    if (::getuid() == 0 && ::setuid(65534) != 0) return 1;
    return error_of(io::write_whole(folder.at("file"), "x")) == ErrorKind::cannot_create ? 0 : 2;
  });
  fs::permissions(folder.path, fs::perms::owner_all);
  CHECK(code == 0);
  CHECK(folder.files() == 0);
}

TEST_CASE("io: what a killed process left behind is swept away, what a living one writes is not") {
  const TemporaryFolder folder;
  const pid_t dead = ::fork();
  if (dead == 0) {
    io::Outbox outbox(folder.path.string());
    ::_exit(outbox.add("report", "half") ? 0 : 1);  // no destructor runs
  }
  REQUIRE(::waitpid(dead, nullptr, 0) == dead);
  CHECK(folder.files() == 1);
  io::Outbox living(folder.path.string());
  REQUIRE(living.add("report", "1"));
  CHECK(folder.files() == 1);
  REQUIRE(io::write_whole(folder.at("report"), "2"));
  REQUIRE(living.commit());
  CHECK(content(folder.at("report")) == "1");
  CHECK(folder.files() == 1);
}

TEST_CASE("io: a link stays and its file is replaced and a device is written to, never replaced") {
  const TemporaryFolder folder;
  REQUIRE(io::write_whole(folder.at("real"), "old"));
  fs::create_symlink(folder.at("real"), folder.at("link"));
  REQUIRE(io::write_whole(folder.at("link"), "new"));
  CHECK(fs::is_symlink(folder.at("link")));
  CHECK(content(folder.at("real")) == "new");
  REQUIRE(io::write_whole("/dev/null", "x"));
  CHECK(fs::is_character_file("/dev/null"));
  CHECK(error_of(io::write_whole("/dev/full", "x")) == ErrorKind::io);
}

TEST_CASE("io: append_durably closes a torn last line of an earlier crash first") {
  const TemporaryFolder folder;
  const auto path = folder.at("state/history.jsonl");
  REQUIRE(io::append_durably(path, "one\n"));
  REQUIRE(io::append_durably(path, "tw"));
  REQUIRE(io::append_durably(path, "three\n"));
  CHECK(content(path) == "one\ntw\nthree\n");
}

TEST_CASE("io: append_durably takes back what a full disk cut short (74)") {
  const TemporaryFolder folder;
  const auto path = folder.at("history.jsonl");
  REQUIRE(io::append_durably(path, "one\n"));
  const int code = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{10, 10};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return error_of(io::append_durably(path, "a line too long\n")) == ErrorKind::io ? 0 : 1;
  });
  CHECK(code == 0);
  CHECK(content(path) == "one\n");
}

TEST_CASE("io: a full disk or a closed pipe behind stdout is an error (74), never silence") {
  CHECK(in_child([] {
          ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO);
          return error_of(io::write_stdout("result\n")) == ErrorKind::io ? 0 : 1;
        }) == 0);
  CHECK(in_child([] {
          io::prepare_standard_streams();
          int ends[2];
          if (::pipe(ends) != 0) return 2;
          ::dup2(ends[1], STDOUT_FILENO);
          ::close(ends[0]);
          return error_of(io::write_stdout("result\n")) == ErrorKind::io ? 0 : 1;
        }) == 0);
}

TEST_CASE("io: a closed stdout's number is never given to another file") {
  const TemporaryFolder folder;
  CHECK(in_child([&] {
          ::close(STDOUT_FILENO);
          io::prepare_standard_streams();
          const io::Descriptor file = *io::open_file(folder.at("file"), O_WRONLY | O_CREAT);
          return file.number() > 2 && error_of(io::write_stdout("x")) == ErrorKind::io ? 0 : 1;
        }) == 0);
}

TEST_CASE("io: the second holder of a lock is refused at once (75) until the first is gone") {
  const TemporaryFolder folder;
  const auto path = folder.at("state/lock");
  {
    const auto first = io::FileLock::acquire(path);
    REQUIRE(first);
    const auto second = io::FileLock::acquire(path);
    CHECK(error_of(second) == ErrorKind::locked);
    CHECK(second.error().text() == path + ": another run holds this lock; wait until it has finished");
    CHECK(error_of(io::FileLock::wait(path, Duration{2'000'000})) == ErrorKind::locked);
    CHECK(in_child([&] { return error_of(io::FileLock::acquire(path)) == ErrorKind::locked ? 0 : 1; }) == 0);
  }
  CHECK(io::FileLock::acquire(path));
  CHECK(error_of(io::FileLock::acquire(folder.path.string())) == ErrorKind::cannot_create);
}
