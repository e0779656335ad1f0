// io/worker.hpp: jobs one after the other, on another thread.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tiyf/io/worker.hpp"

using namespace tiyf;

TEST_CASE("worker: jobs are done in their order, not here, and all of them before wait() is back") {
  std::vector<int> done;
  std::thread::id where;
  io::Worker worker(3);
  for (int round = 1; round <= 2; ++round) {
    for (int i = 0; i < 100; ++i)
      worker.give([&done, &where, i] {
        done.push_back(i);
        where = std::this_thread::get_id();
      });
    worker.wait();
    CHECK(done.size() == static_cast<std::size_t>(100 * round));
  }
  CHECK(std::is_sorted(done.begin(), done.begin() + 100));
  CHECK(where != std::this_thread::get_id());
}

TEST_CASE("worker: no more jobs wait than may") {
  std::promise<void> go;
  const auto gone = go.get_future().share();
  std::atomic<int> given = 0, done = 0;
  {
    io::Worker worker(2);
    std::jthread giver([&] {
      for (int i = 0; i < 10; ++i) {
        worker.give([&] {
          gone.wait();
          ++done;
        });
        ++given;
      }
    });
    while (given < 3) std::this_thread::yield();  // one at work, two that wait
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(given == 3);
    go.set_value();
  }  // the giver ends first, then the worker
  CHECK(done == 10);
}

TEST_CASE("worker: what a job throws comes out of wait(), and the jobs behind it are left out") {
  io::Worker worker(2);
  std::atomic<bool> left_out = true;
  worker.give([] { throw std::runtime_error("no"); });
  worker.give([&] { left_out = false; });
  CHECK_THROWS_WITH_AS(worker.wait(), "no", std::runtime_error);
  CHECK(left_out);
  worker.give([&] { left_out = false; });
  worker.wait();
  CHECK_FALSE(left_out);
}

TEST_CASE("worker: both are done, few things without another thread") {
  for (const std::size_t things : {io::kFewThings - 1, io::kFewThings}) {
    std::thread::id one, other;
    io::both(
        things, [&] { one = std::this_thread::get_id(); }, [&] { other = std::this_thread::get_id(); });
    CHECK(one == std::this_thread::get_id());
    CHECK((other == one) == (things < io::kFewThings));
  }
}
