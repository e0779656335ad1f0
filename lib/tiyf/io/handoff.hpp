// Work done ahead on a thread of its own: a maker fills some of a few places while its user works through
// others, in order.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

namespace tiyf::io {

class Handoff {
 public:
  // `make` runs on the other thread from the first next() on, and uses the maker's side below. What it throws
  // comes out of next().
  Handoff(std::size_t places, std::function<void(Handoff&)> make);
  ~Handoff();  // the maker is told to stop, and waited for
  Handoff(const Handoff&) = delete;
  Handoff& operator=(const Handoff&) = delete;

  // The user's side: gives the last place back and takes the next one that was handed over; none: the maker
  // has ended.
  [[nodiscard]] std::optional<std::size_t> next();

  // The maker's side: a place that is free (waits for one), then hand it over. None: stop, nobody will ask
  // any more.
  [[nodiscard]] std::optional<std::size_t> free_place();
  void hand_over();
  [[nodiscard]] std::size_t handed_over() const;  // so far
  // Waits until this many have been given back. False: stop.
  [[nodiscard]] bool given_back(std::size_t count);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tiyf::io
