#include <doctest/doctest.h>

#include "tiyf/base/text.hpp"
#include "tiyf/fold/gone_ids.hpp"

using namespace tiyf;

TEST_CASE("fold: every id that was let go is known again, and no other") {
  fold::GoneIds gone;
  const auto hash = [](int number) { return id_hash("order-" + std::to_string(number)); };
  constexpr int count = 200'000;
  CHECK_FALSE(gone.contains(hash(0)));
  int known_too_early = 0, forgotten = 0, mistaken = 0;
  for (int i = 0; i < count; ++i) {
    known_too_early += gone.contains(hash(i)) ? 1 : 0;
    gone.insert(hash(i));
  }
  for (int i = 0; i < count; ++i) {
    forgotten += gone.contains(hash(i)) ? 0 : 1;
    mistaken += gone.contains(hash(count + i)) ? 1 : 0;
  }
  CHECK(known_too_early == 0);
  CHECK(forgotten == 0);
  CHECK(mistaken == 0);
}

TEST_CASE("fold: an id that differs in any of the bits that are kept is another one") {
  fold::GoneIds gone;
  const auto hash = id_hash("one");
  gone.insert(hash);
  int alike = 0;
  for (unsigned bit = 0; bit < 64; ++bit) alike += gone.contains(hash ^ (std::uint64_t{1} << bit)) ? 1 : 0;
  CHECK(alike == 6);  // 58 bits are
}
