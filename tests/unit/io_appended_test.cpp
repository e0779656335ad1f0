// Looking at a log that another program writes: only what is new, whatever becomes of the file.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tiyf/io/appended.hpp"

using namespace tiyf;
namespace fs = std::filesystem;

namespace {

using Lines = std::vector<std::string>;

struct Lab {
  fs::path folder;
  std::string path;
  io::Appended log{""};

  Lab() {
    std::string name = (fs::temp_directory_path() / "tiyf-appended-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    path = (folder / "log").string();
    log = io::Appended(path);
  }
  ~Lab() { fs::remove_all(folder); }
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  void append(const std::string& text) const { std::ofstream(path, std::ios::app) << text; }
  void write(const std::string& text) const { std::ofstream(path) << text; }
  Lines take() {
    Lines out;
    log.take([&](std::string_view line) { out.emplace_back(line); });
    return out;
  }
};

}  // namespace

TEST_CASE("appended: lines that came since the last look, each once") {
  Lab lab;
  lab.write("old\n");
  lab.log.skip();
  CHECK(lab.take().empty());
  lab.append("one\ntwo\r\n\n");
  CHECK(lab.take() == Lines{"one", "two", ""});
  CHECK(lab.take().empty());
  lab.append("three\n");
  lab.log.skip();
  CHECK(lab.take().empty());
}

TEST_CASE("appended: a last line without its line break waits, and is whole when that comes") {
  Lab lab;
  lab.write("old\nto");
  lab.log.skip();
  CHECK(lab.take().empty());
  lab.append("rn");
  CHECK(lab.take().empty());
  lab.append("\nnext");
  CHECK(lab.take() == Lines{"torn"});
  lab.append(" line\n");
  CHECK(lab.take() == Lines{"next line"});
}

TEST_CASE("appended: a file that takes the old one's place is read from its start") {
  Lab lab;
  lab.write("a\nb\n");
  lab.log.skip();
  fs::rename(lab.path, lab.path + ".1");
  CHECK(lab.take().empty());  // not there yet
  lab.write("c\nd\ne\n");
  CHECK(lab.take() == Lines{"c", "d", "e"});
  CHECK(lab.take().empty());
}

TEST_CASE(
    "appended: a file that was cut short is read from its start, also when it has grown as long again") {
  Lab lab;
  lab.write("a1\na2\n");
  lab.log.skip();
  lab.write("b1\n");
  CHECK(lab.take() == Lines{"b1"});
  lab.write("c1\n");
  CHECK(lab.take() == Lines{"c1"});
  lab.write("d1\nd2\nd3\n");
  CHECK(lab.take() == Lines{"d1", "d2", "d3"});
  lab.write("");
  CHECK(lab.take().empty());
  lab.append("e1\n");
  CHECK(lab.take() == Lines{"e1"});
}

TEST_CASE("appended: a file that was not there at first is new when it comes") {
  Lab lab;
  lab.log.skip();
  CHECK(lab.take().empty());
  lab.append("first\n");
  CHECK(lab.take() == Lines{"first"});
}

TEST_CASE("appended: a long file is skipped at once and taken in portions, a line without end in pieces") {
  Lab lab;
  const std::string line(1023, 'x');
  std::string much;
  for (int i = 0; i < 6 * 1024; ++i) much += line + "\n";
  lab.write(much);
  lab.log.skip();
  CHECK(lab.take().empty());
  lab.append(much);
  CHECK(lab.take().size() == 4096);
  CHECK(lab.take().size() == 2048);
  CHECK(lab.take().empty());
  lab.append(std::string(std::size_t{5} << 20U, 'y') + "\nnext\n");
  CHECK(lab.take().size() == 1);
  CHECK(lab.take().back() == "next");
}

TEST_CASE("appended: a pipe and a folder have no lines, and nobody waits for them") {
  Lab lab;
  REQUIRE(::mkfifo(lab.path.c_str(), 0600) == 0);
  lab.log.skip();
  CHECK(lab.take().empty());
  lab.log = io::Appended(lab.folder.string());
  lab.log.skip();
  CHECK(lab.take().empty());
}
