// "Flip each byte of a small cache file, one at a time, both stores: detected, or provably without effect.
// Also: truncation at every length, a page from an older copy" (CONTRACT §6: a flipped, missing or stale byte
// never changes an answer unnoticed).
#include <fcntl.h>
#include <unistd.h>

#include "cache_lab.hpp"

namespace {

using namespace lab;

constexpr std::size_t kPage = 4096;

// Changes single bytes of a file in place.
class Surgeon {
 public:
  explicit Surgeon(const std::string& file) : descriptor_(::open(file.c_str(), O_RDWR)) {
    REQUIRE(descriptor_ >= 0);
  }
  ~Surgeon() { ::close(descriptor_); }
  Surgeon(const Surgeon&) = delete;
  Surgeon& operator=(const Surgeon&) = delete;
  void put(std::size_t at, char byte) const {
    REQUIRE(::pwrite(descriptor_, &byte, 1, static_cast<off_t>(at)) == 1);
  }
  void cut(std::size_t size) const { REQUIRE(::ftruncate(descriptor_, static_cast<off_t>(size)) == 0); }

 private:
  int descriptor_;
};

// Returns how many flips were noticed.
std::size_t flip_bytes(const std::string& file, char mask, std::size_t stride) {
  const std::string content = slurp(file), truth = exported(file).value();
  std::size_t noticed = 0;
  const std::size_t bytes = content.size();
  const Surgeon surgeon(file);
  for (std::size_t i = 0; i < bytes; i += stride) {
    surgeon.put(i, static_cast<char>(content[i] ^ mask));
    CAPTURE(i);
    if (answers_are_true_or_refused(file, truth)) ++noticed;
    surgeon.put(i, content[i]);
  }
  MESSAGE(bytes << " bytes, " << noticed << " flips noticed, the others without effect");
  CHECK(noticed > bytes / stride / 20);
  CHECK(exported(file).value() == truth);
  return noticed;
}

void flip_bytes_of_new_cache(const std::string& name, char mask, std::size_t stride) {
  const Folder folder;
  const std::string file = folder.file(name);
  fill(file);
  flip_bytes(file, mask, stride);
}

void cut_at_each_length(const std::string& name) {
  const Folder folder;
  const std::string file = folder.file(name);
  fill(file);
  const std::string content = slurp(file), truth = exported(file).value();
  const Surgeon surgeon(file);
  for (std::size_t size = content.size(); size-- > 0;) {
    surgeon.cut(size);
    CAPTURE(size);
    answers_are_true_or_refused(file, truth);
  }
  CHECK_FALSE(exported(file));  // empty: no cache, and no new one either
  CHECK_FALSE(reserve(file, "z"));
}

}  // namespace

TEST_CASE("json: each byte flipped is noticed, with the latest clock beside the entries and without") {
  const Folder folder;
  const std::string file = folder.file("cache.json");
  fill(file);
  for (const bool with_clock : {false, true}) {
    if (with_clock) purge_later(file);
    REQUIRE((slurp(file).find("seen_utc") != std::string::npos) == with_clock);
    for (const char mask : {'\x01', '\x20', '\x7f'}) CHECK(flip_bytes(file, mask, 1) == slurp(file).size());
  }
}
TEST_CASE("sqlite: each byte flipped is noticed or without effect") {
  flip_bytes_of_new_cache("cache.db", '\x7f', 1);
}
TEST_CASE("sqlite: the lowest bit flipped is noticed or without effect") {
  flip_bytes_of_new_cache("cache.db", '\x01', 7);
}
TEST_CASE("json: cut at each length is noticed") { cut_at_each_length("cache.json"); }
TEST_CASE("sqlite: cut at each length is noticed or without effect") { cut_at_each_length("cache.db"); }

TEST_CASE("sqlite: the file is as long as its pages, and what is cut off or stands behind them is noticed") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill(file);
  const std::string content = slurp(file), truth = exported(file).value();
  const auto pages_in_header = [](const std::string& bytes) {
    return static_cast<unsigned char>(bytes[30]) * 256U + static_cast<unsigned char>(bytes[31]);
  };
  CHECK(content.size() == pages_in_header(content) * kPage);
  spill(file, content.substr(0, content.size() / 2));
  CHECK_FALSE(exported(file));
  CHECK_FALSE(reserve(file, "z"));
  for (const std::string& junk :
       {std::string(kPage, 'j'), std::string("\0\x01", 2), std::string(kPage, '\0') + "j"}) {
    spill(file, content + junk);
    CHECK_FALSE(exported(file));
    CHECK(reserve(file, "c").value().outcome == cache::Outcome::closed);  // no answer rests on it
  }
  // As an older build wrote it: 64 KiB at a time. A commit leaves the pages alone.
  std::string roomy = content;
  roomy.resize(1U << 16U, '\0');
  spill(file, roomy);
  CHECK(exported(file).value() == truth);
  for (const std::size_t at : {content.size(), roomy.size() - 1}) {
    std::string flipped = roomy;
    flipped[at] = '\x10';
    spill(file, flipped);
    CHECK_FALSE(exported(file));
  }
  spill(file, roomy);
  CHECK(reserve(file, "z").value().outcome == cache::Outcome::fresh);
  CHECK(slurp(file).size() == pages_in_header(slurp(file)) * kPage);
  CHECK(exported(file));
}

TEST_CASE("sqlite: a write onto damage is refused, or leaves all that was acknowledged") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill(file);
  const std::string content = slurp(file), truth = exported(file).value();
  for (std::size_t i = 0; i < content.size(); i += 29) {
    std::string damaged = content;
    damaged[i] = static_cast<char>(damaged[i] ^ '\x55');
    spill(file, damaged);
    fs::remove(file + "-wal");
    CAPTURE(i);
    const auto answer = reserve(file, "z");
    if (!answer) continue;
    CHECK(answer->outcome == cache::Outcome::fresh);
    CHECK(reserve(file, "z").value().outcome == cache::Outcome::duplicate);
    const auto made = store(file);
    REQUIRE(made->begin(cache::Access::read));
    const cache::Turn turn(*made);
    if (const auto a = asked(*made, "a")) CHECK(*a == "sent");
    if (const auto c = asked(*made, "c")) CHECK(*c == "closed");
  }
}

TEST_CASE("sqlite: pages of an older copy are noticed, alone and in pairs, in either direction") {
  const Folder folder;
  const std::string file = folder.file("cache.db");
  fill(file);
  const std::string older = slurp(file), older_truth = exported(file).value();
  REQUIRE(reserve(file, "g"));
  REQUIRE(mark(file, "a", CacheStatus::closed));
  REQUIRE(mark(file, "a", CacheStatus::closed));
  const std::string newer = slurp(file), newer_truth = exported(file).value();
  const std::size_t pages = newer.size() / kPage;
  std::size_t mixed = 0;
  for (std::size_t p = 0; p < pages; ++p) {
    for (std::size_t q = p; q < pages; ++q) {
      std::string copy = newer;
      for (const std::size_t page : {p, q}) copy.replace(page * kPage, kPage, older, page * kPage, kPage);
      if (copy == newer || copy == older) continue;
      ++mixed;
      spill(file, copy);
      CAPTURE(p);
      CAPTURE(q);
      CHECK_FALSE(exported(file));
      CHECK_FALSE(reserve(file, "a"));
      CHECK_FALSE(reserve(file, "g"));
    }
  }
  CHECK(mixed >= 3);
  spill(file, newer);
  CHECK(exported(file).value() == newer_truth);
  CHECK(older_truth != newer_truth);
}
