#include "tiyf/io/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <optional>

#include "tiyf/io/launch.hpp"
#include "tiyf/io/line_relay.hpp"
#include "tiyf/io/posix.hpp"
#include "tiyf/io/stop.hpp"

namespace tiyf::io {
namespace {

struct Pipe {
  Descriptor out{-1}, in{-1};
};

std::expected<Pipe, int> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::unexpected(errno);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

struct Pipes {
  Pipe output, errors, start;  // start: the errno when the program could not be started; closed when it was
};

std::expected<Pipes, int> make_pipes() {
  Pipes pipes;
  for (Pipe* pipe : {&pipes.output, &pipes.errors, &pipes.start}) {
    auto made = make_pipe();
    if (!made) return std::unexpected(made.error());
    *pipe = std::move(*made);
    ::fcntl(pipe->out.number(), F_SETFL, O_NONBLOCK);
  }
  return pipes;
}

// Descriptors that were handed to us without close-on-exec (a lock held by a shell, say) are not the child's.
void close_the_rest_on_exec() {
  constexpr unsigned close_range_cloexec = 4;  // CLOSE_RANGE_CLOEXEC
  if (::syscall(SYS_close_range, 3U, ~0U, close_range_cloexec) == 0) return;
  for (int number = 3; number < static_cast<int>(::sysconf(_SC_OPEN_MAX)); ++number)
    ::fcntl(number, F_SETFD, FD_CLOEXEC);
}

// What execvp(3) would try, and in its order; but a file that the kernel cannot start stays one (ENOEXEC),
// instead of being handed to /bin/sh. Comes back with the errno when nothing could be started.
int exec_first(const Launch& launch) {
  int code = ENOENT;
  for (const char* const place : launch.places()) {
    ::execve(place, launch.argv(), launch.environment());
    if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) return errno;
    if (code != EACCES) code = errno;  // one that is there and not executable is the better hint
  }
  return code;
}

// Between fork and exec: system calls only, since another thread may have held any lock.
[[noreturn]] void become(const Launch& launch, const Pipes& pipes, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it died before it could be tied to us
  for (const int number : {SIGPIPE, SIGXFSZ, SIGCHLD}) std::signal(number, SIG_DFL);
  sigset_t none{};
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  int code = 0;
  const int null = ::open("/dev/null", O_RDONLY);
  if (null >= 0 && ::dup2(null, STDIN_FILENO) >= 0 && ::dup2(pipes.output.in.number(), STDOUT_FILENO) >= 0 &&
      ::dup2(pipes.errors.in.number(), STDERR_FILENO) >= 0) {
    close_the_rest_on_exec();
    code = exec_first(launch);
  } else {
    code = errno;
  }
  if (::write(pipes.start.in.number(), &code, sizeof code) < 0) ::_exit(126);
  ::_exit(127);
}

// A started child. Its group is killed and it is reaped when this goes out of scope.
class Process {
 public:
  Process(pid_t pid, Descriptor ended) : pid_(pid), ended_(std::move(ended)) {}
  ~Process() { [[maybe_unused]] const int ignored = end(); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] int descriptor() const { return ended_.number(); }  // readable when the program has ended
  // The group is killed before the program is reaped: until then its number cannot be another's.
  int end() {
    if (pid_ <= 0) return status_;
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);  // should it not have a group yet
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return status_;
  }

 private:
  pid_t pid_;
  Descriptor ended_;
  int status_ = 0;
};

// What comes out of a running child.
class Listener {
 public:
  Listener(const Command& command, Pipes pipes, const OnStderrLine& on_stderr_line)
      : limit_(command.output_limit),
        output_(std::move(pipes.output.out)),
        errors_(std::move(pipes.errors.out)),
        start_(std::move(pipes.start.out)),
        relay_(on_stderr_line, kStderrLine, kStderrTotal) {}

