// CONTRACT §1 "Diagnostics".
#include <doctest/doctest.h>

#include "tiyf/cli/exit_code.hpp"
#include "tiyf/cli/log.hpp"

using namespace tiyf;
using cli::Level;

TEST_CASE("cli: a logfmt line starts with level and event and leaves empty values out") {
  const cli::Log log(cli::LogFormat::logfmt, Level::info);
  CHECK(log.line(Level::warn, "torn_tail", {{"file", "a b.jsonl"}, {"line", "3"}, {"why", ""}}) ==
        R"(level=warn event=torn_tail file="a b.jsonl" line=3)");
}

TEST_CASE("cli: a diagnostic stays one line of UTF-8 whatever bytes it quotes") {
  const cli::Log json(cli::LogFormat::json, Level::info);
  CHECK(json.line(Level::error, "malformed", {{"id", "a\xFF\xC3\xA9\xE2\x82\n\"\\"}}) ==
        "{\"level\":\"error\",\"event\":\"malformed\",\"id\":"
        "\"a\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\\n\\\"\\\\\"}");
  const cli::Log logfmt(cli::LogFormat::logfmt, Level::info);
  CHECK(logfmt.line(Level::info, "x", {{"id", "a\nb"}}) == "level=info event=x id=\"a\\nb\"");
}

TEST_CASE("cli: every kind of error has its exit code") {
  using cli::exit_code;
  CHECK(exit_code(ErrorKind::usage) == 64);
  CHECK(exit_code(ErrorKind::malformed) == 65);
  CHECK(exit_code(ErrorKind::missing) == 66);
  CHECK(exit_code(ErrorKind::unreachable) == 3);
  CHECK(exit_code(ErrorKind::internal) == 70);
  CHECK(exit_code(ErrorKind::cannot_create) == 73);
  CHECK(exit_code(ErrorKind::io) == 74);
  CHECK(exit_code(ErrorKind::locked) == 75);
  CHECK(exit_code(ErrorKind::config) == 78);
}
