#include "tiyf/io/worker.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "tiyf/io/thread.hpp"

namespace tiyf::io {

struct Worker::State {
  std::size_t most;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> jobs;  // the first one is at work
  bool ended = false;
  std::exception_ptr failure;
  std::jthread thread;

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return ended || !jobs.empty(); });
      if (jobs.empty()) return;
      do_job(jobs.front(), lock);
      jobs.pop_front();
      changed.notify_all();
    }
  }

  void do_job(const std::function<void()>& job, std::unique_lock<std::mutex>& lock) {
    if (!failure) failure = without(lock, job);
  }

  // False: there is none, and none can be made.
  bool has_thread() {
    return thread.joinable() || start_thread(thread, [this] { run(); });
  }
};

Worker::Worker(std::size_t most) : state_(std::make_unique<State>()) { state_->most = most; }

Worker::~Worker() {
  if (!state_->thread.joinable()) return;
  {
    const std::lock_guard lock(state_->mutex);
    state_->ended = true;
    state_->changed.notify_all();
  }
  state_->thread.join();
}

void Worker::give(std::function<void()> job) {
  auto& s = *state_;
  std::unique_lock lock(s.mutex);
  if (!s.has_thread()) return s.do_job(job, lock);
  s.changed.wait(lock, [&s] { return s.jobs.size() <= s.most; });
  s.jobs.push_back(std::move(job));
  s.changed.notify_all();
}

void Worker::wait() {
  auto& s = *state_;
  std::unique_lock lock(s.mutex);
  s.changed.wait(lock, [&s] { return s.jobs.empty(); });
  if (s.failure) std::rethrow_exception(std::exchange(s.failure, nullptr));
}

void both(std::size_t things, const std::function<void()>& one, const std::function<void()>& other) {
  if (things < kFewThings) {
    one();
    other();
    return;
  }
  Worker worker(1);
  worker.give(other);
  one();
  worker.wait();
}

}  // namespace tiyf::io
