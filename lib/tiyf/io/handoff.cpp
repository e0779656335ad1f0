#include "tiyf/io/handoff.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace tiyf::io {

// The places go round: number n is place n % places. Given back ≤ taken ≤ handed over ≤ given back + places.
struct Handoff::State {
  std::size_t places;
  std::function<void(Handoff&)> make;

  std::mutex mutex;
  std::condition_variable changed;
  std::size_t handed_over = 0, taken = 0, given_back = 0;
  bool ended = false, stopped = false;
  std::exception_ptr failure;
  std::jthread maker;

  void run(Handoff& handoff) {
    try {
      make(handoff);
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    ended = true;
    changed.notify_all();
  }
};

Handoff::Handoff(std::size_t places, std::function<void(Handoff&)> make) : state_(std::make_unique<State>()) {
  state_->places = places;
  state_->make = std::move(make);
}

Handoff::~Handoff() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopped = true;
    state_->changed.notify_all();
  }
  if (state_->maker.joinable()) state_->maker.join();
}

std::optional<std::size_t> Handoff::next() {
  auto& s = *state_;
  std::unique_lock lock(s.mutex);
  if (!s.maker.joinable()) s.maker = std::jthread([this, &s] { s.run(*this); });
  s.given_back = s.taken;
  // The maker is woken when it has half of the places to fill, not for each: waking it costs as much as
  // filling a few.
  if (s.handed_over - s.given_back <= s.places / 2) s.changed.notify_all();
  s.changed.wait(lock, [&s] { return s.taken < s.handed_over || s.ended; });
  if (s.taken < s.handed_over) return s.taken++ % s.places;
  if (s.failure) std::rethrow_exception(s.failure);
  return std::nullopt;
}

std::optional<std::size_t> Handoff::free_place() {
  auto& s = *state_;
  std::unique_lock lock(s.mutex);
  s.changed.wait(lock, [&s] { return s.handed_over - s.given_back < s.places || s.stopped; });
  if (s.stopped) return std::nullopt;
  return s.handed_over % s.places;
}

void Handoff::hand_over() {
  const std::lock_guard lock(state_->mutex);
  ++state_->handed_over;
  state_->changed.notify_all();
}

// Only the maker changes it.
std::size_t Handoff::handed_over() const { return state_->handed_over; }

bool Handoff::given_back(std::size_t count) {
  auto& s = *state_;
  std::unique_lock lock(s.mutex);
  s.changed.wait(lock, [&s, count] { return s.given_back >= count || s.stopped; });
  return !s.stopped;
}

}  // namespace tiyf::io
