#include "tiyf/reconcile/order_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "tiyf/reconcile/mismatch.hpp"
#include "tiyf/reconcile/stale.hpp"

namespace tiyf::reconciling {
namespace {

Fields view(const Order& order) {
  Fields out{{"status", std::string(name(order.status))},
             {"symbol", order.symbol.value},
             {"side", std::string(name(order.side))},
             {"size", order.size},
             {"filled", order.filled}};
  if (order.avg_fill_price) out.push_back({"avg_fill_price", *order.avg_fill_price});
  if (order.type) out.push_back({"type", std::string(name(*order.type))});
  if (order.price) out.push_back({"price", *order.price});
  out.push_back({"created_at", order.created_at});
  return out;
}

std::string_view client(const Order& order) { return order.client_id->value; }

}  // namespace

Finding order_finding(FindingKind kind, const Order* local, const Order* broker, std::string message) {
  Finding out{.kind = kind, .severity = usual_severity(kind), .message = std::move(message)};
  const Order& named = local != nullptr ? *local : *broker;
  out.symbol = named.symbol;
  out.client_id = named.client_id;
  out.decision_id = named.decision_id;
  if (broker != nullptr) {
    out.broker_id = broker->broker_id;
    out.broker = view(*broker);
    out.evidence = broker->evidence;
  } else {
    out.broker_id = local->broker_id;
  }
  if (local != nullptr) {
    out.local = view(*local);
    out.evidence.insert(out.evidence.end(), local->evidence.begin(), local->evidence.end());
  }
  std::sort(out.evidence.begin(), out.evidence.end());
  out.evidence.erase(std::unique(out.evidence.begin(), out.evidence.end()), out.evidence.end());
  return out;
}

const Fill* conflicting_fill(const Order& ours, const Order& theirs) {
  const auto differs = [](const Fill& fill, const Fill& listed) {
    return listed.size != fill.size || listed.price != fill.price;
  };
  constexpr std::size_t few = 8;  // an index of so few costs more than it saves
  std::map<std::string_view, const Fill*> index;
  if (theirs.fills.size() > few)
    for (const auto& fill : theirs.fills) index.emplace(fill.id.value, &fill);
  const auto listed_as = [&](const FillId& id) -> const Fill* {
    if (!index.empty()) {
      const auto found = index.find(id.value);
      return found == index.end() ? nullptr : found->second;
    }
    for (const auto& fill : theirs.fills)
      if (fill.id == id) return &fill;
    return nullptr;
  };
  const Fill* first = nullptr;  // by id: a snapshot lists fills in another order than a journal
  for (const auto& fill : ours.fills)
    if (const auto* same = listed_as(fill.id); same != nullptr && differs(fill, *same))
      if (first == nullptr || fill.id < first->id) first = &fill;
  return first;
}

UtcTime OrderRules::asked_at() const { return std::min(broker.as_of, context.now); }

void OrderRules::judge(const Match& match, std::vector<Finding>& findings, Catch& caught) const {
  if (!match.duplicates.empty())
    judge_duplicates(match.local, match.duplicates, findings);
  else if (match.broker == nullptr)
    judge_absent(match, findings);
  else
    judge_present(match, findings, caught);
}

void OrderRules::judge_duplicates(const Order* local, const std::vector<const Order*>& orders,
                                  std::vector<Finding>& findings) const {
  std::vector<std::string> ids;
  for (const auto* order : orders) ids.push_back(order->broker_id->value);
  std::sort(ids.begin(), ids.end());
  const auto* first = *std::min_element(orders.begin(), orders.end(),
                                        [](auto* a, auto* b) { return a->broker_id < b->broker_id; });
  auto finding = order_finding(FindingKind::duplicate_broker_order, local, first,
                               fmt::format("{} orders are open at the broker under {}: {}", orders.size(),
                                           client(local != nullptr ? *local : *first), fmt::join(ids, ", ")));
  finding.extras.push_back({"broker_order_ids", ids});
  std::set lines(finding.evidence.begin(), finding.evidence.end());
  for (const auto* order : orders) lines.insert(order->evidence.begin(), order->evidence.end());
  finding.evidence.assign(lines.begin(), lines.end());
  findings.push_back(std::move(finding));
}

void OrderRules::judge_unknown(const Order& order, std::vector<Finding>& findings) const {
  if (!is_open(order.status)) return;
  findings.push_back(order_finding(
      FindingKind::orphan_broker_order, nullptr, &order,
      fmt::format("{} is open at the broker and nobody here knows it: {} {} {}", order.broker_id->value,
                  name(order.side), order.size.text(), order.symbol.value)));
}

void OrderRules::judge_absent(const Match& match, std::vector<Finding>& findings) const {
  if (broker.coverage.orders == OrderCoverage::partial) return;  // absence proves nothing
  const Order& local = *match.local;
  if (local.status == OrderStatus::decided) {
    if (match.known_from == KnownFrom::logs)
      findings.push_back(
          order_finding(FindingKind::decision_not_sent, &local, nullptr,
                        fmt::format("{} was decided and is not at the broker", client(local))));
    return;
  }
  if (!is_open(local.status)) return;
  const Duration age = asked_at() - local.last_event_at;
  // A line from further ahead than the grace is wrong about its time: it must not stay "in flight" for good.
  const bool from_the_future = local.last_event_at - context.now > context.rules.in_flight_grace;
  if (age <= context.rules.in_flight_grace && !from_the_future) {
    findings.push_back(order_finding(FindingKind::in_flight_order, &local, nullptr,
                                     fmt::format("{} is {} here and not yet at the broker, within the grace",
                                                 client(local), name(local.status))));
    return;
  }
  auto message =
      fmt::format("{} is {} here and the broker has no such order", client(local), name(local.status));
  const bool closed_unlisted = broker.coverage.orders == OrderCoverage::open_only ||
                               (broker.coverage.since && local.last_event_at < *broker.coverage.since);
  if (from_the_future)
    message += fmt::format("; its last line is of {}, ahead of our clock", local.last_event_at.text());
  if (closed_unlisted)
    message += "; it may also have closed there: the snapshot does not list orders closed that early";
  findings.push_back(order_finding(FindingKind::stale_local_order, &local, nullptr, std::move(message)));
}

void OrderRules::judge_present(const Match& match, std::vector<Finding>& findings, Catch& caught) const {
  const Order& ours = *match.local;
  const Order& theirs = *match.broker;
  const auto add = [&](FindingKind kind, std::string message) -> Finding& {
    return findings.emplace_back(order_finding(kind, &ours, &theirs, std::move(message)));
  };
  const bool adopted = ours.status == OrderStatus::decided;
  const auto id = client(ours);

  if (match.id_conflict)
    add(FindingKind::id_conflict, fmt::format("{} is {} here; the broker gives it the client id {}",
                                              theirs.broker_id->value, id, client(theirs)));
  if (adopted)
    add(FindingKind::unjournaled_order_caught_by_reconcile,
        fmt::format("{} is {} at the broker; the journal never saw it sent ({})", id, name(theirs.status),
                    match.known_from == KnownFrom::cache ? "only the cache knows it" : "it was decided"));
  if (ours.status == OrderStatus::sent && theirs.status != OrderStatus::rejected)
    add(FindingKind::ack_caught_by_reconcile,
        fmt::format("{} is known at the broker as {}", id, theirs.broker_id->value));

  const auto fields = mismatched_fields(ours, theirs);
  if (!fields.empty())
    add(FindingKind::order_mismatch,
        fmt::format("{} differs at the broker in {}; no correction is offered", id, fmt::join(fields, ", ")))
        .extras.push_back({"fields", fields});

  if (theirs.filled > ours.filled) {
    const auto kind = is_open(theirs.status) ? FindingKind::partial_fill_caught_by_reconcile
                                             : FindingKind::fill_caught_by_reconcile;
    add(kind,
        fmt::format("{} is filled {} at the broker, {} here", id, theirs.filled.text(), ours.filled.text()))
        .extras.push_back({"caught", theirs.filled - ours.filled});
  } else if (ours.filled > theirs.filled) {
    add(FindingKind::fill_missing_on_broker,
        fmt::format("{} is filled {} here, {} at the broker", id, ours.filled.text(), theirs.filled.text()));
  }

  if (const auto* fill = conflicting_fill(ours, theirs)) {
    auto& finding =
        add(FindingKind::fill_conflict,
            fmt::format("fill {} of {} has another size or price at the broker", fill->id.value, id));
    finding.extras = {{"where", std::string("broker")}, {"fill_id", fill->id.value}};
  }
  if (is_terminal(theirs.status) && theirs.status != OrderStatus::filled && theirs.filled < theirs.size &&
      is_open(ours.status))
    add(FindingKind::cancel_caught_by_reconcile,
        fmt::format("{} was {} by the broker at {} of {}", id, name(theirs.status), theirs.filled.text(),
                    theirs.size.text()))
        .extras.push_back({"broker_status", std::string(name(theirs.status))});
  if (is_terminal(ours.status) && is_open(theirs.status))
    add(FindingKind::closed_here_open_on_broker,
        fmt::format("{} is {} here and still {} at the broker", id, name(ours.status), name(theirs.status)));
  judge_stale(match, context, findings);

  if (!fields.empty()) return;
  catch_up(match, adopted ? Adoption::adopt : Adoption::none, broker.as_of, caught);
  if (cancelled_by_run(theirs, context)) close_cancelled(match, std::max(broker.as_of, context.now), caught);
}

}  // namespace tiyf::reconciling
