#include "batch_session.hpp"

#include <algorithm>

#include "tiyf/io/cache_open.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/json/writer.hpp"

namespace tiyf_cache {
namespace {

constexpr std::size_t kCommandsInCommit = 1000;

Result<std::string> malformed_line(std::uint64_t line, const Error& error) {
  json::Writer writer(json::Layout::line);
  writer.begin_object().member("result", "malformed").member("line", line).member("column", error.column);
  writer.member("message", error.message).end_object();
  return writer.finish();
}

}  // namespace

BatchSession::BatchSession(std::string path, io::Clock clock, const cli::Log& log)
    : path_(std::move(path)), clock_(std::move(clock)), log_(log) {}

bool BatchSession::full() const { return waiting_.size() >= kCommandsInCommit; }

int BatchSession::exit_code() const {
  if (any_failed_) return cli::exit_unknown;
  return any_malformed_ ? cli::exit_malformed : cli::exit_ok;
}

void BatchSession::add(const json::Line& line) {
  auto command = reader_.read(line.text);
  if (command) {
    waiting_.emplace_back(std::move(*command));
    return;
  }
  Error error = command.error();
  error.file = "-";
  error.line = line.number;
  if (!line.has_newline) {
    // Nobody finished writing it, so nobody waits for its answer.
    log_.write(cli::Level::warn, "torn_tail", {{"file", "-"}, {"line", std::to_string(line.number)}});
    return;
  }
  any_malformed_ = true;
  log_.error(error);
  waiting_.emplace_back(Refused{line.number, std::move(error)});
}

Result<std::string> BatchSession::failed(const cache::Command& command, const Error& error) const {
  cache::Failure failure{
      .id = cache::id_of(command), .timestamp = clock_.now(), .message = described(path_, error)};
  if (const auto* asked = std::get_if<cache::ReserveCommand>(&command))
    failure.decision_id = asked->claim.decision_id;
  return cache::line_of(failure);
}

// A damaged part of the cache fails the commands that need it, and no others.
Result<std::string> BatchSession::answer(const cache::Command& command, UtcTime now,
                                         cache::Notices& notices) {
  const auto answer = cache::carry_out(*store_, command, now, notices);
  if (answer) return cache::line_of(*answer);
  if (answer.error().kind == ErrorKind::usage) {
    any_malformed_ = true;
    return malformed_line(0, answer.error());
  }
  any_failed_ = true;
  alert(log_, path_, answer.error());
  return failed(command, answer.error());
}

Result<std::string> BatchSession::all_failed(const Error& error) {
  any_failed_ = true;
  alert(log_, path_, error);
  std::string text;
  for (const Item& item : waiting_) {
    const auto* refused = std::get_if<Refused>(&item);
    TIYF_TRY(line, refused != nullptr ? malformed_line(refused->line, refused->error)
                                      : failed(std::get<cache::Command>(item), error));
    text += line + "\n";
  }
  return text;
}

Result<std::string> BatchSession::answers(cache::Notices& notices) {
  const bool writing = std::any_of(waiting_.begin(), waiting_.end(), [](const Item& item) {
    const auto* command = std::get_if<cache::Command>(&item);
    return command != nullptr && cache::writes(*command);
  });
  if (!store_) {
    TIYF_TRY(store, io::cache_store(path_));
    store_ = std::move(store);
  }
  TIYF_CHECK(store_->begin(writing ? cache::Access::write : cache::Access::read));
  const cache::Turn turn(*store_);
  const UtcTime now = clock_.now();
  cache::notice_clock(*store_, now, notices);
  if (writing) TIYF_CHECK(cache::purge(*store_, now, notices));
  std::string text;
  for (const Item& item : waiting_) {
    const auto* refused = std::get_if<Refused>(&item);
    TIYF_TRY(line, refused != nullptr ? malformed_line(refused->line, refused->error)
                                      : answer(std::get<cache::Command>(item), now, notices));
    text += line;
    text += '\n';
  }
  TIYF_CHECK(store_->commit(now));
  return text;
}

Result<void> BatchSession::flush() {
  if (waiting_.empty()) return {};
  cache::Notices notices;
  auto text = answers(notices);
  tell(log_, notices);
  if (!text) text = all_failed(text.error());
  waiting_.clear();
  if (!text) return fail(text.error());
  return io::write_stdout(*text);
}

}  // namespace tiyf_cache
