#include "tiyf/io/read_ahead.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "tiyf/io/thread.hpp"

namespace tiyf::io {

// Chunk number n is in place n % places. given back ≤ taken ≤ made ≤ min(finished, given back) + places.
struct ReadAhead::Input::State {
  std::size_t places;
  Work work;
  std::size_t made = 0, finished = 0, taken = 0, given_back = 0;
  bool making = false, finishing = false;
  bool ended = false;  // no more is made
  std::exception_ptr failure;

  [[nodiscard]] std::size_t ready() const { return made - taken; }
  [[nodiscard]] std::size_t in_use() const { return made - std::min(finished, given_back); }
  [[nodiscard]] bool can_make() const { return !making && !ended && in_use() < places; }
  [[nodiscard]] bool can_finish() const { return !finishing && finished < made; }
};

struct ReadAhead::State {
  using Lock = std::unique_lock<std::mutex>;

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Input::State*> inputs;
  bool started = false, stopped = false;
  std::jthread helper;

  // All of these are called with the lock held, and let go of it while they work.
  void make(Input::State& input, Lock& lock);
  void finish(Input::State& input, Lock& lock);
  bool finish_any(Lock& lock);
  bool help(Input::State& wanted, Lock& lock);
  bool work_ahead(Lock& lock);
  void start();
  void run();
};

void ReadAhead::State::make(Input::State& input, Lock& lock) {
  input.making = true;
  bool made = false;
  const auto failure = without(lock, [&] { made = input.work.make(input.made % input.places); });
  input.making = false;
  input.ended = !made;
  if (made) ++input.made;
  if (failure) input.failure = failure;
  changed.notify_all();
}

void ReadAhead::State::finish(Input::State& input, Lock& lock) {
  input.finishing = true;
  const auto failure = without(lock, [&] { input.work.finish(input.finished % input.places); });
  input.finishing = false;
  ++input.finished;
  if (failure) input.failure = failure;
  changed.notify_all();
}

bool ReadAhead::State::finish_any(Lock& lock) {
  for (auto* input : inputs) {
    if (!input->can_finish()) continue;
    finish(*input, lock);
    return true;
  }
  return false;
}

// By the user, who waits for `wanted`. False: all that is left is to wait for the helper.
bool ReadAhead::State::help(Input::State& wanted, Lock& lock) {
  if (wanted.can_make()) {
    make(wanted, lock);
    return true;
  }
  if (finish_any(lock)) return true;
  for (auto* input : inputs) {
    if (!input->can_make()) continue;
    make(*input, lock);
    return true;
  }
  return false;
}

// By the helper: what the user will wait for first.
bool ReadAhead::State::work_ahead(Lock& lock) {
  Input::State* next = nullptr;
  for (auto* input : inputs)
    if (input->can_make() && (next == nullptr || input->ready() < next->ready())) next = input;
  if (next != nullptr && next->ready() == 0) {
    make(*next, lock);
    return true;
  }
  if (finish_any(lock)) return true;
  if (next != nullptr) make(*next, lock);
  return next != nullptr;
}

void ReadAhead::State::run() {
  Lock lock(mutex);
  while (!stopped)
    if (!work_ahead(lock)) changed.wait(lock);
}

void ReadAhead::State::start() {
  if (started) return;
  started = true;
  (void)start_thread(helper, [this] { run(); });  // without one the user does it all
}

void ReadAhead::start() {
  const State::Lock lock(state_->mutex);
  state_->start();
}

ReadAhead::ReadAhead() : state_(std::make_unique<State>()) {}

ReadAhead::~ReadAhead() {
  {
    const State::Lock lock(state_->mutex);
    state_->stopped = true;
    state_->changed.notify_all();
  }
  if (state_->helper.joinable()) state_->helper.join();
}

ReadAhead::Input::Input(ReadAhead& ahead, std::size_t places, Work work)
    : ahead_(ahead), state_(std::make_unique<State>()) {
  state_->places = places;
  state_->work = std::move(work);
  const ReadAhead::State::Lock lock(ahead.state_->mutex);
  ahead.state_->inputs.push_back(state_.get());
}

ReadAhead::Input::~Input() {
  auto& all = *ahead_.state_;
  ReadAhead::State::Lock lock(all.mutex);
  std::erase(all.inputs, state_.get());
  all.changed.wait(lock, [this] { return !state_->making && !state_->finishing; });
}

std::optional<std::size_t> ReadAhead::Input::next() {
  auto& all = *ahead_.state_;
  auto& s = *state_;
  ReadAhead::State::Lock lock(all.mutex);
  all.start();
  s.given_back = s.taken;
  // A helper without work is woken when it has half of the places to fill, not for each: waking it costs as
  // much as filling one.
  if (s.in_use() <= s.places / 2) all.changed.notify_all();
  while (true) {
    if (s.ready() > 0) return s.taken++ % s.places;
    if (s.ended && s.finished == s.made) break;
    if (!all.help(s, lock)) all.changed.wait(lock);
  }
  if (s.failure) std::rethrow_exception(s.failure);
  return std::nullopt;
}

}  // namespace tiyf::io
