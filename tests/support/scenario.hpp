// One reconciliation from the texts of its inputs, the way tiyf-reconcile puts the parts together, without
// files. Rule tests write the texts in the notation of notation.hpp and read the outcome back in words.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/notation.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf::scenario {

// The inputs as bytes. A broker event log is used when there is one, else the snapshot document.
struct Texts {
  std::string decisions;
  std::string journal;
  std::string broker;
  std::optional<std::string> broker_events{};
  std::string config = R"({"schema":"tiyf.config.v1"})";
  std::string now = "2025-10-06T12:10:00Z";
};

// The inputs in the notation.
struct Scenario {
  std::vector<std::string> decisions{};
  std::vector<std::string> journal{};
  std::vector<std::string> orders{};  // of the broker's snapshot
  std::optional<std::vector<std::string>> fills{};
  std::optional<std::vector<std::string>> positions{};
  std::string coverage{};                                   // a JSON object; empty: not given
  std::optional<std::vector<std::string>> broker_events{};  // instead of the snapshot
  std::string config{};                                     // members, as R"("reconcile":{…})"
  std::string as_of = "12:10:00";
  std::string now = "12:10:00";
  std::optional<std::vector<std::string>> cache{};  // client ids that have an entry: c1 EURUSD buy 1000
  std::vector<std::string> cancels{};               // tried by this run: asked id, answered id, status
  std::vector<std::string> cancel_requests{};       // of earlier runs: broker ids

  [[nodiscard]] Texts texts() const;
};

struct Outcome {
  Config config;
  Snapshot ours;                            // as folded
  std::unique_ptr<const Snapshot> brokers;  // `result` points into it
  Reconciliation result;
  std::vector<RetryAdvice> advice;
  RunStatus status = RunStatus::failed;
  std::uint64_t duplicate_fills = 0;  // of our journal
  std::uint64_t duplicate_sends = 0;

  // Kinds of the findings on a client id, or of all, in report order: "order_mismatch
  // ack_caught_by_reconcile".
  [[nodiscard]] std::string kinds(std::string_view client_id) const;
  [[nodiscard]] std::string kinds() const;
  // The one finding of that kind; throws when there is none, or more than one.
  [[nodiscard]] const Finding& finding(FindingKind kind) const;
  [[nodiscard]] std::string advice_on(std::string_view client_id) const;
  // Each correction as "fill c1 f1 400 1.1": its event, then what that says beside times.
  [[nodiscard]] std::vector<std::string> corrections() const;
  // "1000@1.1 here, 500@1.2 there, drift 500 and 1000 pips: mismatch units_diff"; - for null.
  [[nodiscard]] std::string position(std::string_view symbol) const;
  [[nodiscard]] const Order& order(std::string_view client_id) const;  // ours, as folded
  // Our folded position, "1000@1.1".
  [[nodiscard]] std::string our_position(std::string_view symbol) const;
};

// The named extra of a finding as text: words joined by ' '; "" when it has none of that name.
[[nodiscard]] std::string extra(const Finding& finding, std::string_view name);

[[nodiscard]] CacheEntries cache_entries(const std::vector<std::string>& notations);
[[nodiscard]] std::optional<CacheEntries> cache_of(const Scenario& scenario);

// A part of an input that could not be read is an Error, as in the tool. `cache` null: none in use.
[[nodiscard]] Result<Outcome> try_run(const Texts& texts, const CacheEntries* cache = nullptr,
                                      const CancelAnswers* cancels = nullptr,
                                      const CancelRequests* cancel_requests = nullptr);
[[nodiscard]] Result<Outcome> try_run(const Scenario& scenario);
// Throws when it cannot compare.
[[nodiscard]] Outcome run(const Texts& texts, const CacheEntries* cache = nullptr);
[[nodiscard]] Outcome run(const Scenario& scenario);

// The corrections as the engine would append them to its journal.
[[nodiscard]] std::string corrections_text(const Outcome& outcome);

}  // namespace tiyf::scenario
