// "16 processes reserve the same 500 ids at once, on both stores: each id is `new` exactly once."
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include "cache_lab.hpp"

namespace {

using namespace lab;

constexpr int kProcesses = 16, kIds = 500;

enum class Stores { one_a_turn, one_a_process };

// In a child process: every id once, each process in an order of its own; the ids that were granted, a line
// each.
int run_child(const std::string& file, int number, Stores stores) {
  std::string granted;
  auto cache = store(file);
  for (int i = 0; i < kIds; ++i) {
    const std::string id = "id-" + std::to_string((i * 7 + number * 31) % kIds);
    if (stores == Stores::one_a_turn) cache = store(file);
    const auto answer = reserve(*cache, id);
    if (!answer) return 3;
    if (answer->outcome == cache::Outcome::fresh) granted += id + "\n";
  }
  spill(file + ".granted." + std::to_string(number), granted);
  return 0;
}

void race(const std::string& name, Stores stores) {
  const Folder folder;
  const std::string file = folder.file(name);
  std::vector<pid_t> children;
  for (int number = 0; number < kProcesses; ++number) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) ::_exit(run_child(file, number, stores));
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  }
  std::map<std::string, int> times;
  for (int number = 0; number < kProcesses; ++number) {
    std::istringstream lines(slurp(file + ".granted." + std::to_string(number)));
    for (std::string id; std::getline(lines, id);) ++times[id];
  }
  CHECK(times.size() == kIds);
  for (const auto& [id, count] : times) {
    CAPTURE(id);
    CHECK(count == 1);
  }
  const auto cache = store(file);
  REQUIRE(cache->begin(cache::Access::read));
  const cache::Turn turn(*cache);
  CHECK(cache->all().value().size() == kIds);
}

}  // namespace

TEST_CASE("sqlite: 16 processes, the same 500 ids, each new exactly once") {
  race("cache.db", Stores::one_a_turn);
}
// A store that is kept reads a file anew only when it has changed, which spares this test 7,500 readings of
// 500 entries.
TEST_CASE("json: 16 processes, the same 500 ids, each new exactly once") {
  race("cache.json", Stores::one_a_process);
}
