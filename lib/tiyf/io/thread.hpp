// What Worker and ReadAhead share: a thread that a machine may refuse, and work that a lock is not held for.
// Internal to io/.
#pragma once

#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace tiyf::io {

// False: no thread can be made (a limit is reached); whoever asks does the work himself.
template <class Run>
[[nodiscard]] bool start_thread(std::jthread& thread, Run&& run) {
  try {
    thread = std::jthread(std::forward<Run>(run));
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

// Lets go of `lock` while it works, and says what was thrown.
template <class Work>
[[nodiscard]] std::exception_ptr without(std::unique_lock<std::mutex>& lock, const Work& work) {
  lock.unlock();
  std::exception_ptr thrown;
  try {
    work();
  } catch (...) {
    thrown = std::current_exception();
  }
  lock.lock();
  return thrown;
}

}  // namespace tiyf::io