  // How it ended, as far as that is seen from here; nothing: it has exited. A pipe that something else keeps
  // open does not keep us.
  [[nodiscard]] Result<std::optional<ChildEnd>> listen(const Process& process, std::int64_t until,
                                                       const HeldSignals& signals) {
    while (true) {
      std::array<pollfd, 5> events{{{signals.descriptor(), POLLIN, 0},
                                    {process.descriptor(), POLLIN, 0},
                                    {output_.number(), POLLIN, 0},
                                    {errors_.number(), POLLIN, 0},
                                    {start_.number(), POLLIN, 0}}};
      const auto left = until - monotonic_now();
      if (left <= 0) return ChildEnd::timed_out;
      const timespec timeout{left / 1'000'000'000, left % 1'000'000'000};
      if (::ppoll(events.data(), events.size(), &timeout, nullptr) < 0 && errno != EINTR)
        return fail(system_error(ErrorKind::io, errno, "", "the adapter cannot be waited for", "run again"));
      if (signals.pending()) return fail(interrupted());
      const bool has_ended = (events[1].revents & POLLIN) != 0;
      if (!drain()) return ChildEnd::too_much;
      if (has_ended) return std::optional<ChildEnd>{};
    }
  }

  // After the group is gone: what it still had said.
  [[nodiscard]] bool drain() {
    take(start_, [this](std::string_view bytes) { start_error_ += bytes; });
    take(errors_, [this](std::string_view bytes) { relay_.take(bytes); });
    take(output_, [this](std::string_view bytes) { text_ += bytes; });
    return text_.size() <= limit_;
  }
  void finish() { relay_.finish(); }
  [[nodiscard]] std::optional<int> start_error() const {
    int code = 0;
    if (start_error_.size() != sizeof code) return std::nullopt;
    start_error_.copy(reinterpret_cast<char*>(&code), sizeof code);
    return code;
  }
  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  // What is there now, but no more than any pipe holds (4 MiB): one that is never empty must not keep us from
  // the clock. The descriptor is given up at its end.
  template <class Take>
  void take(Descriptor& from, Take&& into) {
    for (int i = 0; i < 64 && from.number() >= 0 && text_.size() <= limit_; ++i) {
      const auto count = ::read(from.number(), buffer_.data(), buffer_.size());
      if (count > 0) {
        into(std::string_view(buffer_).substr(0, static_cast<std::size_t>(count)));
        continue;
      }
      if (count < 0 && errno == EINTR) continue;
      if (count == 0 || errno != EAGAIN) from = Descriptor(-1);
      return;
    }
  }

  std::size_t limit_;
  Descriptor output_, errors_, start_;
  LineRelay relay_;
  std::string text_, start_error_;
  std::string buffer_ = std::string(std::size_t{1} << 16U, '\0');
};

ChildResult result_of(std::optional<ChildEnd> end, int status, Listener& listener) {
  if (const auto code = listener.start_error()) return {ChildEnd::not_started, *code};
  if (end) return {*end};
  if (WIFSIGNALED(status)) return {ChildEnd::killed, WTERMSIG(status)};
  return {ChildEnd::exited, WEXITSTATUS(status), std::move(listener).text()};
}

}  // namespace

Result<ChildResult> run_child(const Command& command, const OnStderrLine& on_stderr_line) {
  const auto until = monotonic_now() + command.timeout.nanos;
  const Launch launch(command);
  const HeldSignals signals;
  auto pipes = make_pipes();
  if (!pipes) return ChildResult{ChildEnd::not_started, pipes.error()};
  std::signal(SIGCHLD, SIG_DFL);  // one that ignores it, as an odd parent may have left us, cannot wait
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return ChildResult{ChildEnd::not_started, errno};
  if (pid == 0) become(launch, *pipes, parent);
  ::setpgid(pid, pid);  // here too: whoever comes first
  Process process(pid, Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))));
  if (process.descriptor() < 0) return ChildResult{ChildEnd::not_started, errno};
  for (Pipe* pipe : {&pipes->output, &pipes->errors, &pipes->start}) pipe->in = Descriptor(-1);

  Listener listener(command, std::move(*pipes), on_stderr_line);
  auto end = listener.listen(process, until, signals);
  const int status = process.end();
  if (!end) return fail(std::move(end).error());
  if (!listener.drain() && !*end) *end = ChildEnd::too_much;
  listener.finish();
  return result_of(*end, status, listener);
}

}  // namespace tiyf::io
