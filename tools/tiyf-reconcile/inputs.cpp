#include "inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "tiyf/cli/progress.hpp"
#include "tiyf/documents/config.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/fold/order_book.hpp"
#include "tiyf/io/digest.hpp"
#include "tiyf/io/files.hpp"
#include "tiyf/io/source.hpp"

namespace tiyf {
namespace {

InputNote note_of(Input input, io::TextDigest digest) {
  return {.input = input, .sha256 = std::move(digest.sha256), .lines = digest.lines};
}

}  // namespace

InputNote document_note(Input input, std::string_view text) { return note_of(input, io::digest_text(text)); }

Result<void> same_account(const Config& config, const Snapshot& brokers, const std::string& broker_file) {
  if (!config.account || !brokers.account || *config.account == *brokers.account) return {};
  return fail(
      Error{ErrorKind::malformed,
            fmt::format("the broker snapshot is of account {}, the config's is {}: nothing was compared",
                        *brokers.account, *config.account),
            broker_file, 0, 0, "/account"});
}

void InputPaths::add_config(CLI::App& app) {
  app.add_option("--config", config, "Config document (tiyf.config.v1); defaults without it")
      ->type_name("FILE");
}

void InputPaths::add_ours(CLI::App& app) {
  app.add_option("--decision-log", decision_log, "Engine decision log, JSONL; - for stdin")
      ->type_name("FILE");
  app.add_option("--order-journal", order_journal, "Engine order journal, JSONL; - for stdin")
      ->type_name("FILE");
  if (app.get_option_no_throw("--strict") == nullptr)
    app.add_flag("--strict", strict, "Refuse events that are not known instead of counting them");
}

void InputPaths::add_brokers(CLI::App& app) {
  app.add_option("--broker", broker, "Broker snapshot (tiyf.broker_snapshot.v1); - for stdin")
      ->type_name("FILE");
  app.add_option("--broker-events", broker_events, "Broker event log, JSONL; - for stdin")->type_name("FILE");
  if (app.get_option_no_throw("--strict") == nullptr)
    app.add_flag("--strict", strict, "Refuse events that are not known instead of counting them");
}

std::vector<std::string> InputPaths::given() const {
  std::vector<std::string> paths;
  for (const auto* path : {&config, &decision_log, &order_journal, &broker, &broker_events})
    if (*path) paths.push_back(**path);
  return paths;
}

Result<void> InputPaths::check() const {
  const auto paths = given();
  if (std::ranges::count(paths, "-") > 1) return fail(ErrorKind::usage, "only one input may be - (stdin)");
  for (auto one = paths.begin(); one != paths.end(); ++one)
    if (const auto other = std::find_if(one + 1, paths.end(),
                                        [&](const auto& path) { return io::is_one_stream(*one, path); });
        other != paths.end())
      return fail(ErrorKind::usage,
                  fmt::format("{} and {} are one stream, which can be read once; give a file", *one, *other));
  if (broker && broker_events) return fail(ErrorKind::usage, "give --broker or --broker-events, not both");
  return {};
}

Result<void> InputPaths::check_broker(const Config& with) const {
  if (!asks_adapter() || !with.broker.command.empty()) return {};
  return fail(
      ErrorKind::usage,
      "give --broker FILE or --broker-events FILE, or a --config with broker.command to ask the broker");
}

bool InputPaths::reads_stdin() const { return std::ranges::count(given(), "-") != 0; }

Result<Config> load_config(const InputPaths& paths, std::vector<InputNote>& notes) {
  if (!paths.config) return Config{};
  TIYF_TRY(text, io::read_all(*paths.config));
  notes.push_back(document_note(Input::config, text));
  return documents::read_config(text, *paths.config);
}

namespace {

enum class Decisions {
  first,
  // A decision is read before the journal line that it led to wherever the clocks agree, so that neither log
  // has to be held; where they do not, the book notices (OrderBook::missed).
  by_time,
};

Result<Snapshot> fold_logs(const InputPaths& paths, const Config& config, UtcTime now, const cli::Log& log,
                           std::vector<InputNote>& notes, OrderBook& book, Decisions order) {
  io::ReadAhead ahead;
  UtcTime decided{.seconds = std::numeric_limits<std::int64_t>::min()};
  std::optional<LogRun> decisions;
  if (paths.decision_log)
    decisions.emplace(paths.log(Dialect::decision_log, *paths.decision_log), config.instruments, ahead,
                      [&](const Event& event) {
                        decided = event.ts;
                        return book.decision(event);
                      });
  std::optional<LogRun> journal;
  if (paths.order_journal)
    journal.emplace(paths.log(Dialect::order_journal, *paths.order_journal), config.instruments, ahead,
                    [&](const Event& event) {
                      while (decisions && !decisions->over() && decided <= event.ts) decisions->advance();
                      return book.apply(event);
                    });
  cli::Progress progress(log);
  const auto drain = [&](LogRun& run) {
    run.look_ahead(book);
    while (!run.done()) {
      run.advance();
      progress.read((journal ? journal->bytes() : 0) + (decisions ? decisions->bytes() : 0));
    }
  };
  if (decisions) decisions->look_ahead(book);
  if (decisions && order == Decisions::first) drain(*decisions);
  if (journal) drain(*journal);
  if (decisions) {
    drain(*decisions);
    TIYF_CHECK(decisions->finish(log, notes));
  }
  if (journal) {
    TIYF_CHECK(journal->finish(log, notes));
    notes.back().duplicate_fills = book.duplicate_fills();
    notes.back().duplicate_sends = book.duplicate_sends();
  }
  return book.finish(now);
}

}  // namespace

Result<Snapshot> load_ours(const InputPaths& paths, const Config& config, UtcTime now, const cli::Log& log,
                           std::vector<InputNote>& notes, const MakeSettler& make_settler) {
  OrderBook::Pinned pinned;
  while (true) {
    OrderBook book(BookSide::ours, paths.order_journal.value_or(""), paths.decision_log.value_or(""));
    if (make_settler) book.let_go(make_settler(), pinned);
    if (!pinned.empty() && paths.decision_log) {
      std::vector<InputNote> again;
      TIYF_CHECK(read_log(paths.log(Dialect::decision_log, *paths.decision_log), config.instruments, log,
                          again, [&](const Event& event) { return book.pinned_decision(event); }));
    }
    auto these = notes;
    auto folded =
        fold_logs(paths, config, now, log, these, book, make_settler ? Decisions::by_time : Decisions::first);
    // Lines came about orders that were let go: a second look, with those kept. It cannot go on and on: what
    // is missed is an order that was not pinned, and where nothing is let go nothing is missed.
    if (!make_settler || book.missed().empty()) {
      notes = std::move(these);
      return folded;
    }
    pinned.insert(book.missed().begin(), book.missed().end());
  }
}

namespace {

// Orders that the broker's log never opens, but whose lines name an order that our decision log knows: their
// decisions come first, in a fold of its own. What keeps the decision log from being read is for load_ours to
// tell; no line is warned of twice.
Result<Snapshot> fold_broker_events(const InputPaths& paths, const Config& config, UtcTime now,
                                    const cli::Log& log, std::vector<InputNote>& notes) {
  const auto read = [&](Dialect dialect, const std::string& path, const cli::Log& to,
                        std::vector<InputNote>& noted, EventReader::OnEvent on_event) {
    return read_log(paths.log(dialect, path), config.instruments, to, noted, std::move(on_event));
  };
  const auto fold = [&](OrderBook& book, const cli::Log& to, std::vector<InputNote>& noted) -> Result<void> {
    TIYF_CHECK(read(Dialect::broker_events, *paths.broker_events, to, noted,
                    [&](const Event& event) { return book.apply(event); }));
    noted.back().duplicate_fills = book.duplicate_fills();
    noted.back().duplicate_sends = book.duplicate_sends();
    return {};
  };
  OrderBook book(BookSide::brokers, *paths.broker_events);
  TIYF_CHECK(fold(book, log, notes));
  const auto unopened = book.unopened();
  if (unopened.empty() || !paths.decision_log) return book.finish(now);

  const cli::Log quiet(cli::LogFormat::logfmt, cli::Level::error);
  std::vector<InputNote> anew;
  OrderBook again(BookSide::brokers, *paths.broker_events, *paths.decision_log);
  const auto decided = read(Dialect::decision_log, *paths.decision_log, quiet, anew,
                            [&](const Event& event) { return again.decision_of(unopened, event); });
  if (!decided) return book.finish(now);
  TIYF_CHECK(fold(again, quiet, anew));
  notes.back() = std::move(anew.back());
  return again.finish(now);
}

}  // namespace

Result<Snapshot> load_brokers(const InputPaths& paths, const Config& config, UtcTime now, const cli::Log& log,
                              std::vector<InputNote>& notes) {
  if (paths.broker_events) return fold_broker_events(paths, config, now, log, notes);
  TIYF_TRY(text, io::read_all(*paths.broker));
  notes.push_back(document_note(Input::broker_snapshot, text));
  return documents::read_broker_snapshot(text, *paths.broker, config.instruments);
}

Result<Brokers> load_listed(const InputPaths& paths, const Config& config, UtcTime now, const cli::Log& log,
                            std::vector<InputNote>& notes) {
  if (!paths.broker) {
    TIYF_TRY(whole, load_brokers(paths, config, now, log, notes));
    return Brokers(std::move(whole));
  }
  TIYF_TRY(read, io::read_all(*paths.broker));
  auto text = std::make_unique<const std::string>(std::move(read));
  auto digest = io::digest_beside(*text);
  auto listed = documents::BrokerText::read(text, config.instruments);
  notes.push_back(note_of(Input::broker_snapshot, digest.get()));
  if (listed) return Brokers(*std::move(listed));
  TIYF_TRY(whole, documents::read_broker_snapshot(*text, *paths.broker, config.instruments));
  return Brokers(std::move(whole));
}

Snapshot Brokers::unsettled(const std::vector<bool>& settled) && {
  if (text_) return text_->unsettled(settled);
  auto& orders = whole_->orders;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    if (settled[i]) continue;
    if (kept != i) orders[kept] = std::move(orders[i]);
    ++kept;
  }
  orders.resize(kept);
  return *std::move(whole_);
}

}  // namespace tiyf
