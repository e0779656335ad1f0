// Two states → findings, positions, corrections, retry advice (CONTRACT §4). Pure: no file, no clock, no
// JSON.
//
// Invariants (tests/property/reconcile_*):
//  R1. The result depends on the states alone, not on the order of rows.
//  R2. Convergence: with the corrections appended to the journal, a second reconciliation against the same
//  broker state
//      reports no finding that had a correction, and asks for none.
//  R3. Nothing critical is ever corrected away.
//  R4. Unknown is never read as empty: no positions, partial coverage and missing averages prove nothing.
//
// Fail-closed readings where the contract is silent or at odds with itself:
//  - order_mismatch is also raised when broker fills would be applied to an order of another symbol or side,
//  and when the
//    broker closed an order short but filled more of it than its size here: applying those would corrupt our
//    side.
//  - fill_conflict is also raised when the broker lists one of our fill ids with another size or price.
//  - a line of our journal that is ahead of our clock by more than the grace does not keep an order in
//  flight.
//  - safe_to_retry is not given after a torn journal tail, nor while the broker has an order without client
//  id that could
//    be this one, nor when a second broker order under the id was more than refused.
//  - an order is not cancelled on a snapshot that is too old: by now it may be another story. What this run
//  cancelled is not
//    requeued: it was not to stand there any longer. Nor is what an earlier run asked to cancel, however the
//    broker closed it: that run may have died before it could tell, or nobody has appended its corrections
//    yet.
//  - a broker order that only our acknowledgement ties to an order counts as one more under that client id,
//  so two open
//    ones are a duplicate_broker_order however they are tied.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/model/cache_entry.hpp"
#include "tiyf/model/cancel.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf {

enum class PositionStatus { match, mismatch, unknown };
[[nodiscard]] std::string_view name(PositionStatus status);

struct PositionRow {
  Symbol symbol;
  Decimal local_units;
  std::optional<Decimal> local_avg;
  std::optional<Decimal> broker_units;  // none: not known
  std::optional<Decimal> broker_avg;
  std::optional<Decimal> drift_units;  // local − broker
  std::optional<Decimal> drift_pips;   // absolute; none when the prices are not comparable
  PositionStatus status = PositionStatus::match;
  std::string_view reason;
};

enum class Advice { hold, safe_to_retry, do_not_retry };
[[nodiscard]] std::string_view name(Advice advice);

struct RetryAdvice {
  ClientOrderId client_id;
  std::optional<DecisionId> decision_id;
  Advice advice;
  std::string reason;
};

enum class CorrectionKind {
  order_sent,
  order_accepted,
  fill,
  order_cancelled,
  order_rejected,
  order_expired
};
[[nodiscard]] std::string_view name(CorrectionKind kind);

// A line that the engine must append to its journal to agree with the broker.
struct Correction {
  CorrectionKind kind;
  UtcTime ts;
  ClientOrderId client_id;
  std::optional<BrokerOrderId> broker_id;
  std::optional<DecisionId> decision_id;
  Symbol symbol;
  Side side;
  std::optional<Decimal> size;  // order_sent: the order's; fill: the fill's
  std::optional<OrderType> type;
  std::optional<Decimal> price;
  std::optional<FillId> fill_id;
  bool inferred = false;
  bool cancelled_by_run = false;  // order_cancelled: we asked for it
};

// A decision for the remainder of an order that the broker closed short (partial_fill: requeue).
struct Requeue {
  ClientOrderId client_id;
  Correction terms;  // symbol, side, size (the remainder), type, price, decision_id
};

enum class TradeSource { both, broker, journal };
[[nodiscard]] std::string_view name(TradeSource source);

struct Trade {
  UtcTime ts;
  std::optional<DecisionId> decision_id;
  std::optional<ClientOrderId> client_id;
  std::optional<BrokerOrderId> broker_id;
  FillId fill_id;
  Symbol symbol;
  Side side;
  Decimal size;
  std::optional<Decimal> price;
  std::optional<Decimal> intended_price;
  TradeSource source;
  std::optional<Evidence> evidence;  // the line of a log that it comes from
};

