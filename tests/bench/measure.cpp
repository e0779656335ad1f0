// Runs a command and says what it cost: tiyf_measure [--repeat N] COMMAND [ARGUMENT…]
// Prints, to stdout, "WALL_µS CPU_µS PEAK_KB EXIT" of each run; the command's own stdout goes to stderr.
// Small and static so that its own size, which Linux counts to the child's peak, does not matter.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

long long now_us() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000LL + now.tv_nsec / 1000;
}

long long in_us(const timeval& time) { return time.tv_sec * 1'000'000LL + time.tv_usec; }

bool measure(char** command) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  const long long start = now_us();
  pid_t child = 0;
  if (const int error = posix_spawnp(&child, command[0], &actions, nullptr, command, environ); error != 0) {
    std::fprintf(stderr, "measure: %s: %s\n", command[0], std::strerror(error));
    return false;
  }
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child) return false;
  const long long wall = now_us() - start;
  std::printf("%lld %lld %ld %d\n", wall, in_us(used.ru_utime) + in_us(used.ru_stime), used.ru_maxrss,
              WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  int first = 1;
  long repeat = 1;
  if (argc > 2 && std::strcmp(argv[1], "--repeat") == 0) {
    repeat = std::strtol(argv[2], nullptr, 10);
    first = 3;
  }
  if (first >= argc) {
    std::fprintf(stderr, "usage: tiyf_measure [--repeat N] COMMAND [ARGUMENT...]\n");
    return 64;
  }
  for (long i = 0; i < repeat; ++i)
    if (!measure(argv + first)) return 71;
  return 0;
}
