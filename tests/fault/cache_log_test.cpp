// "The WAL removed or from another file": no log ever holds what somebody was told, and one that is not the
// cache's own last word is refused (io/cache_sqlite_file.hpp).
#include <random>

#include "cache_lab.hpp"
#include "tiyf/io/cache_sqlite_file.hpp"

namespace {

using namespace lab;

// A commit that is yet to be settled: the log holds it, nobody was told.
void commit(io::CacheFile& connection, const std::string& id) {
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

std::unique_ptr<io::CacheFile> opened(const std::string& file) {
  auto connection = io::CacheFile::open_alone(file);
  REQUIRE(connection);
  return *std::move(connection);
}

void commit_and_die(const std::string& file, const std::string& id) { commit(*opened(file), id); }

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
  CHECK_FALSE(io::has_content(io::log_of(file)).value());
  fs::remove(io::log_of(file));
  CHECK(exported(file).value() == truth);
  CHECK(reserve(file, "a").value().outcome == cache::Outcome::duplicate);
}

TEST_CASE("a dead process's log: readers see it and leave it, the next writer settles it") {
  const Scene scene;
  CHECK(slurp(scene.log) == scene.left_over);
  CHECK(slurp(scene.file) == scene.database);
  CHECK(reserve(scene.file, "z").value().outcome == cache::Outcome::duplicate);
  CHECK_FALSE(io::has_content(scene.log).value());
  CHECK(exported(scene.file).value() == scene.after);
}

TEST_CASE("a dead process's log, removed or cut anywhere: with it or without it, nothing between") {
  const Scene scene;
  bool whole = false;  // behind the commit's own frames may stand an older log's, which nobody misses
  for (std::size_t size = 0; size < scene.left_over.size(); size += size < 64 ? 1 : 97) {
    scene.set(scene.left_over.substr(0, size));
    CAPTURE(size);
    const std::string now = exported(scene.file).value();
    CHECK((now == scene.before || now == scene.after));
    if (whole) CHECK(now == scene.after);
    whole = now == scene.after;
    if (whole) CHECK(size > std::size_t{3} * io::kPageBytes);  // a row, its bucket and the head
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

TEST_CASE(
    "an emptied log keeps its blocks for the next one; one of more commits, a left-over or a long one is "
    "cut") {
  const Folder folder;
  const std::string file = folder.file("cache.db"), log = io::log_of(file);
  fill(file);
  REQUIRE(reserve(file, "a1"));
  const auto kept = fs::file_size(log);
  CHECK(kept > 0);
  CHECK_FALSE(io::has_content(log).value());
  REQUIRE(reserve(file, "a2"));
  CHECK(fs::file_size(log) == kept);

  commit_and_die(file, "z");
  CHECK(io::has_content(log).value());
  CHECK(reserve(file, "z").value().outcome == cache::Outcome::duplicate);
  CHECK(fs::file_size(log) == 0);

  auto connection = opened(file);
  commit(*connection, "p");
  commit(*connection, "q");
  REQUIRE(connection->settle());
  CHECK(fs::file_size(log) == 0);
  commit(*connection, "r");
  REQUIRE(connection->settle());
  CHECK(fs::file_size(log) > 0);
  CHECK_FALSE(io::has_content(log).value());
  connection.reset();

  const auto cache = store(file);
  REQUIRE(cache->begin(cache::Access::write));
  const cache::Turn turn(*cache);
  for (int i = 0; i < 2000; ++i)
    REQUIRE(cache::reserve(*cache, claim("many-" + std::to_string(i)), {}, kNow));
  REQUIRE(cache->commit(kNow));
  CHECK(fs::file_size(log) == 0);
}

// Until a commit's sync has returned, each sector may have what it had at the sync before, what emptying the
// log left there, or what the commit wrote.
TEST_CASE("power fails while a log is written where an older one stood: with the commit or without it") {
  const Folder folder;
  const std::string file = folder.file("cache.db"), log = io::log_of(file);
  fill(file);
  auto connection = opened(file);
  commit(*connection, "older");
  const std::string older = slurp(log);
  REQUIRE(connection->settle());
  const std::string emptied = slurp(log);
  REQUIRE(emptied.size() == older.size());
  const std::string before = exported(file).value();
  commit(*connection, "newer");
  connection.reset();
  const std::string newer = slurp(log), database = slurp(file);
  const std::string after = exported(file).value();
  REQUIRE(newer.size() == older.size());
  REQUIRE(before != after);

  constexpr std::size_t sector = 512;
  std::mt19937 random(6);
  int with = 0, without = 0;
  for (int round = 0; round < 400; ++round) {
    std::string mixed;
    // Few strangers among many, too: one sector that is late is the likely case.
    const auto odds = random() % 20;
    for (std::size_t at = 0; at < newer.size(); at += sector) {
      const auto& from = random() % 20 >= odds ? newer : (at == 0 && random() % 2 == 0 ? emptied : older);
      mixed += from.substr(at, sector);
    }
    spill(file, database);
    spill(log, mixed);
    CAPTURE(round);
    const auto now = exported(file);
    REQUIRE(now);
    CHECK((*now == before || *now == after));
    ++(*now == after ? with : without);
  }
  CHECK(with > 0);
  CHECK(without > 0);
}

TEST_CASE("a new cache begins without the log of an older one") {
  const Folder folder;
  const std::string file = folder.file("cache.db"), log = io::log_of(file);
  fill(file);
  REQUIRE(reserve(file, "older"));
  REQUIRE(fs::file_size(log) > 0);
  const std::string older = slurp(log).substr(4096);
  fs::remove(file);
  REQUIRE(reserve(file, "a"));
  CHECK(slurp(log).find(older.substr(older.size() - 4096)) == std::string::npos);
  CHECK(reserve(file, "older").value().outcome == cache::Outcome::fresh);
}

TEST_CASE("a log that cannot be read is named") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill(file);
  fs::remove(io::log_of(file));
  fs::create_symlink("nowhere", io::log_of(file));
  const auto answer = exported(file);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message.find("its log (-wal) cannot be opened") != std::string::npos);
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

// A log of another cache beside ours: what it says is refused, and not taken for what this process has seen.
TEST_CASE("what a turn refuses is not what later turns are measured by") {
  const Folder folder;
  const std::string file = folder.file("cache.db"), other = folder.file("other.db");
  fill(file);
  fill(other);
  commit_and_die(other, "z");
  fs::copy_file(io::log_of(other), io::log_of(file), fs::copy_options::overwrite_existing);
  const auto ours = store(file);
  CHECK(reserve(*ours, "a").error().kind == ErrorKind::unreachable);
  fs::remove(io::log_of(file));
  CHECK(reserve(*ours, "a").value().outcome == cache::Outcome::duplicate);
}
