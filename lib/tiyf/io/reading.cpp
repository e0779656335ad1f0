#include "tiyf/io/reading.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "tiyf/io/digest.hpp"

namespace tiyf::io {

// The two threads take turns with one buffer: while it is handed out, the reader digests it, then waits until it is given
// back. So nothing is copied, and the digest costs no time where there is a second core.
struct LogReading::State {
  explicit State(Source& from) : source(from) {}

  Source& source;
  Sha256 digest;
  std::uint64_t newlines = 0;
  char last = '\n';

  std::mutex mutex;
  std::condition_variable turn;
  std::string_view chunk;  // handed out; empty: given back
  bool ended = false, stopped = false;
  Result<void> outcome;
  std::exception_ptr failure;
  std::jthread reader;

  void read() {
    Result<void> all;
    try {
      all = source.read([this](std::string_view bytes) { return hand_out(bytes); });
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    outcome = std::move(all);
    ended = true;
    turn.notify_all();
  }

  Result<void> hand_out(std::string_view bytes) {
    if (bytes.empty()) return {};
    {
      const std::lock_guard lock(mutex);
      chunk = bytes;
      turn.notify_all();
    }
    digest.update(bytes);
    newlines += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    last = bytes.back();
    std::unique_lock lock(mutex);
    turn.wait(lock, [this] { return chunk.empty() || stopped; });
    return stopped ? fail(ErrorKind::internal, "stopped") : Result<void>();
  }
};

LogReading::LogReading(Source& source) : state_(std::make_unique<State>(source)) {}

LogReading::~LogReading() {
  const std::lock_guard lock(state_->mutex);
  state_->stopped = true;
  state_->turn.notify_all();
}

Result<std::string_view> LogReading::next() {
  auto& s = *state_;
  std::unique_lock lock(s.mutex);
  if (!s.reader.joinable()) s.reader = std::jthread([&s] { s.read(); });
  s.chunk = {};
  s.turn.notify_all();
  s.turn.wait(lock, [&s] { return !s.chunk.empty() || s.ended; });
  if (!s.chunk.empty()) return s.chunk;
  if (s.failure) std::rethrow_exception(s.failure);
  if (!s.outcome) return std::unexpected(s.outcome.error());
  return std::string_view{};
}

std::string LogReading::sha256() { return state_->digest.hex(); }

std::uint64_t LogReading::lines() const { return state_->newlines + (state_->last == '\n' ? 0 : 1); }

}  // namespace tiyf::io
