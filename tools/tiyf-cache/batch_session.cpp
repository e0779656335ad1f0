#include "batch_session.hpp"

#include <algorithm>

#include "tiyf/io/cache_open.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/json/writer.hpp"

namespace tiyf_cache {
namespace {

constexpr std::size_t kCommandsInCommit = 1000;

const cache::Claim* claim_of(const cache::Command& command) {
  if (const auto* reserve = std::get_if<cache::ReserveCommand>(&command)) return &reserve->claim;
  if (const auto* check = std::get_if<cache::CheckCommand>(&command)) return &check->claim;
  return nullptr;
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
    waiting_.emplace_back(Accepted{line.number, std::move(*command)});
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
  waiting_.emplace_back(Refused{line.number, reader_.client_id(), std::move(error)});
}

Result<std::string> BatchSession::failed(const cache::Command& command, const Error& error) const {
  cache::Failure failure{
      .id = cache::id_of(command), .timestamp = clock_.now(), .message = described(path_, error)};
  if (const cache::Claim* claim = claim_of(command)) failure.decision_id = claim->decision_id;
  return cache::line_of(failure);
}

Result<std::string> BatchSession::answer(const Refused& refused) {
  json::Writer writer(json::Layout::line);
  writer.begin_object().member("result", "malformed");
  if (refused.id) writer.member("broker_client_order_id", refused.id->value);
  writer.member("line", refused.line);
  if (refused.error.column != 0) writer.member("column", refused.error.column);
  writer.member("message", refused.error.message).end_object();
  return writer.finish();
}

// A damaged part of the cache fails the commands that need it, and no others.
Result<std::string> BatchSession::answer(const Accepted& accepted, UtcTime now, cache::Notices& notices) {
  const auto done = cache::carry_out(*store_, accepted.command, now, notices);
  if (done) return cache::line_of(*done);
  if (done.error().kind == ErrorKind::usage) {
    any_malformed_ = true;
    return answer(Refused{accepted.line, cache::id_of(accepted.command), done.error()});
  }
  any_failed_ = true;
  alert(log_, path_, done.error());
  return failed(accepted.command, done.error());
}

Result<std::string> BatchSession::all_failed(const Error& error) {
  any_failed_ = true;
  alert(log_, path_, error);
  std::string text;
  for (const Item& item : waiting_) {
    const auto* refused = std::get_if<Refused>(&item);
    TIYF_TRY(line, refused != nullptr ? answer(*refused) : failed(std::get<Accepted>(item).command, error));
    text += line + "\n";
  }
  return text;
}

Result<std::string> BatchSession::answers(cache::Notices& notices) {
  const bool writing = std::any_of(waiting_.begin(), waiting_.end(), [](const Item& item) {
    const auto* accepted = std::get_if<Accepted>(&item);
    return accepted != nullptr && cache::writes(accepted->command);
  });
  if (!store_) {
    TIYF_TRY(store, io::cache_store(path_));
    store_ = std::move(store);
  }
  TIYF_CHECK(store_->begin(writing ? cache::Access::write : cache::Access::read));
  const cache::Turn turn(*store_);
  const bool was_there = store_->exists();
  const UtcTime now = clock_.now();
  cache::notice_clock(*store_, now, notices);
  if (writing) TIYF_CHECK(cache::purge(*store_, now, notices));
  std::string text;
  for (const Item& item : waiting_) {
    const auto* refused = std::get_if<Refused>(&item);
    TIYF_TRY(line, refused != nullptr ? answer(*refused) : answer(std::get<Accepted>(item), now, notices));
    text += line;
    text += '\n';
  }
  TIYF_CHECK(store_->commit(now));
  if (!was_there && store_->exists()) notices.push_back(cache::created(path_));
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
