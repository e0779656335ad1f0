// CONTRACT §5 "Adapter protocol": how a program is found and what it is started with; no shell.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/temporary_folder.hpp"
#include "tiyf/io/child.hpp"

using namespace tiyf;
using tiyf::scenario::TemporaryFolder;

namespace {

io::ChildResult run(std::vector<std::string> argv, std::map<std::string, std::string> environment = {}) {
  const io::Command command{std::move(argv), {60'000'000'000}, 1000, std::move(environment)};
  auto result = io::run_child(command, [](std::string_view) {});
  REQUIRE(result);
  return *std::move(result);
}

}  // namespace

TEST_CASE("launch: a file that is neither a program nor a script with #! is not handed to a shell") {
  const TemporaryFolder folder;
  const auto script = folder.at("script");
  std::ofstream(script) << "echo run >" << folder.at("ran") << "\n";
  ::chmod(script.c_str(), 0755);
  const auto by_name = run({script});
  CHECK(by_name.end == io::ChildEnd::not_started);
  CHECK(by_name.code == ENOEXEC);
  CHECK(!std::filesystem::exists(folder.at("ran")));
}

TEST_CASE("launch: PATH is searched in its order, past what is not there or not executable") {
  const TemporaryFolder first, second;
  const std::string old_path = std::getenv("PATH");
  ::setenv("PATH", ("/no/such/folder:" + first.path.string() + ":" + second.path.string()).c_str(), 1);
  std::ofstream(first.at("tiyf-broker-x")) << "#!/bin/sh\necho first\n";
  CHECK(run({"tiyf-broker-x"}).code == EACCES);
  std::ofstream(second.at("tiyf-broker-x")) << "#!/bin/sh\necho second\n";
  ::chmod(second.at("tiyf-broker-x").c_str(), 0755);
  CHECK(run({"tiyf-broker-x"}).output == "second\n");
  ::chmod(first.at("tiyf-broker-x").c_str(), 0755);
  CHECK(run({"tiyf-broker-x"}).output == "first\n");
  ::setenv("PATH", "", 1);  // the working folder
  CHECK(run({"tiyf-broker-x"}).code == ENOENT);
  ::setenv("PATH", old_path.c_str(), 1);
}

TEST_CASE("launch: what the command sets in the environment replaces what is there") {
  ::setenv("TIYF_CHILD_TEST", "ours", 1);
  const auto ran = run({"sh", "-c", "env | grep TIYF_CHILD_TEST"}, {{"TIYF_CHILD_TEST", "set"}});
  ::unsetenv("TIYF_CHILD_TEST");
  CHECK(ran.output == "TIYF_CHILD_TEST=set\n");
}
