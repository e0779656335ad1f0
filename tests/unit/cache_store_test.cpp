// Both stores behind the one interface (cache/store.hpp), and the verbs on top of them
// (cache/operations.hpp).
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tiyf/cache/operations.hpp"
#include "tiyf/io/cache_open.hpp"
#include "tiyf/io/cache_run.hpp"

namespace {

using namespace tiyf;
using namespace tiyf::cache;
namespace fs = std::filesystem;

const UtcTime kNow = UtcTime::parse("2025-10-06T12:00:00Z").value();
const Duration kHour{3'600'000'000'000};

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "tiyf-cache-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path path;
};

Claim claim(const std::string& id) {
  return {ClientOrderId(id), DecisionId("d"), Symbol("EURUSD"), Side::buy, Decimal(1)};
}

struct Turned {
  Result<Answer> answer;
  Notices notices;
};

// One turn as the tool takes it.
template <class Work>
Turned turn(const std::string& file, UtcTime now, Work work) {
  Turned turned{fail(ErrorKind::internal, ""), {}};
  auto store = io::cache_store(file);
  REQUIRE(store);
  if (auto begun = (*store)->begin(Access::write); !begun) {
    turned.answer = fail(begun.error());
    return turned;
  }
  const Turn held(**store);
  notice_clock(**store, now, turned.notices);
  REQUIRE(purge(**store, now, turned.notices));
  turned.answer = work(**store);
  if (auto done = (*store)->commit(now); !done) turned.answer = fail(done.error());
  return turned;
}
Turned reserve_at(const std::string& file, const std::string& id, UtcTime now, Terms terms = {}) {
  return turn(file, now, [&](Store& store) { return reserve(store, claim(id), terms, now); });
}
Turned mark_at(const std::string& file, const std::string& id, Status status, UtcTime now) {
  return turn(file, now, [&](Store& store) { return mark(store, ClientOrderId(id), status, now); });
}

}  // namespace

TEST_CASE("both stores: reserve, mark and what they answer, from process to process") {
  const Folder folder;
  for (const char* name : {"cache.db", "cache.sqlite", "cache.json"}) {
    const std::string file = folder.path / name;
    CAPTURE(file);
    CHECK(reserve_at(file, "a", kNow).answer->outcome == Outcome::fresh);
    CHECK(reserve_at(file, "a", kNow).answer->outcome == Outcome::duplicate);
    CHECK(mark_at(file, "a", Status::pending_fill, kNow + kHour).answer->entry->updated_utc == kNow + kHour);
    CHECK(reserve_at(file, "a", kNow + kHour).answer->outcome == Outcome::duplicate);
    CHECK(mark_at(file, "a", Status::closed, kNow + kHour).answer->outcome == Outcome::marked);
    CHECK(mark_at(file, "a", Status::pending_fill, kNow + kHour).answer->outcome == Outcome::backwards);
    CHECK(mark_at(file, "b", Status::closed, kNow + kHour).answer->outcome == Outcome::unknown);
    CHECK(reserve_at(file, "a", kNow + kHour).answer->outcome == Outcome::closed);
    CHECK(reserve_at(file, "a", kNow + kHour, {.closed_ids = ClosedIds::reuse}).answer->outcome ==
          Outcome::fresh);
  }
}

TEST_CASE("both stores: open entries that expire are purged, counted and noticed; closed ones silently") {
  const Folder folder;
  for (const char* name : {"cache.db", "cache.json"}) {
    const std::string file = folder.path / name;
    CHECK(reserve_at(file, "open", kNow, {.ttl = kHour}).notices.empty());
    CHECK(reserve_at(file, "done", kNow, {.ttl = kHour}).notices.empty());
    REQUIRE(mark_at(file, "done", Status::closed, kNow).answer);
    const auto later = reserve_at(file, "x", kNow + kHour);  // now ≥ ttl_utc
    REQUIRE(later.notices.size() == 1);
    CHECK(later.notices[0].event == "open_entries_expired");
    CHECK(later.notices[0].fields[0].second == "1");
    CHECK(later.notices[0].fields[1].second == "open");
    const auto loaded = io::load_cache(file, kNow + kHour);
    REQUIRE(loaded);
    CHECK(loaded->entries == 1);
    CHECK(loaded->live.contains(ClientOrderId("x")));
  }
}

