#include "tiyf/reconcile/reconcile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "tiyf/reconcile/cache_plan.hpp"
#include "tiyf/reconcile/caught.hpp"
#include "tiyf/reconcile/critical.hpp"
#include "tiyf/reconcile/order_rules.hpp"
#include "tiyf/reconcile/positions.hpp"
#include "tiyf/reconcile/stale.hpp"
#include "tiyf/reconcile/trades.hpp"

namespace tiyf {
namespace {

using namespace reconciling;

template <class Enum, std::size_t N>
std::string_view in(const std::array<std::string_view, N>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

// What the snapshot says of itself: its age and its coverage.
void judge_snapshot(const Snapshot& broker, const ReconcileContext& context, std::vector<Finding>& findings) {
  const auto add = [&](FindingKind kind, std::string message) {
    Finding finding{.kind = kind, .severity = usual_severity(kind), .message = std::move(message)};
    finding.broker.push_back({"as_of", broker.as_of});
    findings.push_back(std::move(finding));
  };
  if (context.now - broker.as_of > context.rules.max_snapshot_age)
    add(FindingKind::broker_snapshot_stale,
        fmt::format("the broker snapshot is of {}, older than {}: take a new one", broker.as_of.text(),
                    context.rules.max_snapshot_age.text()));
  if (broker.as_of - context.now > context.rules.in_flight_grace)
    add(FindingKind::clock_skew,
        fmt::format("the broker snapshot is of {}, ahead of our clock: check both clocks",
                    broker.as_of.text()));
  if (broker.coverage.orders == OrderCoverage::partial)
    add(FindingKind::coverage_partial,
        "the broker snapshot says that its orders are incomplete: what it lacks proves nothing");
}

bool more_than_refused(const Order* order) {
  return order->status != OrderStatus::rejected || order->filled.is_positive();
}

// A requeue is offered only for an order of which nothing critical is said and that we did not want closed
// ourselves, and only once.
void keep_safe_requeues(std::vector<Requeue>& requeues, const std::vector<Finding>& findings,
                        const Matches& matches, const Gaps& gaps, const ReconcileContext& context) {
  if (context.rules.partial_fill != PartialFillPolicy::requeue) {
    requeues.clear();
    return;
  }
  const CriticalIds critical(findings);
  auto known = gaps.clients;
  std::set<ClientOrderId> held;
  for (const auto& match : matches.ours) {
    known.insert(*match.local->client_id);
    const bool filled_elsewhere = std::ranges::any_of(match.others, more_than_refused);
    if (filled_elsewhere || critical.on(*match.local, match.broker)) held.insert(*match.local->client_id);
  }
  const auto we_asked = [&](const BrokerOrderId& id) {
    return context.cancel_requests != nullptr && context.cancel_requests->contains(id);
  };
  std::erase_if(requeues, [&](const Requeue& r) {
    return we_asked(*r.terms.broker_id) || held.contains(r.terms.client_id) || known.contains(r.client_id) ||
           (context.cache != nullptr && context.cache->contains(r.client_id));
  });
}

}  // namespace

Result<Reconciliation> reconcile(Snapshot local, const Snapshot& broker, const ReconcileContext& context) {
  Reconciliation out;
  const auto gaps = gaps_of(local);
  out.findings = std::move(local.findings);
  out.findings.insert(out.findings.end(), broker.findings.begin(), broker.findings.end());
  judge_snapshot(broker, context, out.findings);

  const auto matches = match_orders(local.orders, broker.orders, context.cache, gaps);
  out.local_before = local.orders;
  const OrderRules rules{broker, context};
  Catch caught;
  for (const auto& match : matches.ours) {
    if (match.broker != nullptr)
      out.at_broker.emplace(*match.local->client_id,
                            AtBroker{match.broker, std::ranges::any_of(match.others, more_than_refused),
                                     cancelled_by_run(*match.broker, context)});
    rules.judge(match, out.findings, caught);
    plan_cache(match, context, out.cache, out.findings);
  }
  for (const auto& orders : matches.unknown_duplicates) rules.judge_duplicates(nullptr, orders, out.findings);
  for (const auto* order : matches.unknown) {
    rules.judge_unknown(*order, out.findings);
    if (!order->client_id) out.nameless.push_back(order);
  }

  out.cancellable = list_cancellable(matches, context, out.findings);

  auto positions = std::move(local.positions).value_or(PositionBook{});
  TIYF_TRY(corrections, apply_caught(caught, positions));
  out.corrections = std::move(corrections);
  TIYF_TRY(compared, compare_positions(positions, broker.positions, context));
  out.positions = std::move(compared.rows);
  std::move(compared.findings.begin(), compared.findings.end(), std::back_inserter(out.findings));
  for (const auto& row : out.positions)
    if (row.drift_pips) out.max_drift_pips = std::max(out.max_drift_pips, *row.drift_pips);

  out.contested = matches.contested;
  drop_what_else_is_said(out.findings, out.contested);

  out.requeues = std::move(caught.requeues);
  keep_safe_requeues(out.requeues, out.findings, matches, gaps, context);
  out.trades = list_trades(local, matches);
  std::sort(out.findings.begin(), out.findings.end(), report_order);
  return out;
}

void drop_what_else_is_said(std::vector<Finding>& findings, const Contested& contested) {
  std::erase_if(findings, [&](const Finding& f) {
    if (f.kind == FindingKind::duplicate_broker_order) return false;
    return (f.client_id && contested.clients.contains(*f.client_id)) ||
           contested.at_broker.contains({f.client_id, f.broker_id});
  });
}

void add_pip_findings(std::vector<Finding>& findings, const std::set<Symbol>& without_pip_size) {
  std::set<Symbol> said;
  for (const auto& finding : findings)
    if (finding.kind == FindingKind::pip_size_missing) said.insert(*finding.symbol);
  for (const auto& symbol : without_pip_size)
    if (!said.contains(symbol)) findings.push_back(pip_size_missing(symbol));
}

RunStatus assess(const std::vector<Finding>& findings, const ReconcileRules& rules) {
  const auto count = [&](FindingKind kind) {
    return static_cast<std::uint64_t>(
        std::count_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.kind == kind; }));
  };
  const bool stale_expected = count(FindingKind::stale_local_order) <= rules.expected_stale_orders;
  const bool orphans_expected = count(FindingKind::orphan_broker_order) <= rules.expected_orphan_orders;
  auto status = RunStatus::healthy;
  for (const auto& finding : findings) {
    if (finding.kind == FindingKind::stale_local_order && stale_expected) continue;
    if (finding.kind == FindingKind::orphan_broker_order && orphans_expected) continue;
    if (finding.severity == Severity::critical) return RunStatus::manual_intervention;
    if (finding.severity == Severity::warning) status = RunStatus::degraded;
  }
  return status;
}

std::string_view name(PositionStatus status) {
  return in(std::array<std::string_view, 3>{"match", "mismatch", "unknown"}, status);
}
std::string_view name(Advice advice) {
  return in(std::array<std::string_view, 3>{"hold", "safe_to_retry", "do_not_retry"}, advice);
}
std::string_view name(CorrectionKind kind) {
  return in(std::array<std::string_view, 6>{"order_sent", "order_accepted", "fill", "order_cancelled",
                                            "order_rejected", "order_expired"},
            kind);
}
std::string_view name(TradeSource source) {
  return in(std::array<std::string_view, 3>{"both", "broker", "journal"}, source);
}
std::string_view name(RunStatus status) {
  return in(std::array<std::string_view, 4>{"healthy", "degraded", "manual_intervention", "failed"}, status);
}

}  // namespace tiyf
