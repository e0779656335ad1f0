// One log while it is read: its bytes, its events and what the report says of it. Reading, checking and
// digesting its lines is done ahead of whoever uses the events (io/read_ahead.hpp).
#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tiyf/cli/log.hpp"
#include "tiyf/events/event_reader.hpp"
#include "tiyf/fold/order_book.hpp"
#include "tiyf/io/digest.hpp"
#include "tiyf/io/read_ahead.hpp"
#include "tiyf/io/source.hpp"
#include "tiyf/outcome/report.hpp"

namespace tiyf {

// The logs of a job, which may have to be read again.
using LogSources = std::map<Dialect, io::Source>;

struct LogInput {
  Dialect dialect;
  std::string path;
  UnknownEvents unknown;
  LogSources& sources;
};

class LogRun {
 public:
  // `on_event` is called by advance(); its error ends the use of events, not the reading. Files that are read
  // together are read ahead together; a stream is read by a thread of its own, so that one process may write
  // both logs in turn.
  LogRun(const LogInput& input, const Instruments& instruments, io::ReadAhead& ahead,
         EventReader::OnEvent on_event);
  LogRun(const LogRun&) = delete;
  LogRun& operator=(const LogRun&) = delete;

  // Called some events before on_event is, to fetch what that will need (OrderBook::soon).
  void look_ahead(const OrderBook& book) { book_ = &book; }

  // Hands some more events on. What follows a malformed line is read too, for the digest: the note names the
  // whole content.
  void advance();
  void drain() {
    while (!done_) advance();
  }
  [[nodiscard]] bool done() const { return done_; }
  // Of the log, up to what was handed on.
  [[nodiscard]] std::uint64_t bytes() const { return at_hand_ != nullptr ? at_hand_->read : 0; }
  // Nothing more will be handed on: the log ended, or a line was refused.
  [[nodiscard]] bool over() const { return done_ || !used_; }

  // After the end: notes the log, whole, also when a line of it was refused; warns of a torn tail.
  [[nodiscard]] Result<void> finish(const cli::Log& log, std::vector<InputNote>& notes);

 private:
  static constexpr std::size_t kChunks = 3;  // one is used, one is ready, one is made
  struct Chunk {
    std::string buffer;
    std::string_view bytes;
    std::vector<Event> events;
    std::deque<std::string> texts;  // of events whose line is not in the chunk
    std::deque<Limits> limits;
    std::uint64_t read = 0;  // of the log, this chunk included
    void clear();
    void add(const Event& event, bool in_chunk);
  };
  [[nodiscard]] bool make(Chunk& chunk);
  void scan(std::string_view bytes);
  [[nodiscard]] std::uint64_t lines() const;

  LogInput input_;
  EventReader::OnEvent on_event_;
  const OrderBook* book_ = nullptr;
  const Chunk* at_hand_ = nullptr;
  std::size_t used_events_ = 0;  // of the chunk at hand
  bool had_event_ = false;
  bool done_ = false;
  Result<void> used_;

  // Of make().
  io::Source::Pass pass_;
  bool ended_ = false;
  std::optional<Error> unreadable_;
  Result<void> scanned_;
  // Of a log with a malformed line: its newlines and last byte; the reader counts the lines of any other.
  std::uint64_t newlines_ = 0;
  char last_ = '\n';
  std::uint64_t read_ = 0;
  Chunk* making_ = nullptr;
  EventReader reader_;

  io::Sha256 digest_;
  std::array<Chunk, kChunks> chunks_;
  std::optional<io::ReadAhead> own_ahead_;
  io::ReadAhead::Input ahead_;  // last: it uses all of the above
};

// Feeds one log to `on_event` and notes it, whole, also when it is malformed; warns of a torn tail.
[[nodiscard]] Result<void> read_log(const LogInput& input, const Instruments& instruments,
                                    const cli::Log& log, std::vector<InputNote>& notes,
                                    EventReader::OnEvent on_event);

}  // namespace tiyf