TEST_CASE(
    "both stores: a clock that stepped back is noticed, even when the step ahead has purged everything") {
  const Folder folder;
  for (const char* name : {"cache.db", "cache.json"}) {
    const std::string file = folder.path / name;
    REQUIRE(reserve_at(file, "a", kNow).answer);
    const UtcTime ahead = kNow + Duration{kHour.nanos * 1000};
    const auto purged = turn(file, ahead, [](Store& store) { return get(store, ClientOrderId("a")); });
    CHECK(purged.answer->outcome == Outcome::unknown);
    REQUIRE(purged.notices.size() == 1);
    CHECK(purged.notices[0].event == "open_entries_expired");
    const auto back = reserve_at(file, "a", kNow + kHour);
    CHECK(back.answer->outcome == Outcome::fresh);
    REQUIRE(back.notices.size() == 1);
    CHECK(back.notices[0].event == "clock_behind");
  }
}

TEST_CASE("both stores: what is no cache is refused, and no new one is made of it") {
  const Folder folder;
  for (const char* ending : {".db", ".json"}) {
    const auto at = [&](const char* name) { return (folder.path / name).string() + ending; };
    std::ofstream(at("empty"));
    fs::create_directory(at("folder"));
    fs::create_symlink("/nowhere/at/all", at("dangling"));
    std::ofstream(at("foreign")) << std::string(9000, 'x');
    REQUIRE(reserve_at(at("real"), "a", kNow).answer);
    fs::create_hard_link(at("real"), at("hard"));
    for (const char* name : {"empty", "folder", "dangling", "foreign", "hard"}) {
      CAPTURE(name);
      const auto store = io::cache_store(at(name));
      for (const Access access : {Access::read, Access::write}) {
        const auto begun = store ? (*store)->begin(access) : Result<void>(fail(store.error()));
        REQUIRE_FALSE(begun);
        CHECK(begun.error().kind == ErrorKind::unreachable);
      }
    }
    CHECK(fs::file_size(at("empty")) == 0);
  }
  CHECK(io::cache_store((folder.path / "cache.txt").string()).error().kind == ErrorKind::usage);
}

TEST_CASE("both stores: a symlink leads to the same cache, lock and all") {
  const Folder folder;
  for (const char* ending : {".db", ".json"}) {
    const std::string real = (folder.path / "real").string() + ending,
                      link = (folder.path / "link").string() + ending;
    REQUIRE(reserve_at(real, "a", kNow).answer);
    fs::create_symlink(real, link);
    CHECK(reserve_at(link, "a", kNow).answer->outcome == Outcome::duplicate);
    CHECK(reserve_at(link, "b", kNow).answer->outcome == Outcome::fresh);
    CHECK(reserve_at(real, "b", kNow).answer->outcome == Outcome::duplicate);
    CHECK(fs::is_symlink(link));
    CHECK_FALSE(fs::exists(link + ".lock"));
  }
}

TEST_CASE("sqlite: another schema version is refused and not rewritten") {
  const Folder folder;
  const std::string file = folder.path / "cache.db";
  REQUIRE(reserve_at(file, "a", kNow).answer);
  {
    std::fstream raw(file, std::ios::in | std::ios::out | std::ios::binary);
    raw.seekp(63);  // the last byte of user_version
    raw.put('\0');
  }
  const auto refused = reserve_at(file, "a", kNow);
  REQUIRE_FALSE(refused.answer);
  CHECK(refused.answer.error().message.find("schema version 0") != std::string::npos);
}

TEST_CASE("sqlite: a turn that follows another process's commit sees it") {
  const Folder folder;
  const std::string file = folder.path / "cache.db";
  const auto kept = io::cache_store(file);
  REQUIRE(kept);
  const auto reserve_kept = [&](const char* id) {
    REQUIRE((*kept)->begin(Access::write));
    const Turn held(**kept);
    const auto answer = reserve(**kept, claim(id), {}, kNow);
    REQUIRE((*kept)->commit(kNow));
    return answer->outcome;
  };
  CHECK(reserve_kept("a") == Outcome::fresh);
  CHECK(reserve_at(file, "a", kNow).answer->outcome == Outcome::duplicate);
  CHECK(reserve_at(file, "b", kNow).answer->outcome == Outcome::fresh);
  CHECK(reserve_kept("b") == Outcome::duplicate);
}

