// "The WAL removed or from another file": no log ever holds what somebody was told, and one that is not the
// cache's own last word is refused (io/cache_sqlite_file.hpp).
#include "cache_lab.hpp"
#include "tiyf/io/cache_sqlite_file.hpp"

namespace {

using namespace lab;

// A commit whose process died before it was settled: the log holds it, nobody was told.
void commit_and_die(const std::string& file, const std::string& id) {
  auto opened = io::CacheFile::open_alone(file);
  REQUIRE(opened);
  auto& connection = **opened;
  io::CacheHead head = connection.head().value();
  io::CacheBuckets buckets = connection.buckets().value();
  const auto entry = cache::granted(claim(id), kNow, cache::kDefaultTtl).value();
  const io::CacheRow row{entry, io::crc_of(entry)};
  const std::size_t at = io::bucket_of(entry.client_id);
  ++head.generation;
  ++head.entries;
  ++buckets[at].entries;
  buckets[at].digest.add(row.crc);
  buckets[at].earliest_ttl = std::min(buckets[at].earliest_ttl, entry.ttl_utc.seconds);
  buckets[at].generation = head.generation;
  head.buckets_crc = io::crc_of(buckets);
  REQUIRE(connection.commit({{{.bucket = at, .row = &row}}, {at}, &buckets, &head}));
}

struct Scene {
  Folder folder;
  std::string file = folder.file("cache.db"), log = io::log_of(file);
  std::string before, database, left_over,
      after;  // exports without and with z; the files of the dead process

  Scene() {
    fill(file);
    before = exported(file).value();
    commit_and_die(file, "z");
    database = slurp(file);
    left_over = slurp(log);
    after = exported(file).value();
    REQUIRE(!left_over.empty());
    REQUIRE(before != after);
  }
  void set(const std::string& log_content) const {
    spill(file, database);
    spill(log, log_content);
  }
};

}  // namespace

TEST_CASE("an acknowledged entry does not depend on a log") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill(file);
  const std::string truth = exported(file).value();
  CHECK_FALSE(io::has_content(io::log_of(file)));
  fs::remove(io::log_of(file));
  CHECK(exported(file).value() == truth);
  CHECK(reserve(file, "a").value().outcome == cache::Outcome::duplicate);
}

TEST_CASE("a dead process's log: readers see it and leave it, the next writer settles it") {
  const Scene scene;
  CHECK(slurp(scene.log) == scene.left_over);
  CHECK(slurp(scene.file) == scene.database);
  CHECK(reserve(scene.file, "z").value().outcome == cache::Outcome::duplicate);
  CHECK_FALSE(io::has_content(scene.log));
  CHECK(exported(scene.file).value() == scene.after);
}

TEST_CASE("a dead process's log, removed or cut anywhere: with it or without it, nothing between") {
  const Scene scene;
  for (std::size_t size = 0; size < scene.left_over.size(); size += size < 64 ? 1 : 97) {
    scene.set(scene.left_over.substr(0, size));
    CAPTURE(size);
    CHECK(exported(scene.file).value() == scene.before);
  }
  fs::remove(scene.log);
  CHECK(exported(scene.file).value() == scene.before);
}

TEST_CASE("a dead process's log with any byte changed: with it, without it, or refused") {
  const Scene scene;
  for (std::size_t i = 0; i < scene.left_over.size(); i += i < 200 ? 1 : 31) {
    std::string damaged = scene.left_over;
    damaged[i] = static_cast<char>(damaged[i] ^ '\x11');
    scene.set(damaged);
    CAPTURE(i);
    if (const auto now = exported(scene.file)) CHECK((*now == scene.before || *now == scene.after));
  }
}

TEST_CASE("a log of last week is refused, and the database keeps what it has") {
  const Scene scene;
  REQUIRE(reserve(scene.file, "z"));
  REQUIRE(reserve(scene.file, "later"));
  const std::string truth = exported(scene.file).value(), database = slurp(scene.file);
  spill(scene.log, scene.left_over);
  CHECK_FALSE(exported(scene.file));
  CHECK_FALSE(reserve(scene.file, "later"));
  CHECK(slurp(scene.file) == database);
  fs::remove(scene.log);
  CHECK(exported(scene.file).value() == truth);
}

TEST_CASE("a log of another cache is refused, and the database keeps what it has") {
  const Scene scene;
  const Folder other_folder;
  const std::string other = other_folder.file("cache.db");
  fill(other);
  const std::string truth = exported(other).value(), database = slurp(other);
  spill(io::log_of(other), scene.left_over);
  CHECK_FALSE(exported(other));
  CHECK_FALSE(reserve(other, "new"));
  CHECK(slurp(other) == database);
  fs::remove(io::log_of(other));
  CHECK(exported(other).value() == truth);
}

TEST_CASE("a log without its database is no new cache") {
  const Scene scene;
  fs::remove(scene.file);
  CHECK_FALSE(reserve(scene.file, "a"));
}

TEST_CASE("a rollback journal beside the database is not rolled back into it") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill(file);
  spill(file + "-journal", std::string(2048, 'j'));
  CHECK_FALSE(reserve(file, "z"));
}
