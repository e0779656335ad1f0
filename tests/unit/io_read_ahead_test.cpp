// io/read_ahead.hpp: chunks made and finished in their order by two threads, whoever is quicker.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <random>
#include <ranges>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tiyf/io/read_ahead.hpp"

using namespace tiyf;
using io::ReadAhead;

namespace {

void pause(std::minstd_rand& random) {
  if (const auto draw = random() % 8; draw < 2)
    std::this_thread::yield();
  else if (draw == 2)
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 200));
}

// Numbers from 0 on as chunks. It notes whatever its work must not meet.
class Numbers {
 public:
  Numbers(ReadAhead& ahead, int count, unsigned seed)
      : count_(count),
        making_random_(seed),
        finishing_random_(seed + 1),
        input_(ahead, kPlaces,
               {.make = [this](std::size_t place) { return make(place); },
                .finish = [this](std::size_t place) { finish(place); }}) {}

  std::optional<int> next() {
    const auto place = input_.next();
    return place ? std::optional<int>(at_[*place]) : std::nullopt;
  }
  [[nodiscard]] int finished() const { return finished_; }
  [[nodiscard]] bool in_order() const { return in_order_; }

 private:
  static constexpr std::size_t kPlaces = 3;

  bool make(std::size_t place) {
    if (making_.exchange(true)) in_order_ = false;
    pause(making_random_);
    const bool more = made_ < count_;
    // The place is free: what was there is finished, and its user has taken another one since.
    if (more && made_ >= static_cast<int>(kPlaces) && at_[place] >= finished_) in_order_ = false;
    if (more) at_[place] = made_++;
    making_ = false;
    return more;
  }

  void finish(std::size_t place) {
    if (finishing_.exchange(true)) in_order_ = false;
    if (at_[place] != finished_) in_order_ = false;
    pause(finishing_random_);
    ++finished_;
    finishing_ = false;
  }

  int count_;
  std::minstd_rand making_random_, finishing_random_;
  int made_ = 0;
  std::atomic<int> finished_ = 0;
  std::array<std::atomic<int>, kPlaces> at_{};
  std::atomic<bool> making_ = false, finishing_ = false, in_order_ = true;
  ReadAhead::Input input_;
};

}  // namespace

TEST_CASE("read ahead: each input's chunks come once and in order, and all are finished at its end") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    ReadAhead ahead;
    Numbers long_one(ahead, 200, seed), short_one(ahead, 70, seed + 100);
    std::minstd_rand random(seed);
    std::vector<int> from_long, from_short;
    while (true) {
      pause(random);
      const bool first = random() % 3 != 0;
      const auto number = (first ? long_one : short_one).next();
      if (number) (first ? from_long : from_short).push_back(*number);
      if (from_long.size() == 200 && from_short.size() == 70) break;
      if (!number) CHECK((first ? from_long.size() == 200 : from_short.size() == 70));
    }
    CHECK_FALSE(long_one.next());
    CHECK_FALSE(short_one.next());
    CHECK(std::ranges::equal(from_long, std::views::iota(0, 200)));
    CHECK(std::ranges::equal(from_short, std::views::iota(0, 70)));
    CHECK(long_one.finished() == 200);
    CHECK(short_one.finished() == 70);
    CHECK(long_one.in_order());
    CHECK(short_one.in_order());
  }
}

TEST_CASE("read ahead: a chunk stays as it is until the next one is taken") {
  ReadAhead ahead;
  std::array<std::atomic<int>, 3> places{};
  int made = 0;
  ReadAhead::Input input(ahead, places.size(),
                         {.make =
                              [&](std::size_t place) {
                                places[place] = made;
                                return made++ < 100;
                              },
                          .finish = [](std::size_t) {}});
  for (int expected = 0; expected < 100; ++expected) {
    const auto place = input.next();
    REQUIRE(place);
    for (int look = 0; look < 50; ++look) {
      CHECK(places[*place] == expected);
      std::this_thread::yield();
    }
  }
  CHECK_FALSE(input.next());
}

TEST_CASE("read ahead: nothing is made before somebody asks, nor more than the places hold") {
  std::atomic<int> made = 0;
  {
    ReadAhead ahead;
    ReadAhead::Input input(ahead, 4,
                           {.make =
                                [&](std::size_t) {
                                  ++made;
                                  return true;
                                },
                            .finish = [](std::size_t) {}});
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(made == 0);
    REQUIRE(input.next());
    while (made < 4) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(made == 4);
  }  // an input that is not at its end is left alone
  CHECK(made == 4);
}

TEST_CASE("read ahead: an input goes away only when nobody is at work on it any more") {
  for (const bool in_make : {true, false}) {
    ReadAhead ahead;
    std::promise<void> go;
    const auto gone = go.get_future().share();
    std::atomic<bool> at_work = false, away = false;
    int made = 0;
    const auto work = [&] {
      at_work = true;
      gone.wait();
      CHECK_FALSE(away);
    };
    auto input = std::make_unique<ReadAhead::Input>(ahead, 3,
                                                    ReadAhead::Work{.make =
                                                                        [&](std::size_t) {
                                                                          if (in_make && made == 1) work();
                                                                          return made++ < 2;
                                                                        },
                                                                    .finish =
                                                                        [&](std::size_t) {
                                                                          if (!in_make) work();
                                                                        }});
    REQUIRE(input->next());
    while (!at_work) std::this_thread::yield();
    std::jthread leaver([&] {
      input.reset();
      away = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK_FALSE(away);
    go.set_value();
    leaver.join();
    CHECK(away);
  }
}

TEST_CASE("read ahead: what making or finishing throws comes out of next(), behind the chunks before it") {
  for (const bool in_make : {true, false}) {
    ReadAhead ahead;
    int made = 0, finished = 0;
    ReadAhead::Input input(ahead, 2,
                           {.make =
                                [&](std::size_t) {
                                  if (in_make && made == 3) throw std::runtime_error("no");
                                  return made++ < 5;
                                },
                            .finish =
                                [&](std::size_t) {
                                  if (!in_make && ++finished == 2) throw std::runtime_error("no");
                                }});
    for (int i = 0; i < (in_make ? 3 : 5); ++i) CHECK(input.next());
    CHECK_THROWS_WITH_AS(static_cast<void>(input.next()), "no", std::runtime_error);
  }
}
