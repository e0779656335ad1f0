// CONTRACT §5 "Adapter protocol": no shell, time-out with the whole process group killed, bounds, nothing
// left behind.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "support/temporary_folder.hpp"
#include "tiyf/io/child.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/io/signals.hpp"
#include "tiyf/io/stop.hpp"
#include "tiyf/io/streams.hpp"

using namespace tiyf;
using tiyf::scenario::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

constexpr Duration kSecond{1'000'000'000};
constexpr Duration kTwoSeconds{2 * kSecond.nanos};  // time enough to get started on a busy machine
constexpr Duration kLong{60 * kSecond.nanos};

struct Ran {
  io::ChildResult result;
  std::vector<std::string> lines;
};

Ran run(std::vector<std::string> argv, Duration timeout = kLong, std::size_t limit = 1 << 20) {
  Ran ran{};
  auto result = io::run_child({std::move(argv), timeout, limit},
                              [&](std::string_view line) { ran.lines.emplace_back(line); });
  REQUIRE(result);
  ran.result = *std::move(result);
  return ran;
}

Ran shell(const std::string& script, Duration timeout = kLong, std::size_t limit = 1 << 20) {
  return run({"sh", "-c", script}, timeout, limit);
}

pid_t number_in(const std::string& path) {
  for (int i = 0; i < 500; ++i) {
    pid_t number = 0;
    std::ifstream file(path);
    if (file >> number && number > 0) return number;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return 0;
}

// Gone, or dead and only waiting for whoever adopted it to look.
bool is_gone(pid_t pid) {
  std::string pid_text, name, state;
  std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
  return !(status >> pid_text >> name >> state) || state == "Z" || state == "X";
}

bool goes(pid_t pid) {
  for (int i = 0; i < 500 && !is_gone(pid); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return is_gone(pid);
}

// In a process of its own, so that its death and its signals are not the test's.
pid_t fork_to(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  for (const int number : {SIGTERM, SIGINT}) std::signal(number, SIG_DFL);  // not the test framework's
  ::_exit(work());
}

int outcome_of(pid_t child) {
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

TEST_CASE("child: stdout, exit code and stderr by line; arguments reach it as they are, without a shell") {
  const auto ran = run({"sh", "-c", "printf '%s|' \"$@\"; printf 'one\\r\\n\\ntwo' >&2; exit 4", "sh", "a b",
                        "$HOME", "`id`", ""});
  CHECK(ran.result.end == io::ChildEnd::exited);
  CHECK(ran.result.code == 4);
  CHECK(ran.result.output == "a b|$HOME|`id`||");
  CHECK(ran.lines == std::vector<std::string>{"one", "two"});
}

TEST_CASE("child: it has our environment and folder, an empty stdin, its own process group") {
  ::setenv("TIYF_CHILD_TEST", "passed through", 1);
  CHECK(shell("printf %s \"$TIYF_CHILD_TEST\"").result.output == "passed through");
  ::unsetenv("TIYF_CHILD_TEST");
  CHECK(shell("pwd -P").result.output == fs::current_path().string() + "\n");
  CHECK(shell("cat; readlink /proc/self/fd/0").result.output == "/dev/null\n");
  CHECK(shell("read -r _ _ _ _ group _ </proc/self/stat; [ \"$group\" = $$ ]").result.code == 0);
}

TEST_CASE("child: no descriptor of ours, no blocked or ignored signal of ours goes with it") {
  const int open_here = ::open("/dev/null", O_RDONLY);  // without close-on-exec, as a shell hands a lock on
  REQUIRE(::fcntl(open_here, F_SETFD, 0) == 0);
  const io::StopSignals blocked;
  const auto before_pipe = std::signal(SIGPIPE, SIG_IGN);
  const auto before_size = std::signal(SIGXFSZ, SIG_IGN);
  const auto fds = shell("ls /proc/self/fd | wc -l").result.output;
  const auto signals =
      run({"sed", "-n", "s/^Sig\\(Blk\\|Ign\\):[[:space:]]*//p", "/proc/self/status"}).result.output;
  std::signal(SIGPIPE, before_pipe);
  std::signal(SIGXFSZ, before_size);
  ::close(open_here);
  CHECK(std::stoi(fds) == 4);  // 0, 1, 2 and the folder that ls reads
  CHECK(signals.starts_with("0000000000000000\n"));
  const auto ignored = std::stoull(signals.substr(17), nullptr, 16);
  CHECK((ignored & (1ULL << (SIGPIPE - 1))) == 0);
  CHECK((ignored & (1ULL << (SIGXFSZ - 1))) == 0);
}

TEST_CASE("child: a program that is not there, or cannot be run, is told apart from one that fails") {
  const TemporaryFolder folder;
  const auto absent = run({"tiyf-no-such-program"});
  CHECK(absent.result.end == io::ChildEnd::not_started);
  CHECK(absent.result.code == ENOENT);
  const auto file = folder.at("file");
  std::ofstream(file) << "text";
  CHECK(run({file}).result.code == EACCES);
  CHECK(shell("exit 127").result.end == io::ChildEnd::exited);
  const auto killed = shell("kill -SEGV $$");
  CHECK(killed.result.end == io::ChildEnd::killed);
  CHECK(killed.result.code == SIGSEGV);
}

TEST_CASE("child: at the time-out the whole process group is killed, grandchildren that hold the pipe too") {
  const TemporaryFolder folder;
  const auto pid_file = folder.at("pid");
  const auto ran = shell("sleep 600 & echo $! >" + pid_file + "; sleep 600", kTwoSeconds);
  CHECK(ran.result.end == io::ChildEnd::timed_out);
  const auto grandchild = number_in(pid_file);
  REQUIRE(grandchild > 0);
  CHECK(goes(grandchild));
}

TEST_CASE("child: what it leaves running when it exits is killed and does not keep us") {
  const TemporaryFolder folder;
  const auto pid_file = folder.at("pid");
  const auto ran = shell("sleep 600 & echo $! >" + pid_file + "; echo done");
  CHECK(ran.result.end == io::ChildEnd::exited);
  CHECK(ran.result.output == "done\n");
  const auto grandchild = number_in(pid_file);
  REQUIRE(grandchild > 0);
  CHECK(goes(grandchild));
}

TEST_CASE(
    "child: one that leaves its group and holds the pipe does not keep us past the end or the time-out") {
  const TemporaryFolder folder;
  const auto pid_file = folder.at("pid");
  const auto escaped = "setsid sh -c 'echo $$ >" + pid_file + "; exec sleep 600' & ";
  const auto wait = "while [ ! -s " + pid_file + " ]; do sleep 0.01; done; ";
  CHECK(shell(escaped + wait + "echo done").result.output == "done\n");
  ::kill(number_in(pid_file), SIGKILL);
  fs::remove(pid_file);
  CHECK(shell(escaped + wait + "exec sleep 600", kTwoSeconds).result.end == io::ChildEnd::timed_out);
  ::kill(number_in(pid_file), SIGKILL);
}

TEST_CASE("child: a closed stdout is no end, and endless output neither passes the time-out nor the limit") {
  CHECK(shell("exec >&-; sleep 0.2; exit 5").result.code == 5);
  CHECK(shell("yes", kLong, 100'000).result.end == io::ChildEnd::too_much);
  const auto limit = shell("head -c 100000 /dev/zero", kLong, 100'000);
  CHECK(limit.result.end == io::ChildEnd::exited);
  CHECK(limit.result.output.size() == 100'000);
  CHECK(shell("head -c 100001 /dev/zero", kLong, 100'000).result.end == io::ChildEnd::too_much);
  const auto flood = shell("yes >&2", kTwoSeconds);
  REQUIRE(!flood.lines.empty());
  CHECK(flood.result.end == io::ChildEnd::timed_out);
  CHECK(flood.lines.back().ends_with("more bytes were left out)"));
}

TEST_CASE("child: a large output arrives whole, long stderr lines in pieces") {
  const auto ran = shell("head -c 5000000 /dev/zero; head -c 10000 /dev/zero >&2", kLong, 10'000'000);
  CHECK(ran.result.output == std::string(5'000'000, '\0'));
  REQUIRE(ran.lines.size() == 3);
  CHECK(ran.lines[0].size() == io::kStderrLine);
}

TEST_CASE("child: SIGTERM to us kills its group, and then us") {
  const TemporaryFolder folder;
  const auto pid_file = folder.at("pid");
  const pid_t us = fork_to([&] {
    const auto ran = io::run_child({{"sh", "-c", "sleep 600 & echo $! >" + pid_file + "; wait"}, kLong, 10},
                                   [](std::string_view) {});
    return ran ? 1 : 2;
  });
  const auto grandchild = number_in(pid_file);
  REQUIRE(grandchild > 0);
  ::kill(us, SIGTERM);
  CHECK(outcome_of(us) == 128 + SIGTERM);
  CHECK(goes(grandchild));
}

TEST_CASE(
    "child: a signal that a loop holds back ends the child as interrupted and stays there to be asked for") {
  const TemporaryFolder folder;
  const auto pid_file = folder.at("pid");
  const pid_t us = fork_to([&] {
    io::StopSignals stop;
    const auto ran = io::run_child({{"sh", "-c", "echo $$ >" + pid_file + "; exec sleep 600"}, kLong, 10},
                                   [](std::string_view) {});
    if (ran || ran.error().kind != ErrorKind::interrupted) return 1;
    if (const auto waited = io::wait_for(kLong); waited || waited.error().kind != ErrorKind::interrupted)
      return 2;
    return stop.wait_until(0) ? 0 : 3;
  });
  const auto child = number_in(pid_file);
  REQUIRE(child > 0);
  ::kill(us, SIGINT);
  CHECK(outcome_of(us) == 0);
  CHECK(goes(child));
}

TEST_CASE("child: our own death by SIGKILL takes it along") {
  const TemporaryFolder folder;
  const auto pid_file = folder.at("pid");
  const pid_t us = fork_to([&] {
    const auto ran = io::run_child({{"sh", "-c", "echo $$ >" + pid_file + "; exec sleep 600"}, kLong, 10},
                                   [](std::string_view) {});
    return ran ? 1 : 2;
  });
  const auto child = number_in(pid_file);
  REQUIRE(child > 0);
  ::kill(us, SIGKILL);
  CHECK(outcome_of(us) == 128 + SIGKILL);
  CHECK(goes(child));
}

TEST_CASE("child: a parent that ignores SIGCHLD or SIGINT changes nothing") {
  CHECK(outcome_of(fork_to([] {
          std::signal(SIGCHLD, SIG_IGN);
          std::signal(SIGINT, SIG_IGN);
          const auto ran = io::run_child({{"sh", "-c", "kill -INT $PPID; sleep 0.1; exit 6"}, kLong, 10},
                                         [](std::string_view) {});
          return ran && ran->end == io::ChildEnd::exited ? ran->code : 1;
        })) == 6);
}

TEST_CASE("child: signals that a loop held back do not kill once it has ended") {
  CHECK(outcome_of(fork_to([] {
          {
            io::StopSignals stop;
            ::kill(::getpid(), SIGTERM);
            ::kill(::getpid(), SIGINT);
            if (!stop.wait_until(0)) return 1;
          }
          return 0;
        })) == 0);
}
