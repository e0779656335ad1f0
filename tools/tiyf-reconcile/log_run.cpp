#include "log_run.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tiyf {
namespace {

Input input_of(Dialect dialect) {
  switch (dialect) {
    case Dialect::decision_log:
      return Input::decision_log;
    case Dialect::order_journal:
      return Input::order_journal;
    default:
      return Input::broker_events;
  }
}

std::string counts_of(const LogStatistics& statistics) {
  std::string counts;
  for (const auto& [event, count] : statistics.ignored_events)
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, event);
  return counts;
}

// Only the report counts them, and not every verb writes one.
void tell_ignored(const LogStatistics& statistics, const std::string& path, const cli::Log& log) {
  log.write(cli::Level::info, "ignored_events",
            {{"file", path},
             {"message", "events that are not known here were left out: " + counts_of(statistics)}});
}

// Events that another log has: of a journal with nothing but heartbeats this says nothing.
bool is_of_another(const LogStatistics& statistics) {
  return std::any_of(statistics.ignored_events.begin(), statistics.ignored_events.end(),
                     [](const auto& ignored) {
                       for (auto kind = EventKind::decision; kind <= EventKind::limits;
                            kind = static_cast<EventKind>(static_cast<int>(kind) + 1))
                         if (name(kind) == ignored.first) return true;
                       return false;
                     });
}

// A log given as another looks empty, and an empty one can be healthy: that is for everybody to hear.
void tell_foreign(const LogStatistics& statistics, const LogInput& input, const cli::Log& log) {
  log.write(cli::Level::warn, "no_known_event",
            {{"file", input.path},
             {"message",
              fmt::format("read as the {}, it has no event that belongs there ({}): is it the right file?",
                          name(input_of(input.dialect)), counts_of(statistics))}});
}

io::Source& source_of(const LogInput& input) {
  return input.sources.try_emplace(input.dialect, input.path, io::Reading::again).first->second;
}

}  // namespace

void LogRun::Chunk::clear() {
  bytes = {};
  events.clear();
  texts.clear();
  limits.clear();
}

// Views of the chunk live as long as it does. A line that spans chunks, and text with escapes, stands
// elsewhere and is kept.
void LogRun::Chunk::add(const Event& event, bool in_chunk) {
  auto& kept = events.emplace_back(event);
  if (!in_chunk)
    for (auto* text : {&kept.client_id, &kept.broker_id, &kept.decision_id, &kept.fill_id, &kept.reason})
      if (!text->empty()) *text = texts.emplace_back(*text);
  if (kept.limits != nullptr) kept.limits = &limits.emplace_back(*kept.limits);
}

LogRun::LogRun(const LogInput& input, const Instruments& instruments, io::ReadAhead& ahead,
               EventReader::OnEvent on_event)
    : input_(input),
      on_event_(std::move(on_event)),
      pass_(source_of(input)),
      reader_(input.dialect, input.path, instruments, input.unknown,
              [this](const Event& event) -> Result<void> {
                making_->add(event, reader_.stands_in(making_->bytes));
                return {};
              }),
      ahead_(io::reads_at_once(input.path) ? ahead : own_ahead_.emplace(), kChunks,
             {.make = [this](std::size_t place) { return make(chunks_[place]); },
              .finish = [this](std::size_t place) { digest_.update(chunks_[place].bytes); }}) {
  // Its writer may need room before anybody asks.
  if (own_ahead_) own_ahead_->start();
}

bool LogRun::make(Chunk& chunk) {
  chunk.clear();
  if (ended_) return false;
  making_ = &chunk;
  const auto bytes = pass_.next(chunk.buffer);
  if (!bytes) unreadable_ = bytes.error();
  if (bytes) chunk.bytes = *bytes;
  chunk.read = read_ += chunk.bytes.size();
  ended_ = chunk.bytes.empty();
  if (!ended_) {
    scan(chunk.bytes);
  } else if (bytes && scanned_) {
    scanned_ = reader_.finish();
    newlines_ = reader_.lines();  // should it be refused
    last_ = '\n';
  }
  return true;
}

void LogRun::scan(std::string_view bytes) {
  if (scanned_) {
    newlines_ = reader_.lines();
    scanned_ = reader_.feed(bytes);
  }
  if (!scanned_) {
    newlines_ += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    last_ = bytes.back();
  }
}

std::uint64_t LogRun::lines() const {
  return scanned_ ? reader_.lines() : newlines_ + (last_ == '\n' ? 0 : 1);
}

void LogRun::advance() {
  if (at_hand_ == nullptr || used_events_ == at_hand_->events.size()) {
    const auto place = ahead_.next();
    if (!place) {
      done_ = true;
      return;
    }
    at_hand_ = &chunks_[*place];
    used_events_ = 0;
  }
  // Few at a time: a caller turns to the other log in between.
  constexpr std::size_t most = 256;
  const auto rest = std::span(at_hand_->events).subspan(used_events_);
  const auto events = rest.first(std::min(rest.size(), most));
  used_events_ += events.size();
  had_event_ = had_event_ || !events.empty();
  // Each event passes these steps, so many events after the first one.
  constexpr std::size_t at_hand = 16, next = 26, now = 32;
  for (std::size_t step = 0; step < events.size() + now && used_; ++step) {
    const auto at = [&](std::size_t behind) {
      return step >= behind && step - behind < events.size() ? &events[step - behind] : nullptr;
    };
    if (book_ != nullptr) {
      if (const auto* event = at(0)) book_->soon(*event);
      if (const auto* event = at(at_hand)) book_->at_hand(*event);
      if (const auto* event = at(next)) book_->next(*event);
    }
    if (const auto* event = at(now)) used_ = on_event_(*event);
  }
}

Result<void> LogRun::finish(const cli::Log& log, std::vector<InputNote>& notes) {
  if (unreadable_) return fail(*unreadable_);
  notes.push_back({.input = input_of(input_.dialect), .sha256 = digest_.hex(), .lines = lines()});
  TIYF_CHECK(std::move(used_));  // of an earlier line than one that could not be read
  TIYF_CHECK(std::move(scanned_));
  const auto& statistics = reader_.statistics();
  notes.back().torn_tail = statistics.torn_tail;
  notes.back().ignored_events = statistics.ignored_events;
  if (statistics.torn_tail != 0)
    log.write(cli::Level::warn, "torn_tail",
              {{"file", input_.path},
               {"line", std::to_string(statistics.torn_tail_line)},
               {"message", "the last line is cut off and was left out"}});
  if (!had_event_ && is_of_another(statistics))
    tell_foreign(statistics, input_, log);
  else if (!statistics.ignored_events.empty())
    tell_ignored(statistics, input_.path, log);
  return {};
}

Result<void> read_log(const LogInput& input, const Instruments& instruments, const cli::Log& log,
                      std::vector<InputNote>& notes, EventReader::OnEvent on_event) {
  io::ReadAhead ahead;
  LogRun run(input, instruments, ahead, std::move(on_event));
  run.drain();
  return run.finish(log, notes);
}

}  // namespace tiyf
