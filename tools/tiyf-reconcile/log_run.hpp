// One log while it is read: its bytes, its events and what the report says of it. Reading, digesting and
// checking the lines happens on a thread of its own, ahead of whoever uses the events.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "tiyf/cli/log.hpp"
#include "tiyf/events/event_reader.hpp"
#include "tiyf/fold/order_book.hpp"
#include "tiyf/io/digest.hpp"
#include "tiyf/io/handoff.hpp"
#include "tiyf/io/source.hpp"
#include "tiyf/outcome/report.hpp"

namespace tiyf {

struct LogInput {
  Dialect dialect;
  std::string path;
  UnknownEvents unknown = UnknownEvents::count;
  io::Sources* sources = nullptr;  // null: read once
};

class LogRun {
 public:
  // `on_event` is called by advance(); its error ends the use of events, not the reading.
  LogRun(const LogInput& input, const Instruments& instruments, EventReader::OnEvent on_event);
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
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  // Nothing more will be handed on: the log ended, or a line was refused.
  [[nodiscard]] bool over() const { return done_ || !used_; }

  // After the end: notes the log, whole, also when a line of it was refused; warns of a torn tail.
  [[nodiscard]] Result<void> finish(const cli::Log& log, std::vector<InputNote>& notes);

 private:
  struct Batch {
    std::vector<Event> events;
    std::deque<std::string> texts;  // of events whose line is not in the chunk at hand
    std::deque<Limits> limits;
    std::uint64_t bytes = 0;  // of the log, its chunk included
    void clear();
    void add(const Event& event, bool in_chunk);
  };
  // The reading thread.
  void read(io::Handoff& handoff);
  [[nodiscard]] Result<void> read_chunk(std::string_view bytes, io::Handoff& handoff);
  [[nodiscard]] std::uint64_t lines() const;
  [[nodiscard]] bool flush(io::Handoff& handoff);

  LogInput input_;
  EventReader::OnEvent on_event_;
  const OrderBook* book_ = nullptr;
  std::uint64_t bytes_ = 0;
  bool done_ = false;
  Result<void> used_;

  // Of the reading thread until it has ended.
  io::Sources once_;
  io::Source& source_;
  io::Sha256 digest_;
  // Of a log with a malformed line: its newlines and last byte; the reader counts the lines of any other.
  std::uint64_t newlines_ = 0;
  char last_ = '\n';
  std::optional<Error> unreadable_;
  Result<void> scanned_;
  Batch filling_;
  std::string_view chunk_;
  std::deque<std::size_t> ends_of_chunks_;  // batches that were handed over up to each
  std::uint64_t read_ = 0;
  io::Handoff* handoff_now_ = nullptr;
  EventReader reader_;

  std::vector<Batch> batches_;
  io::Handoff handoff_;  // last: its thread uses all of the above
};

// Feeds one log to `on_event` and notes it, whole, also when it is malformed; warns of a torn tail.
[[nodiscard]] Result<void> read_log(const LogInput& input, const Instruments& instruments,
                                    const cli::Log& log, std::vector<InputNote>& notes,
                                    EventReader::OnEvent on_event);

}  // namespace tiyf
