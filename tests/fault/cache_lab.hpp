// What the cache's fault tests share: a folder of their own, entries, and the three questions that tell
// whether damage was noticed.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "tiyf/cache/document.hpp"
#include "tiyf/cache/operations.hpp"
#include "tiyf/io/cache_open.hpp"

namespace lab {

using namespace tiyf;
namespace fs = std::filesystem;

inline const UtcTime kNow = UtcTime::parse("2025-10-06T12:00:00Z").value();

// Removed at the end. In memory where there is such a file system: these tests damage files some ten thousand
// times.
class Folder {
 public:
  Folder() {
    std::string name =
        (fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path().string()) + "/tiyf-cache-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

inline std::string slurp(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline void spill(const std::string& file, const std::string& content) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

inline cache::Claim claim(const std::string& id) {
  return {ClientOrderId(id), DecisionId("d-" + id), Symbol("EURUSD"), Side::buy, Decimal(1000)};
}

inline std::unique_ptr<cache::Store> store(const std::string& file) {
  auto made = io::cache_store(file);
  REQUIRE(made);
  return std::move(*made);
}

// One reserve as the tool does it.
inline Result<cache::Answer> reserve(cache::Store& cache, const std::string& id, UtcTime now = kNow) {
  TIYF_CHECK(cache.begin(cache::Access::write));
  const cache::Turn turn(cache);
  TIYF_TRY(answer, cache::reserve(cache, claim(id), {}, now));
  TIYF_CHECK(cache.commit(now));
  return answer;
}
inline Result<cache::Answer> reserve(const std::string& file, const std::string& id, UtcTime now = kNow) {
  TIYF_TRY(cache, io::cache_store(file));
  return reserve(*cache, id, now);
}
inline Result<cache::Answer> mark(const std::string& file, const std::string& id, CacheStatus status) {
  TIYF_TRY(cache, io::cache_store(file));
  TIYF_CHECK(cache->begin(cache::Access::write));
  const cache::Turn turn(*cache);
  TIYF_TRY(answer, cache::mark(*cache, ClientOrderId(id), status, kNow));
  TIYF_CHECK(cache->commit(kNow));
  return answer;
}

// A small cache: six ids in their three states.
inline void fill(const std::string& file) {
  for (const char* id : {"a", "b", "c", "d", "e", "f"}) REQUIRE(reserve(file, id));
  REQUIRE(mark(file, "b", CacheStatus::pending_fill));
  REQUIRE(mark(file, "c", CacheStatus::closed));
}

// A purge leaves a clock that is later than every entry's: a JSON store's file then has it beside them.
inline void purge_later(const std::string& file) {
  const UtcTime later = kNow + Duration{3'600'000'000'000};
  const auto cache = store(file);
  REQUIRE(cache->begin(cache::Access::write));
  const cache::Turn turn(*cache);
  REQUIRE(cache::reserve(*cache, claim("x"), {.ttl = Duration{1}}, kNow));
  REQUIRE(cache->commit(kNow));
  cache::Notices notices;
  REQUIRE(cache::purge(*cache, later, notices).value().entries == 1);
  REQUIRE(cache->commit(later));
}

// All that a cache tells of itself: its entries and the latest clock.
inline Result<std::string> exported(cache::Store& cache) {
  TIYF_TRY(entries, cache.all());
  return cache::render_store_file({std::move(entries), cache.seen_utc()});
}
inline Result<std::string> exported(const std::string& file) {
  TIYF_TRY(cache, io::cache_store(file));
  TIYF_CHECK(cache->begin(cache::Access::read));
  const cache::Turn turn(*cache);
  return exported(*cache);
}

// An answer about one id: its status, "absent", or nothing when the cache refused.
inline std::optional<std::string> asked(cache::Store& cache, const std::string& id) {
  const auto entry = cache.find(ClientOrderId(id));
  if (!entry) {
    CHECK(entry.error().kind == ErrorKind::unreachable);
    return std::nullopt;
  }
  return *entry ? std::string(cache::name((*entry)->status)) : "absent";
}

// The rule: every answer that is given at all is the one that the undamaged cache gives. Returns whether
// anything was refused, that is, whether the damage was noticed.
inline bool answers_are_true_or_refused(const std::string& file, const std::string& true_export) {
  auto made = io::cache_store(file);
  if (!made || !(*made)->begin(cache::Access::read)) return true;
  const cache::Turn turn(**made);
  const auto a = asked(**made, "a"), b = asked(**made, "b"), c = asked(**made, "c"), z = asked(**made, "z");
  if (a) CHECK(*a == "sent");
  if (b) CHECK(*b == "pending_fill");
  if (c) CHECK(*c == "closed");
  if (z) CHECK(*z == "absent");
  const auto now = exported(**made);
  if (!now) return true;
  CHECK(*now == true_export);
  return !a || !b || !c || !z;
}

}  // namespace lab
