// A cache that goes away, or goes back, under a process that has seen it.
#include "cache_lab.hpp"

using namespace lab;
using namespace tiyf::cache;

// What a process has answered itself it does not forget: whoever takes the file away does not make its ids
// new again.
TEST_CASE("store: a cache that this process has seen, and that is gone, is refused until it is back") {
  const Folder folder;
  for (const char* name : {"cache.db", "cache.json"}) {
    const std::string file = folder.file(name), aside = file + ".aside";
    const auto ours = store(file);
    REQUIRE(reserve(*ours, "a")->outcome == Outcome::fresh);
    fs::rename(file, aside);
    CHECK(reserve(*ours, "a").error().message.starts_with("it was there and is gone"));
    CHECK(ours->begin(Access::read).error().kind == ErrorKind::unreachable);
    CHECK_FALSE(fs::exists(file));
    fs::rename(aside, file);
    CHECK(reserve(*ours, "a")->outcome == Outcome::duplicate);
  }
}

TEST_CASE(
    "sqlite: another cache, or an older copy, in the place of the one that this process has seen is "
    "refused") {
  const Folder folder;
  const std::string file = folder.file("cache.db"), first = file + ".first", aside = file + ".aside";
  const auto ours = store(file);
  REQUIRE(reserve(*ours, "a")->outcome == Outcome::fresh);
  fs::copy_file(file, first);
  REQUIRE(reserve(*ours, "b")->outcome == Outcome::fresh);
  fs::copy_file(file, aside);

  fs::copy_file(first, file, fs::copy_options::overwrite_existing);
  CHECK(reserve(*ours, "b").error().message.starts_with("it is another cache than before, or an older copy"));
  fs::remove(file);
  REQUIRE(reserve(file, "b"));  // another process has begun anew
  CHECK(reserve(*ours, "a").error().kind == ErrorKind::unreachable);
  fs::copy_file(aside, file, fs::copy_options::overwrite_existing);
  CHECK(reserve(*ours, "a")->outcome == Outcome::duplicate);
  REQUIRE(reserve(file, "c"));  // newer is what it should be
  CHECK(reserve(*ours, "c")->outcome == Outcome::duplicate);
}
