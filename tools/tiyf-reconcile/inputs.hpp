// The inputs of a reconciliation, read from files or stdin into states, each with its note for the report.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "log_run.hpp"
#include "tiyf/cli/log.hpp"
#include "tiyf/documents/broker_text.hpp"
#include "tiyf/events/event_reader.hpp"
#include "tiyf/fold/order_book.hpp"
#include "tiyf/io/source.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/snapshot.hpp"
#include "tiyf/outcome/report.hpp"

namespace tiyf {

// Paths as the user gave them; "-" is stdin, for one of them at most.
struct InputPaths {
  std::optional<std::string> config;
  std::optional<std::string> decision_log;
  std::optional<std::string> order_journal;
  std::optional<std::string> broker;         // a snapshot document
  std::optional<std::string> broker_events;  // an event log
  bool strict = false;                       // refuse unknown events
  // Keeps the streams among the logs for a second reading.
  std::shared_ptr<LogSources> sources = std::make_shared<LogSources>();

  [[nodiscard]] LogInput log(Dialect dialect, const std::string& path) const {
    return {dialect, path, strict ? UnknownEvents::refuse : UnknownEvents::count, *sources};
  }
  void add_config(CLI::App& app);
  void add_ours(CLI::App& app);
  void add_brokers(CLI::App& app);
  [[nodiscard]] std::vector<std::string> given() const;
  // usage (64): one stream for two inputs, or both kinds of broker file.
  [[nodiscard]] Result<void> check() const;
  [[nodiscard]] bool reads_stdin() const;
  // Neither broker file is given: the config's adapter is asked.
  [[nodiscard]] bool asks_adapter() const { return !broker && !broker_events; }
  // usage (64): no broker file, and no adapter in the config either.
  [[nodiscard]] Result<void> check_broker(const Config& with) const;
  [[nodiscard]] bool any_log() const { return decision_log || order_journal || broker_events; }
};

// The config of `paths`, or the defaults; notes it when there is one.
[[nodiscard]] Result<Config> load_config(const InputPaths& paths, std::vector<InputNote>& notes);

// Called once a fold, anew for a second one: gives who says of a closed order that the fold may let go of it.
using MakeSettler = std::function<Settler&()>;

// Decision log and order journal, folded as of `now`. With `make_settler` the fold lets go of settled
// orders.
[[nodiscard]] Result<Snapshot> load_ours(const InputPaths& paths, const Config& config, UtcTime now,
                                         const cli::Log& log, std::vector<InputNote>& notes,
                                         const MakeSettler& make_settler = {});

// The broker's snapshot file, or its event log folded as of `now`.
[[nodiscard]] Result<Snapshot> load_brokers(const InputPaths& paths, const Config& config, UtcTime now,
                                            const cli::Log& log, std::vector<InputNote>& notes);

// What the broker says: in memory as a whole, or text of which the needed rows are read later.
class Brokers {
 public:
  explicit Brokers(Snapshot whole) : whole_(std::move(whole)), listed_(list_orders(*whole_)) {}
  explicit Brokers(documents::BrokerText text) : text_(std::move(text)) {}
  Brokers(Brokers&&) = default;
  Brokers(const Brokers&) = delete;

  // Everything but the orders and their fills.
  [[nodiscard]] const Snapshot& head() const { return text_ ? text_->head() : *whole_; }
  [[nodiscard]] const ListedOrders& listed() const { return text_ ? text_->listed() : listed_; }
  // The snapshot without the settled orders; the rest is spent.
  [[nodiscard]] Snapshot unsettled(const std::vector<bool>& settled) &&;

 private:
  std::optional<Snapshot> whole_;
  ListedOrders listed_;
  std::optional<documents::BrokerText> text_;
};

// load_brokers() for a comparison that settles orders on the way.
[[nodiscard]] Result<Brokers> load_listed(const InputPaths& paths, const Config& config, UtcTime now,
                                          const cli::Log& log, std::vector<InputNote>& notes);

// What the report says of a document.
[[nodiscard]] InputNote document_note(Input input, std::string_view text);

// malformed (65) when both name an account and not the same one: then nothing may be compared.
[[nodiscard]] Result<void> same_account(const Config& config, const Snapshot& brokers,
                                        const std::string& broker_file);

}  // namespace tiyf