TEST_CASE("import: into an empty cache, or merged; a conflict imports nothing") {
  const Folder folder;
  for (const char* name : {"cache.db", "cache.json"}) {
    const std::string file = folder.path / name;
    REQUIRE(reserve_at(file, "a", kNow).answer);
    const Entry mine = granted(claim("a"), kNow, kDefaultTtl).value();
    Entry closed = mine;
    closed.status = Status::closed;
    const Entry fresh = granted(claim("b"), kNow, kDefaultTtl).value();
    const auto store = io::cache_store(file);
    REQUIRE((*store)->begin(Access::write));
    const Turn held(**store);
    Notices notices;
    CHECK(import(**store, {closed}, Import::into_empty, kNow, notices).error().kind ==
          ErrorKind::cannot_create);
    const auto done = import(**store, {closed, fresh}, Import::merge, kNow, notices);
    REQUIRE(done);
    CHECK(done->updated == 1);
    CHECK(done->added == 1);
    Entry other = fresh;
    other.size = Decimal(7);
    const Entry third = granted(claim("c"), kNow, kDefaultTtl).value();
    const auto conflicting = import(**store, {third, other}, Import::merge, kNow, notices);
    CHECK(conflicting.error().text().contains("b stands in the cache for another order (size differs)"));
    CHECK(notices.empty());
    CHECK_FALSE((*store)->find(ClientOrderId("c")).value());
  }
}

TEST_CASE(
    "import: what has expired is left out and conflicts with nothing, and an empty import makes a cache") {
  const Folder folder;
  for (const char* name : {"cache.db", "cache.json"}) {
    const std::string file = folder.path / name, other = folder.path / (std::string("other-") + name);
    REQUIRE(reserve_at(file, "a", kNow).answer);
    Entry dead = granted(claim("a"), kNow - kHour, kHour).value();  // now ≥ ttl_utc
    dead.decision_id = DecisionId("another");
    Notices notices;
    const auto imported_into = [&](const std::string& cache, const std::vector<Entry>& entries, Import how) {
      const auto store = io::cache_store(cache);
      REQUIRE((*store)->begin(Access::write));
      const Turn held(**store);
      notices.clear();
      const auto done = import(**store, entries, how, kNow, notices);
      REQUIRE((*store)->commit(kNow));
      return done.value();
    };
    const auto merged_in = imported_into(file, {dead}, Import::merge);
    CHECK(merged_in.expired == 1);
    CHECK(notices.empty());  // its id is not free
    CHECK(merged_in.added + merged_in.updated + merged_in.unchanged == 0);
    CHECK(io::load_cache(file, kNow)->live.at(ClientOrderId("a")).decision_id == DecisionId("d"));
    CHECK_FALSE(io::load_cache(other, kNow));
    CHECK(imported_into(other, {dead}, Import::into_empty).expired == 1);
    REQUIRE(notices.size() == 1);
    CHECK(notices.front().event == "open_entries_expired");
    REQUIRE(io::load_cache(other, kNow));
    CHECK(io::load_cache(other, kNow)->entries == 0);
    CHECK(reserve_at(other, "a", kNow).answer->outcome == Outcome::fresh);
  }
}

TEST_CASE("a run loads, restores and marks in one commit, and never moves anything back") {
  const Folder folder;
  for (const char* name : {"cache.db", "cache.json"}) {
    const std::string file = folder.path / name;
    CHECK(io::load_cache(file, kNow).error().kind == ErrorKind::missing);
    REQUIRE(reserve_at(file, "a", kNow).answer);
    REQUIRE(reserve_at(file, "b", kNow).answer);
    REQUIRE(mark_at(file, "b", Status::closed, kNow).answer);
    const Entry put_back = granted(claim("c"), kNow, kDefaultTtl).value();
    Entry taken = granted(claim("a"), kNow, kDefaultTtl).value();
    taken.decision_id = DecisionId("another");
    const auto edited = io::edit_cache(file,
                                       {.restore = {put_back, taken},
                                        .mark = {{ClientOrderId("a"), Status::pending_fill},
                                                 {ClientOrderId("b"), Status::pending_fill},
                                                 {ClientOrderId("gone"), Status::closed}}},
                                       kNow);
    REQUIRE(edited);
    CHECK(edited->entries == 3);
    const auto loaded = io::load_cache(file, kNow);
    REQUIRE(loaded);
    CHECK(loaded->live.at(ClientOrderId("a")).status == Status::pending_fill);
    CHECK(loaded->live.at(ClientOrderId("a")).decision_id == DecisionId("d"));
    CHECK(loaded->live.at(ClientOrderId("b")).status == Status::closed);
    CHECK(loaded->live.at(ClientOrderId("c")) == put_back);
  }
}
