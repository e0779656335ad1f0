// A thread that does one job after the other, beside whoever gives them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace tiyf::io {

// So many things to do are sooner done than a thread is made for them, and take less memory.
inline constexpr std::size_t kFewThings = std::size_t{1} << 15U;

class Worker {
 public:
  // `most`: jobs that wait for their turn. The thread starts with the first job.
  explicit Worker(std::size_t most);
  ~Worker();  // the jobs that it has are done first
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Waits while there are `most` of them. Where no thread can be made the job is done at once.
  void give(std::function<void()> job);
  // Until every job is done; what one of them threw is thrown here, and those behind it were left out.
  void wait();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Both at the same time, or with fewer than kFewThings one after the other; back when both are done.
void both(std::size_t things, const std::function<void()>& one, const std::function<void()>& other);

}  // namespace tiyf::io
