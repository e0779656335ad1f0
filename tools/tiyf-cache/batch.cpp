#include "batch_session.hpp"
#include "tiyf/io/waiting_input.hpp"
#include "verbs.hpp"

namespace tiyf_cache {
namespace {

// Answers whatever has come in as soon as input pauses, and at the latest when a commit's worth is there.
Result<void> answer_all(BatchSession& session) {
  json::LineSplitter lines([&session](const json::Line& line) -> Result<void> {
    session.add(line);
    if (session.full()) return session.flush();
    return {};
  });
  io::WaitingInput input;
  for (;;) {
    if (!session.empty() && !input.more_is_there()) TIYF_CHECK(session.flush());
    TIYF_TRY(bytes, input.read());
    if (!bytes) break;
    TIYF_CHECK(lines.feed(*bytes));
  }
  TIYF_CHECK(lines.finish());
  return session.flush();
}

}  // namespace

cli::Verb batch_verb(const CachePathFlag& flag) {
  const auto setup = [](CLI::App& verb) {
    verb.footer(
        "Reads one JSON object a line on stdin, "
        "{\"op\":\"reserve|check|mark|get\",\"broker_client_order_id\":…}, and "
        "writes one answer a line, in order, each durable before it is written. Exit: 0 when every line was "
        "answered; "
        "65 when one was malformed; 3 when the cache failed.");
  };
  const auto run = [&flag](const cli::Common& common, const cli::Log& log) -> Result<int> {
    TIYF_TRY(path, flag.required());
    TIYF_TRY(clock, common.clock());
    // A path that cannot be a cache is wrong before the first line comes in.
    if (!path.ends_with(".db") && !path.ends_with(".sqlite") && !path.ends_with(".json"))
      return fail(ErrorKind::usage, path + ": a cache ends in .db, .sqlite or .json");
    BatchSession session(path, clock, log);
    TIYF_CHECK(answer_all(session));
    return session.exit_code();
  };
  return {"batch", "answer commands on stdin, many to a commit", setup, run};
}

}  // namespace tiyf_cache
