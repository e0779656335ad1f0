#include "log_run.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tiyf {
namespace {

// Few enough to stay in a core's cache, many enough to make the handing over cheap, and as many of them as a
// thread needs to go on while another waits for its turn on a core.
constexpr std::size_t kBatch = 256;
constexpr std::size_t kBatches = 8;

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

// Only the report counts them, and not every verb writes one; a log given as another would look empty.
void tell_ignored(const LogStatistics& statistics, const std::string& path, const cli::Log& log) {
  std::string counts;
  for (const auto& [event, count] : statistics.ignored_events)
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, event);
  log.write(cli::Level::info, "ignored_events",
            {{"file", path}, {"message", "events that are not known here were left out: " + counts}});
}

}  // namespace

void LogRun::Batch::clear() {
  events.clear();
  texts.clear();
  limits.clear();
}

// Views of the chunk live as long as it does, and the batch is given back before it does not. A line that
// spans chunks, and text with escapes, stands elsewhere and is kept.
void LogRun::Batch::add(const Event& event, bool in_chunk) {
  auto& kept = events.emplace_back(event);
  if (!in_chunk)
    for (auto* text : {&kept.client_id, &kept.broker_id, &kept.decision_id, &kept.fill_id, &kept.reason})
      if (!text->empty()) *text = texts.emplace_back(*text);
  if (kept.limits != nullptr) kept.limits = &limits.emplace_back(*kept.limits);
}

LogRun::LogRun(const LogInput& input, const Instruments& instruments, EventReader::OnEvent on_event)
    : input_(input),
      on_event_(std::move(on_event)),
      once_(io::Reading::once),
      source_((input.sources != nullptr ? *input.sources : once_).at(input.path)),
      reader_(input.dialect, input.path, instruments, input.unknown,
              [this](const Event& event) -> Result<void> {
                filling_.add(event, reader_.stands_in(chunk_));
                if (filling_.events.size() < kBatch || flush(*handoff_now_)) return {};
                return fail(ErrorKind::internal, "stopped");
              }),
      batches_(kBatches),
      handoff_(kBatches, [this](io::Handoff& handoff) { read(handoff); }) {}

bool LogRun::flush(io::Handoff& handoff) {
  const auto place = handoff.free_place();
  if (!place) return false;
  filling_.bytes = read_;
  std::swap(batches_[*place], filling_);
  filling_.clear();
  handoff.hand_over();
  return true;
}

Result<void> LogRun::read_chunk(std::string_view bytes, io::Handoff& handoff) {
  chunk_ = bytes;
  read_ += bytes.size();
  if (scanned_) {
    newlines_ = reader_.lines();
    scanned_ = reader_.feed(bytes);
  }
  const bool flushed = filling_.events.empty() || flush(handoff);
  // Only now: whoever uses the events can go on meanwhile.
  digest_.update(bytes);
  if (!scanned_) {
    newlines_ += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    last_ = bytes.back();
  }
  // The next chunk takes the place of the oldest one.
  if (!flushed) return fail(ErrorKind::internal, "stopped");
  ends_of_chunks_.push_back(handoff.handed_over());
  if (ends_of_chunks_.size() == io::Source::kChunks) {
    if (!handoff.given_back(ends_of_chunks_.front())) return fail(ErrorKind::internal, "stopped");
    ends_of_chunks_.pop_front();
  }
  return {};
}

void LogRun::read(io::Handoff& handoff) {
  handoff_now_ = &handoff;
  const auto all = source_.read([&](std::string_view bytes) -> Result<void> {
    return bytes.empty() ? Result<void>() : read_chunk(bytes, handoff);
  });
  chunk_ = {};
  if (!all) unreadable_ = all.error();
  if (all && scanned_) scanned_ = reader_.finish();
  if (!filling_.events.empty() && !flush(handoff)) unreadable_ = Error{ErrorKind::internal, "stopped"};
}

std::uint64_t LogRun::lines() const {
  return scanned_ ? reader_.lines() : newlines_ + (last_ == '\n' ? 0 : 1);
}

void LogRun::advance() {
  const auto place = handoff_.next();
  if (!place) {
    done_ = true;
    return;
  }
  const auto& events = batches_[*place].events;
  bytes_ = batches_[*place].bytes;
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
  if (!statistics.ignored_events.empty()) tell_ignored(statistics, input_.path, log);
  return {};
}

Result<void> read_log(const LogInput& input, const Instruments& instruments, const cli::Log& log,
                      std::vector<InputNote>& notes, EventReader::OnEvent on_event) {
  LogRun run(input, instruments, std::move(on_event));
  run.drain();
  return run.finish(log, notes);
}

}  // namespace tiyf
