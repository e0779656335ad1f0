// CONTRACT §1 "Exit codes" and "Diagnostics", as seen from outside: each case runs a small tool in a process
// of its own.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "tiyf/cli/tool.hpp"
#include "tiyf/io/files.hpp"

using namespace tiyf;

namespace {

struct Seen {
  int code;
  std::string out, err;
};

struct Options {
  std::string cache, size, file;
};

std::vector<cli::Verb> verbs(Options& options) {
  using Outcome = Result<int>;
  const auto none = [](CLI::App&) {};
  return {
      {"echo", "print what was given, one value a line, in the order in which they are listed here",
       [&](CLI::App& verb) {
         verb.add_option("--size", options.size, "how much")->option_text("UNITS")->required();
         verb.add_option("FILE", options.file, "what to read");
       },
       [&](const cli::Common& common, const cli::Log& log) -> Outcome {
         log.write(cli::Level::info, "told", {});
         log.write(cli::Level::debug, "told_more", {});
         const auto text =
             options.cache + "|" + options.size + "|" + options.file + "|" + common.now.value_or("") + "\n";
         TIYF_CHECK(io::write_stdout(text));
         return 0;
       }},
      {"switch status", "say whether it is set", none, [](const auto&, const auto&) -> Outcome { return 2; }},
      {"switch clear", "clear it", none,
       [](const auto&, const auto&) -> Outcome { return fail(ErrorKind::locked, "held"); }},
      {"throw", "fail", none,
       [](const auto&, const auto&) -> Outcome { throw std::runtime_error("broken invariant"); }},
      {"exhaust", "run out of memory", none,
       [](const auto&, const auto&) -> Outcome { throw std::bad_alloc(); }},
      {"buffered", "leave it in a buffer", none,
       [](const auto&, const auto&) -> Outcome {
         std::cout << "late\n";
         return 0;
       }},
  };
}

int tool(const std::vector<std::string>& words) {
  std::vector<const char*> argv{"tiyf-test"};
  for (const auto& word : words) argv.push_back(word.c_str());
  Options options;
  return cli::tool_main(
      static_cast<int>(argv.size()), argv.data(), "tiyf-test", "a tool to test with",
      [&](CLI::App& app) { app.add_option("--cache", options.cache, "the cache")->option_text("PATH"); },
      verbs(options));
}

Seen run(const std::vector<std::string>& words, const char* stdout_path = nullptr) {
  std::string folder = (std::filesystem::temp_directory_path() / "tiyf-cli-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const auto out = folder + "/out", err = folder + "/err";
  std::cout.flush();
  std::fflush(stdout);  // what doctest has buffered is the parent's to write
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(::open(stdout_path != nullptr ? stdout_path : out.c_str(), O_WRONLY | O_CREAT, 0600),
           STDOUT_FILENO);
    ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
    ::_exit(tool(words));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  Seen seen{WIFEXITED(status) ? WEXITSTATUS(status) : -1, io::read_all(out).value_or(""),
            io::read_all(err).value()};
  std::filesystem::remove_all(folder);
  return seen;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
auto lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

}  // namespace

TEST_CASE("cli: flags of every verb stand before or after it") {
  const std::string now = "2025-10-06T12:00:00Z";
  for (const auto& words :
       {std::vector<std::string>{"--cache", "c.db", "--now", now, "-q", "echo", "--size", "1", "f"},
        {"echo", "--size", "1", "f", "-q", "--now", now, "--cache", "c.db"}}) {
    const auto seen = run(words);
    CHECK(seen.code == 0);
    CHECK(seen.out == "c.db|1|f|" + now + "\n");
    CHECK(seen.err.empty());
  }
}

TEST_CASE("cli: negative numbers and '-' are values and arguments and an empty value is refused") {
  CHECK(run({"-q", "echo", "--size", "-5", "-"}).out == "|-5|-|\n");
  CHECK(run({"-q", "echo", "--size=-0.5", "-7"}).out == "|-0.5|-7|\n");
  CHECK(run({"-q", "echo", "--size", "1", "--", "--file"}).out == "|1|--file|\n");
  CHECK(run({"-q", "--cache=", "echo", "--size", "1"}).err ==
        "level=error event=usage message=\"--cache must not be empty; see `tiyf-test echo --help`\"\n");
  CHECK(run({"-q", "--cache", "", "echo", "--size", "1"}).code == 64);
  CHECK(run({"echo", "--size", "1", "--now="}).code == 64);
}

TEST_CASE("cli: -q logs warnings and errors only, -v details too") {
  CHECK(run({"echo", "--size", "1"}).err == "level=info event=told\n");
  CHECK(run({"echo", "--size", "1", "-v"}).err == "level=info event=told\nlevel=debug event=told_more\n");
  CHECK(run({"--log-format", "json", "echo", "--size", "1"}).err ==
        "{\"level\":\"info\",\"event\":\"told\"}\n");
  CHECK(run({"-q", "-v", "echo", "--size", "1"}).code == 64);
}

TEST_CASE("cli: a wrong command line is one line on stderr and exit 64") {
  const std::vector<std::vector<std::string>> wrong{{},
                                                    {"--bogus"},
                                                    {"bogus"},
                                                    {"switch"},
                                                    {"switch", "bogus"},
                                                    {"echo"},
                                                    {"echo", "--size"},
                                                    {"echo", "--size", "1", "a", "b"},
                                                    {"echo", "--size", "1", "--bogus"},
                                                    {"echo", "--size", "1", "--size", "2"},
                                                    {"echo", "--size", "1", "--now", "noon"},
                                                    {"--log-format", "xml", "echo", "--size", "1"},
                                                    {"throw", "exhaust"}};
  for (const auto& words : wrong) {
    const auto seen = run(words);
    CAPTURE(seen.err);
    CHECK(seen.code == 64);
    CHECK(seen.out.empty());
    CHECK(seen.err.starts_with("level=error event=usage message="));
    CHECK(lines(seen.err) == 1);
  }
  CHECK(has(run({}).err, "a verb is missing; the verbs are echo, switch status, switch clear, throw"));
  CHECK(has(run({"bogus"}).err, "'bogus' is no verb of tiyf-test; the verbs are echo"));
  CHECK(has(run({"switch", "bogus"}).err,
            "'bogus' is no verb of tiyf-test switch; the verbs are status, clear"));
  CHECK(has(run({"echo"}).err, "--size is required; see `tiyf-test echo --help`"));
  CHECK(run({"--log-format=json", "--bogus"}).err.starts_with("{\"level\":\"error\",\"event\":\"usage\""));
}

TEST_CASE("cli: verbs may be nested, and errors become their exit code") {
  CHECK(run({"switch", "status"}).code == 2);
  const auto seen = run({"-q", "switch", "clear"});
  CHECK(seen.code == 75);
  CHECK(seen.err == "level=error event=locked message=held\n");
}

TEST_CASE("cli: nothing thrown leaves a tool and it ends with 70 and a diagnostic") {
  const auto thrown = run({"throw"});
  CHECK(thrown.code == 70);
  CHECK(thrown.err ==
        "level=error event=internal message=\"unexpected failure, please report it: broken invariant\"\n");
  const auto exhausted = run({"exhaust"});
  CHECK(exhausted.code == 70);
  CHECK(exhausted.err == "level=error event=internal message=\"out of memory\"\n");
}

TEST_CASE("cli: a result that did not reach stdout is 74, also for help, version and buffered output") {
  CHECK(run({"buffered"}).out == "late\n");
  for (const auto& words :
       {std::vector<std::string>{"echo", "--size", "1"}, {"buffered"}, {"--help"}, {"--version"}}) {
    const auto seen = run(words, "/dev/full");
    CHECK(seen.code == 74);
    CHECK(has(seen.err, "No space left on device"));
  }
}

TEST_CASE("cli: --version and --help go to stdout and help names verbs and flags within 80 columns") {
  CHECK(run({"--version"}).out == "tiyf-test " TIYF_VERSION "\n");
  CHECK(run({"echo", "--version"}).code == 0);
  CHECK(run({"switch", "--", "--version"}).out == run({"--version"}).out);
  for (const auto& words :
       {std::vector<std::string>{"--help"}, {"-h"}, {"echo", "--help"}, {"switch", "clear", "-h"}}) {
    const auto seen = run(words);
    CHECK(seen.code == 0);
    CHECK(seen.err.empty());
    CHECK(has(seen.out, "Usage: tiyf-test"));
    CHECK(has(seen.out, "--now TIME"));
    std::istringstream text(seen.out);
    for (std::string line; std::getline(text, line);) CHECK(line.size() <= 80);
  }
  const auto help = run({"--help"}).out;
  CHECK(has(help, "\n  switch status  "));
  CHECK(has(run({"echo", "--help"}).out, "Usage: tiyf-test echo --size UNITS [OPTION...] [FILE]"));
}
