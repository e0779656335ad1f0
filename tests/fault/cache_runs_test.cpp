// A cache whose entries lie in several runs (io/cache_sqlite_format.hpp): answers, checks and the file of
// version 1.
#include <map>
#include <set>

#include "cache_lab.hpp"
#include "tiyf/io/cache_sqlite_file.hpp"

namespace {

using namespace lab;

constexpr int kCommits = 6, kRowsInCommit = 1000;
constexpr std::size_t kPage = 4096, kUserVersionByte = 63;

std::string id_of(int commit, int row) {
  return "bulk-" + std::to_string(commit) + "-" + std::to_string(row);
}

void bulk(const std::string& file, int commit, int rows = kRowsInCommit) {
  const auto cache = store(file);
  REQUIRE(cache->begin(cache::Access::write));
  const cache::Turn turn(*cache);
  int taken = 0;
  for (int row = 0; row < rows; ++row) {
    const auto answer = cache::reserve(*cache, claim(id_of(commit, row)), {}, kNow);
    if (answer && answer->outcome == cache::Outcome::fresh) ++taken;
  }
  REQUIRE(taken == rows);
  REQUIRE(cache->commit(kNow));
}

// Six named entries and 6000 others.
void fill_runs(const std::string& file) {
  fill(file);
  for (int commit = 0; commit < kCommits; ++commit) bulk(file, commit);
}

std::map<std::string, std::uint64_t> runs_by_id(const std::string& file) {
  const auto opened = io::CacheFile::open_settled(file);
  REQUIRE(opened);
  const auto rows = (*opened)->all_rows();
  REQUIRE(rows);
  std::map<std::string, std::uint64_t> runs;
  for (const auto& [bucket, row] : *rows) runs[row.entry.client_id.value] = row.run;
  return runs;
}
std::set<std::uint64_t> runs_of(const std::string& file) {
  std::set<std::uint64_t> runs;
  for (const auto& [id, run] : runs_by_id(file)) runs.insert(run);
  return runs;
}

}  // namespace

TEST_CASE("runs: large commits begin new ones and every entry is found in them, from process to process") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill_runs(file);
  CHECK(runs_of(file) == std::set<std::uint64_t>{0, 1});
  for (const int commit : {0, 3, kCommits - 1})
    for (const int row : {0, 1, 499, kRowsInCommit - 1})
      CHECK(reserve(file, id_of(commit, row)).value().outcome == cache::Outcome::duplicate);
  CHECK(reserve(file, "c").value().outcome == cache::Outcome::closed);
  const auto cache = store(file);
  REQUIRE(cache->begin(cache::Access::read));
  const cache::Turn turn(*cache);
  CHECK(cache->count() == 6 + kCommits * kRowsInCommit);
  CHECK(cache->all().value().size() == cache->count());
}

TEST_CASE("runs: an entry stays in its run when it is marked, and leaves it when it expires") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill_runs(file);
  REQUIRE(mark(file, "a", CacheStatus::closed));
  REQUIRE(mark(file, id_of(kCommits - 1, 7), CacheStatus::pending_fill));
  auto runs = runs_by_id(file);
  CHECK(runs.at("a") == 0);
  CHECK(runs.at(id_of(kCommits - 1, 7)) == 1);
  CHECK(runs.size() == 6 + kCommits * kRowsInCommit);
  const UtcTime later = kNow + cache::kDefaultTtl;
  {  // all of it expires; one id is taken again in the same commit
    const auto cache = store(file);
    REQUIRE(cache->begin(cache::Access::write));
    const cache::Turn turn(*cache);
    cache::Notices notices;
    CHECK(cache::purge(*cache, later, notices).value().entries == 6 + kCommits * kRowsInCommit);
    CHECK(cache::reserve(*cache, claim("a"), {}, later).value().outcome == cache::Outcome::fresh);
    REQUIRE(cache->commit(later));
  }
  CHECK(runs_by_id(file).size() == 1);
  CHECK(reserve(file, "a", later).value().outcome == cache::Outcome::duplicate);
}

