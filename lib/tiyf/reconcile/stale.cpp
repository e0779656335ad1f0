// `partial_fill: close` has no finding kind of its own. A remainder that it cancels is told as the contract's
// table tells of any order that is cancelled: stale_order_cancelled when the broker confirmed it, a critical
// stale_order_over_ttl when it was tried and not confirmed; the message says which rule asked for it. Where
// cancelling is not permitted or not possible, `close` is `keep` and nothing is said.
//
// The rest of the run sees the order as the snapshot has it, still open (a fill that is caught is a partial
// one, the exposure includes its remainder): what the broker has made of it is for the next snapshot to say.
#include "tiyf/reconcile/stale.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tiyf/reconcile/critical.hpp"
#include "tiyf/reconcile/order_rules.hpp"

namespace tiyf::reconciling {
namespace {

enum class Why { over_ttl, partly_filled };

std::optional<Why> due(const Order& ours, const Order& theirs, const ReconcileContext& context) {
  if (!is_open(ours.status) || !is_open(theirs.status)) return std::nullopt;
  if (context.now - theirs.created_at > context.rules.order_ttl) return Why::over_ttl;
  const bool partly_filled = theirs.filled.is_positive() && theirs.filled < theirs.size;
  if (context.rules.partial_fill == PartialFillPolicy::close && partly_filled) return Why::partly_filled;
  return std::nullopt;
}

const CancelAnswer* answer_to(const Order& theirs, const ReconcileContext& context) {
  if (context.cancels == nullptr) return nullptr;
  const auto found = context.cancels->find(*theirs.broker_id);
  return found == context.cancels->end() ? nullptr : &found->second;
}

std::string reason(Why why, const Order& ours, const Order& theirs, const ReconcileContext& context) {
  const auto& id = ours.client_id->value;
  if (why == Why::over_ttl)
    return fmt::format("{} is open since {}, longer than {}", id, theirs.created_at.text(),
                       context.rules.order_ttl.text());
  return fmt::format("{} is filled {} of {} and partial_fill is close", id, theirs.filled.text(),
                     theirs.size.text());
}

}  // namespace

bool cancelled_by_run(const Order& at_broker, const ReconcileContext& context) {
  const auto* answer = answer_to(at_broker, context);
  return answer != nullptr && confirms(*answer, *at_broker.broker_id);
}

void judge_stale(const Match& match, const ReconcileContext& context, std::vector<Finding>& findings) {
  const Order& ours = *match.local;
  const Order& theirs = *match.broker;
  const auto why = due(ours, theirs, context);
  if (!why) return;
  const auto* answer = answer_to(theirs, context);
  if (answer == nullptr && *why == Why::partly_filled) return;
  const auto text = reason(*why, ours, theirs, context);
  if (answer == nullptr) {
    findings.push_back(order_finding(FindingKind::stale_order_over_ttl, &ours, &theirs, text));
  } else if (confirms(*answer, *theirs.broker_id)) {
    findings.push_back(order_finding(FindingKind::stale_order_cancelled, &ours, &theirs,
                                     text + ": it was cancelled, the broker confirmed it"));
  } else {
    auto tried =
        order_finding(FindingKind::stale_order_over_ttl, &ours, &theirs,
                      fmt::format("{}: cancelling it was tried and not confirmed, the broker answered "
                                  "{} for {}",
                                  text, name(answer->status), answer->broker_id.value));
    tried.severity = Severity::critical;
    tried.extras = {{"answered_order_id", answer->broker_id.value},
                    {"answered_status", std::string(name(answer->status))}};
    findings.push_back(std::move(tried));
  }
}

std::vector<Cancellable> list_cancellable(const Matches& matches, const ReconcileContext& context,
                                          const std::vector<Finding>& findings) {
  const bool old_news = std::ranges::any_of(
      findings, [](const Finding& f) { return f.kind == FindingKind::broker_snapshot_stale; });
  if (old_news) return {};
  const CriticalIds critical(findings);
  std::vector<Cancellable> out;
  for (const auto& match : matches.ours)
    if (match.broker != nullptr && due(*match.local, *match.broker, context) &&
        !critical.on(*match.local, match.broker))
      out.push_back({*match.broker->broker_id, *match.local->client_id});
  std::ranges::sort(out, {}, &Cancellable::broker_id);
  return out;
}

}  // namespace tiyf::reconciling
