// CONTRACT §5 "Adapter protocol": requests, tries, validation, and what counts as unreachable.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tiyf/io/adapter.hpp"
#include "tiyf/io/clock.hpp"

using namespace tiyf;
namespace fs = std::filesystem;

namespace {

// An adapter whose body is a script of the test; $state is a folder of its own, $1 and $2 the request.
struct Lab {
  fs::path folder;
  BrokerRules rules{.timeout = {20 * kSeconds.nanos}};
  Instruments instruments;
  std::vector<std::string> lines, tries;
  io::Adapter adapter{rules,
                      instruments,
                      {[this](std::string_view line) { lines.emplace_back(line); },
                       [this](int attempt, const Error& error) {
                         tries.push_back(std::to_string(attempt) + " " + error.text());
                       }}};

  explicit Lab(const std::string& script, int attempts = 1) {
    std::string name = (fs::temp_directory_path() / "tiyf-adapter-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    const auto program = (folder / "broker").string();
    std::ofstream(program) << "#!/bin/sh\nstate=" << folder.string() << "\n" << script << "\n";
    ::chmod(program.c_str(), 0755);
    rules.command = {program, "first argument"};
    rules.attempts = attempts;
  }
  ~Lab() { fs::remove_all(folder); }
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  [[nodiscard]] std::string error() const {
    const auto answer = adapter.snapshot();
    REQUIRE(!answer);
    CHECK(answer.error().kind == ErrorKind::unreachable);
    auto text = answer.error().text();
    const auto at = text.find(folder.string());
    return at == std::string::npos ? text : text.replace(at, folder.string().size(), "DIR");
  }
};

const std::string kSnapshot =
    R"(echo '{"schema":"tiyf.broker_snapshot.v1","as_of":"2025-10-06T12:00:00Z","orders":[]}')";

}  // namespace

TEST_CASE("adapter: snapshot is asked for after the command's own arguments, and validated") {
  Lab lab(R"([ "$*" = "first argument snapshot" ] || exit 9; )" + kSnapshot);
  const auto observed = lab.adapter.snapshot();
  REQUIRE(observed);
  CHECK(observed->snapshot.as_of.text() == "2025-10-06T12:00:00Z");
  CHECK(observed->text.starts_with("{\"schema\""));
}

TEST_CASE("adapter: cancel gets the id as one argument, and the answer is what the broker says") {
  Lab lab(R"([ "$2" = cancel ] || exit 9; printf '{"broker_order_id":"%s","status":"filled"}' "$3")");
  const auto answer = lab.adapter.cancel(BrokerOrderId("B 1; $(x)"));
  REQUIRE(answer);
  CHECK(answer->broker_id.value == "B 1; $(x)");
  CHECK(answer->status == OrderStatus::filled);
  CHECK(!confirms(*answer, answer->broker_id));
  CHECK(!lab.adapter.cancel(BrokerOrderId(std::string("B\0 2", 4))));
}

TEST_CASE("adapter: what fails is told apart, and names the program but no argument") {
  CHECK(Lab("exit 4").error() ==
        "DIR/broker snapshot: exited with code 4; the broker is unreachable (1 try)");
  CHECK(Lab("kill -9 $$").error().find("was killed by signal 9") != std::string::npos);
  CHECK(Lab("echo '<html>'").error().starts_with("DIR/broker snapshot:1:1: "));
  CHECK(Lab("true").error().ends_with("; the broker is unreachable (1 try)"));
  CHECK(Lab(R"(echo '{"schema":"tiyf.broker_snapshot.v2"}')").error().find("/schema") != std::string::npos);
  Lab slow("exec sleep 60");
  slow.rules.timeout = Duration{200 * kMilliseconds.nanos};
  CHECK(slow.error().find("did not answer within 200ms and was killed") != std::string::npos);
  Lab absent("true", 3);
  absent.rules.command = {"tiyf-no-such-adapter"};
  CHECK(absent.error().find("could not be started: No such file or directory") != std::string::npos);
  CHECK(absent.tries.empty());
}

TEST_CASE("adapter: a request is tried again, as often as attempts says") {
  const std::string third_time = R"(echo x >>"$state/tries"; [ $(wc -l <"$state/tries") -ge 3 ] || exit 7; )";
  Lab enough(third_time + kSnapshot, 3);
  CHECK(enough.adapter.snapshot());
  CHECK(enough.tries.size() == 2);
  CHECK(enough.tries[0].starts_with("1 "));
  Lab few(third_time + kSnapshot, 2);
  CHECK(few.error() == "DIR/broker snapshot: exited with code 7; the broker is unreachable (2 tries)");
}

TEST_CASE("adapter: what it says on stderr is passed on by line") {
  Lab lab("echo one >&2; echo two >&2; " + kSnapshot);
  CHECK(lab.adapter.snapshot());
  CHECK(lab.lines == std::vector<std::string>{"one", "two"});
}

TEST_CASE("adapter: an error says where its messages are, and never what they say") {
  Lab lab("echo 'token 12345' >&2; exit 4");
  const auto error = lab.error();
  CHECK(error.ends_with("; the broker is unreachable (1 try); its messages are in the log (program=" +
                        lab.rules.command[0] + ")"));
  CHECK(error.find("12345") == std::string::npos);
}

TEST_CASE("adapter: a frozen clock is the program's too") {
  Lab lab(R"(echo '{"schema":"tiyf.broker_snapshot.v1","as_of":"'"$TIYF_NOW"'","orders":[]}')");
  const auto clock = io::Clock::make("2025-10-06T14:00:00.5+02:00").value();
  const io::Adapter frozen(lab.rules, lab.instruments, {[](std::string_view) {}, [](int, const Error&) {}},
                           clock.environment());
  const auto observed = frozen.snapshot();
  REQUIRE(observed);
  CHECK(observed->snapshot.as_of == clock.now());
}