// A trade that is told and not kept.
struct TradeView {
  UtcTime ts;
  const std::optional<DecisionId>& decision_id;
  const std::optional<ClientOrderId>& client_id;
  const std::optional<BrokerOrderId>& broker_id;
  const FillId& fill_id;
  const Symbol& symbol;
  Side side;
  Decimal size;
  const std::optional<Decimal>& price;
  const std::optional<Decimal>& intended_price;
  TradeSource source;
  std::optional<Evidence> evidence;
};
[[nodiscard]] inline Trade kept(const TradeView& t) {
  return {t.ts,   t.decision_id, t.client_id, t.broker_id,      t.fill_id, t.symbol,
          t.side, t.size,        t.price,     t.intended_price, t.source,  t.evidence};
}
[[nodiscard]] inline TradeView view(const Trade& t) {
  return {t.ts,   t.decision_id, t.client_id, t.broker_id,      t.fill_id, t.symbol,
          t.side, t.size,        t.price,     t.intended_price, t.source,  t.evidence};
}

// Changes to the idempotency cache; empty when none is in use.
struct CachePlan {
  std::vector<CacheEntry> restore;
  std::map<ClientOrderId, CacheStatus> mark;  // forward only
};

// What the broker has under one of our client ids.
struct AtBroker {
  const Order* order;         // the match
  bool another_used = false;  // a second, closed order there was more than refused
  bool cancelled = false;     // by this run, confirmed
};

// An order that a run may cancel where it is permitted to: open on both sides for longer than order_ttl, or
// partly filled with `partial_fill: close`; nothing critical is said of it, and the snapshot is fresh.
struct Cancellable {
  BrokerOrderId broker_id;
  ClientOrderId client_id;
};

// Client ids under which the broker has two or more open orders, and all its orders under them, by both ids.
struct Contested {
  std::set<ClientOrderId> clients;
  std::set<std::pair<std::optional<ClientOrderId>, std::optional<BrokerOrderId>>> at_broker;
};
// duplicate_broker_order is all that is said of such an id (CONTRACT §4).
void drop_what_else_is_said(std::vector<Finding>& findings, const Contested& contested);

struct Reconciliation {
  std::vector<Finding> findings;  // of the folds and of the comparison; sort with report_order before showing
  std::vector<PositionRow> positions;
  std::vector<Correction>
      corrections;  // orders opened, then fills in the order of application, then closings
  std::vector<Requeue> requeues;
  std::vector<Trade> trades;  // by time, then ids
  CachePlan cache;
  std::vector<Cancellable> cancellable;  // by broker id
  std::vector<Order> local_before;  // our orders as they were, cache-only ones included: what advice is about
  std::map<ClientOrderId, AtBroker> at_broker;
  Contested contested;
  std::vector<const Order*> nameless;  // the broker's orders without a client id that nobody here knows
  Decimal max_drift_pips;
};

struct ReconcileContext {
  const ReconcileRules& rules;
  const Instruments& instruments;
  UtcTime now;
  const CacheEntries* cache = nullptr;  // null: none in use, or it could not be loaded
  Duration cache_ttl{};                 // of entries that are put back
  bool journal_torn = false;            // the journal's last line is cut off: it may have been an order_sent
  bool cache_unreadable = false;        // in use, but it could not be loaded: absence from it proves nothing
  const CancelAnswers* cancels = nullptr;  // of what this run has tried to cancel; null: nothing yet
  // What earlier runs tried to cancel; null: nothing, or nothing is requeued.
  const CancelRequests* cancel_requests = nullptr;
};

// `broker` must outlive the result. Fails as malformed (65) when a sum or an average does not fit 18 digits.
[[nodiscard]] Result<Reconciliation> reconcile(Snapshot local, const Snapshot& broker,
                                               const ReconcileContext& context);

// Trades need a pip for their slippage: pip_size_missing for each such symbol of which it is not said yet.
void add_pip_findings(std::vector<Finding>& findings, const std::set<Symbol>& without_pip_size);

// Advice for every order that was not closed here before the run, by client id; after all findings are known.
[[nodiscard]] std::vector<RetryAdvice> retry_advice(const Reconciliation& result, const Snapshot& broker,
                                                    const ReconcileContext& context);

enum class RunStatus { healthy, degraded, manual_intervention, failed };
[[nodiscard]] std::string_view name(RunStatus status);

// The status that all findings together give; stale and orphan orders up to their expected counts do not
// count.
[[nodiscard]] RunStatus assess(const std::vector<Finding>& findings, const ReconcileRules& rules);

}  // namespace tiyf
