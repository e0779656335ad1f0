// Inputs made ready ahead of their user, a chunk at a time: by a thread of its own, and by the user while it
// would else wait. So two cores are busy though one has more to do; where no thread can be made, the user
// does it all. What comes out does not depend on who did what.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

namespace tiyf::io {

class ReadAhead {
 public:
  // What is to be done with each chunk of an input; a place holds one at a time, and the places take turns.
  // Neither is called twice at a time, both are called for one chunk after the other, and finish() of a chunk
  // may come beside make() of a later one. What they throw comes out of next().
  struct Work {
    std::function<bool(std::size_t place)> make;  // the next chunk; false: there is none any more
    std::function<void(std::size_t place)>
        finish;  // what its user does not wait for; before the place is free
  };

  // For inputs that never wait for somebody else: whoever is at work on one cannot go on with the others. One
  // that may wait (a pipe, for its writer) has one of these to itself.
  ReadAhead();
  ~ReadAhead();  // after its inputs
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // Not only with the first next() of an input.
  void start();

  class Input {
   public:
    // Nothing is done before the start of `ahead`.
    Input(ReadAhead& ahead, std::size_t places, Work work);
    ~Input();  // waits for whoever is at work on it
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;

    // Gives the last place back and takes the next chunk's; none: all chunks were taken and are finished. One
    // thread asks for all inputs.
    [[nodiscard]] std::optional<std::size_t> next();

   private:
    friend class ReadAhead;
    struct State;
    ReadAhead& ahead_;
    std::unique_ptr<State> state_;
  };

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tiyf::io
