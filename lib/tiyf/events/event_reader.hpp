// Lines → events: reads one log strictly, in one pass (CONTRACT §1 "JSONL", §2).
//
// A malformed line fails as malformed (65) with file, line and column; only the last line, when it also lacks
// its newline, is a torn tail: left out and counted. Unknown events are counted, or refused when strict.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "tiyf/base/result.hpp"
#include "tiyf/events/event.hpp"
#include "tiyf/json/line_reader.hpp"
#include "tiyf/model/config.hpp"

namespace tiyf {

namespace events {
struct Memory;
}

enum class UnknownEvents { count, refuse };

struct LogStatistics {
  std::uint64_t torn_tail = 0;       // 0 or 1
  std::uint64_t torn_tail_line = 0;  // where it stood
  std::map<std::string, std::uint64_t> ignored_events;
};

class EventReader {
 public:
  using OnEvent = std::function<Result<void>(const Event&)>;

  // `file` is the name for messages; `instruments` must outlive the reader.
  EventReader(Dialect dialect, std::string file, const Instruments& instruments, UnknownEvents unknown,
              OnEvent on_event);
  ~EventReader();
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;

  [[nodiscard]] Result<void> feed(std::string_view bytes) { return splitter_.feed(bytes); }
  [[nodiscard]] Result<void> finish() { return splitter_.finish(); }
  [[nodiscard]] const LogStatistics& statistics() const { return statistics_; }
  // Whether all texts of the event at hand are views of these bytes: of what is being fed, mostly.
  [[nodiscard]] bool stands_in(std::string_view bytes) const {
    return scanner_.in_place() && line_.data() >= bytes.data() && line_.data() < bytes.data() + bytes.size();
  }
  [[nodiscard]] std::uint64_t lines() const {
    return splitter_.lines();
  }  // of what was fed, the torn one too

 private:
  [[nodiscard]] Result<void> line(const json::Line& line);

  Dialect dialect_;
  std::string file_;
  UnknownEvents unknown_;
  OnEvent on_event_;
  json::LineScanner scanner_;
  std::string_view line_;  // the one at hand
  std::unique_ptr<events::Memory> memory_;
  json::LineSplitter splitter_;
  LogStatistics statistics_;
};

}  // namespace tiyf
