// LineSplitter: bytes into lines, whatever the chunks (CONTRACT §1 "JSONL").
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tiyf/json/line_reader.hpp"

using namespace tiyf;

namespace {

struct Seen {
  std::string text;
  std::uint64_t number;
  bool has_newline;
  friend bool operator==(const Seen&, const Seen&) = default;
};

struct Split {
  std::vector<Seen> lines;
  std::uint64_t count;
};

Split split(std::string_view bytes, std::size_t chunk) {
  Split out{};
  json::LineSplitter splitter([&out](const json::Line& line) -> Result<void> {
    out.lines.push_back({std::string(line.text), line.number, line.has_newline});
    return {};
  });
  for (std::size_t i = 0; i < bytes.size(); i += chunk) REQUIRE(splitter.feed(bytes.substr(i, chunk)));
  REQUIRE(splitter.finish());
  out.count = splitter.lines();
  return out;
}

}  // namespace

TEST_CASE("splitter: BOM, CRLF, blank lines, comments and a torn tail, at every chunk size") {
  const std::string bytes = "\xEF\xBB\xBF{1}\r\n\n \t\r\n# note\n{2}\n{#3}\n\xEF\xBB\xBF{4}\n #5\n{6";
  const std::vector<Seen> wanted{{"{1}", 1, true},  {"{2}", 5, true},
                                 {"{#3}", 6, true}, {"\xEF\xBB\xBF{4}", 7, true},
                                 {" #5", 8, true},  {"{6", 9, false}};
  for (std::size_t chunk = 1; chunk <= bytes.size(); ++chunk) {
    const auto got = split(bytes, chunk);
    CAPTURE(chunk);
    CHECK((got.lines == wanted));
    CHECK(got.count == 9);
  }
}

TEST_CASE("splitter: what is no line counts none, a last comment or blank is not fed") {
  CHECK(split("", 1).count == 0);
  CHECK(split("{}\n", 1).count == 1);
  CHECK(split("{}\n{}", 1).count == 2);
  const auto got = split("{}\n# torn", 4);
  CHECK(got.lines.size() == 1);
  CHECK(got.count == 2);
  CHECK(split("\xEF\xBB\xBF", 1).lines.empty());
}

TEST_CASE("splitter: an error of the receiver stops it") {
  int fed = 0;
  json::LineSplitter splitter([&fed](const json::Line& line) -> Result<void> {
    ++fed;
    if (line.number == 2) return fail(ErrorKind::malformed, "stop");
    return {};
  });
  const auto done = splitter.feed("a\nb\nc\n");
  REQUIRE_FALSE(done);
  CHECK(done.error().message == "stop");
  CHECK(fed == 2);
}