TEST_CASE("runs: a single reserve and a small batch begin none") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  for (int commit = 0; commit < 5; ++commit) bulk(file, commit);
  REQUIRE(runs_of(file) == std::set<std::uint64_t>{0});
  REQUIRE(reserve(file, "one"));
  bulk(file, 90, 20);
  CHECK(runs_of(file) == std::set<std::uint64_t>{0});
  bulk(file, 91);
  CHECK(runs_of(file) == std::set<std::uint64_t>{0, 1});
}

TEST_CASE("runs: a cache of version 1 stays one, in one run") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill(file);
  std::string content = slurp(file);
  REQUIRE(content[kUserVersionByte] == 2);
  content[kUserVersionByte] = 1;  // in run 0 alone, the two versions are the same
  spill(file, content);
  for (int commit = 0; commit < kCommits; ++commit) bulk(file, commit);
  CHECK(slurp(file)[kUserVersionByte] == 1);
  CHECK(runs_of(file) == std::set<std::uint64_t>{0});
  CHECK(reserve(file, id_of(2, 2)).value().outcome == cache::Outcome::duplicate);
}

TEST_CASE("runs: an id in two of them is noticed before an answer rests on it") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill_runs(file);
  {
    auto opened = io::CacheFile::open_alone(file);
    REQUIRE(opened);
    const auto head = (*opened)->head().value();
    const auto buckets = (*opened)->buckets().value();
    const std::size_t at = io::bucket_of(ClientOrderId("a"));
    auto rows = (*opened)->rows_of(at, 1).value();
    for (auto& [bucket, row] : rows) {
      if (row.entry.client_id.value != "a") continue;
      row.run = 1;
      REQUIRE((*opened)->commit({{{.bucket = at, .row = &row}}, {at}, &buckets, &head}));
    }
    REQUIRE((*opened)->settle());
  }
  CHECK_FALSE(reserve(file, "a"));
  CHECK_FALSE(exported(file));
  CHECK(reserve(file, "b").value().outcome == cache::Outcome::duplicate);  // another bucket
}

TEST_CASE("runs: flipped bytes are noticed or without effect") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill_runs(file);
  const std::string truth = exported(file).value(), content = slurp(file);
  std::size_t noticed = 0;
  for (std::size_t at = 8211; at < content.size(); at += 14'983) {
    std::string damaged = content;
    damaged[at] = static_cast<char>(damaged[at] ^ '\x01');
    spill(file, damaged);
    CAPTURE(at);
    if (answers_are_true_or_refused(file, truth)) ++noticed;
  }
  CHECK(noticed > 0);
}

TEST_CASE("runs: pages of an older copy are noticed, alone and in pairs") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill_runs(file);
  const std::string older = slurp(file);
  REQUIRE(reserve(file, "g"));
  REQUIRE(mark(file, "a", CacheStatus::closed));
  const std::string newer = slurp(file);
  std::vector<std::size_t> changed;
  for (std::size_t at = 0; at + kPage <= older.size(); at += kPage)
    if (older.compare(at, kPage, newer, at, kPage) != 0) changed.push_back(at);
  REQUIRE(changed.size() >= 3);
  for (const std::size_t p : changed) {
    for (const std::size_t q : changed) {
      std::string copy = newer;
      for (const std::size_t at : {p, q}) copy.replace(at, kPage, older, at, kPage);
      if (copy == older) continue;
      spill(file, copy);
      CAPTURE(p);
      CAPTURE(q);
      CHECK_FALSE(exported(file));
      const auto a = reserve(file, "a"), g = reserve(file, "g");
      if (a) CHECK(a->outcome == cache::Outcome::closed);
      if (g) CHECK(g->outcome == cache::Outcome::duplicate);
    }
  }
}
