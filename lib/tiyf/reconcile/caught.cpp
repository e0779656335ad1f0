#include "tiyf/reconcile/caught.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace tiyf::reconciling {
namespace {

Correction correction(CorrectionKind kind, UtcTime ts, const Match& match) {
  return {.kind = kind,
          .ts = ts,
          .client_id = *match.local->client_id,
          .broker_id = match.broker->broker_id,
          .decision_id = match.local->decision_id,
          .symbol = match.local->symbol,
          .side = match.local->side};
}

Correction order_sent(const Match& match) {
  auto sent = correction(CorrectionKind::order_sent, match.broker->created_at, match);
  sent.broker_id.reset();  // not known when an order is sent
  sent.size = match.local->size;
  sent.price = match.local->price ? match.local->price : match.broker->price;
  sent.type = match.local->type ? match.local->type : match.broker->type;
  // Only an order that nothing but the cache knows may lack its type; a journal line needs one.
  if (!sent.type) sent.type = sent.price ? OrderType::limit : OrderType::market;
  return sent;
}

bool has_fill(const Order& order, const FillId& id) {
  return std::any_of(order.fills.begin(), order.fills.end(), [&](const Fill& f) { return f.id == id; });
}

// The price of what we lack, from the two averages; else the limit price; else none.
std::optional<Decimal> implied_price(const Order& local, const Order& broker) {
  if (broker.avg_fill_price && (local.filled.is_zero() || local.avg_fill_price)) {
    const auto ours = local.avg_fill_price.value_or(Decimal{});
    const auto price = weighted_average(*broker.avg_fill_price, broker.filled, ours, -local.filled);
    if (price && price->is_positive()) return *price;
  }
  for (const auto* order : {&broker, &local})
    if (order->price && order->type.value_or(OrderType::limit) == OrderType::limit) return order->price;
  return std::nullopt;
}

// The listed fills that we lack where they add up to what we lack. Units that an inferred fill of ours stands
// for are lacked too: the real fill takes its place. Otherwise one inferred fill over the difference.
std::vector<Fill> lacking_fills(const Order& local, const Order& broker, UtcTime as_of) {
  std::vector<Fill> listed;
  Decimal sum;
  for (const auto& fill : broker.fills)
    if (!has_fill(local, fill.id)) listed.push_back(fill), sum += fill.size;
  if (sum == broker.filled - (local.filled - local.inferred_units())) return listed;
  Fill inferred{.id = FillId(fmt::format("inferred:{}@{}", broker.broker_id->value, broker.filled.text())),
                .size = broker.filled - local.filled,
                .price = implied_price(local, broker),
                .ts = as_of};
  inferred.inferred = true;
  return {inferred};
}

CorrectionKind closing_kind(OrderStatus status) {
  switch (status) {
    case OrderStatus::rejected:
      return CorrectionKind::order_rejected;
    case OrderStatus::expired:
      return CorrectionKind::order_expired;
    default:
      return CorrectionKind::order_cancelled;
  }
}

Requeue requeue(const Match& match, UtcTime as_of) {
  Requeue out{.client_id = ClientOrderId(match.local->client_id->value + "-r1"),
              .terms = correction(CorrectionKind::order_sent, as_of, match)};
  out.terms.size = match.local->size - match.broker->filled;
  out.terms.type = match.local->type ? match.local->type : match.broker->type;
  out.terms.price = match.local->price ? match.local->price : match.broker->price;
  if (!out.terms.type) out.terms.type = out.terms.price ? OrderType::limit : OrderType::market;
  return out;
}

}  // namespace

void catch_up(const Match& match, Adoption adoption, UtcTime as_of, Catch& out) {
  Order& local = *match.local;
  const Order& broker = *match.broker;
  if (adoption == Adoption::adopt) out.opened.push_back(order_sent(match));
  const bool sent_here = adoption == Adoption::adopt || local.status == OrderStatus::sent;
  if (sent_here && broker.status != OrderStatus::rejected)
    out.opened.push_back(correction(CorrectionKind::order_accepted, broker.created_at, match));
  if (broker.filled > local.filled)
    for (auto& fill : lacking_fills(local, broker, as_of))
      out.fills.push_back({&local, &broker, std::move(fill)});
  const bool closed_short =
      is_terminal(broker.status) && broker.status != OrderStatus::filled && broker.filled < broker.size;
  if (closed_short && !is_terminal(local.status)) {
    out.closed.push_back(correction(closing_kind(broker.status), as_of, match));
    if (broker.filled.is_positive() && broker.filled < local.size)
      out.requeues.push_back(requeue(match, as_of));
  }
}

void close_cancelled(const Match& match, UtcTime ts, Catch& out) {
  out.closed.push_back(correction(CorrectionKind::order_cancelled, ts, match));
  out.closed.back().cancelled_by_run = true;
}

Result<std::vector<Correction>> apply_caught(Catch& caught, PositionBook& positions) {
  std::sort(caught.fills.begin(), caught.fills.end(), [](const CaughtFill& a, const CaughtFill& b) {
    return std::tie(a.fill.ts, a.order->client_id, a.fill.id) <
           std::tie(b.fill.ts, b.order->client_id, b.fill.id);
  });
  std::vector<Correction> out = std::move(caught.opened);
  for (auto& [order, broker, fill] : caught.fills) {
    fill.caught = true;
    fill.line = 0;
    fill.place = 0;  // it was one in the broker's position
    out.push_back({.kind = CorrectionKind::fill,
                   .ts = fill.ts,
                   .client_id = *order->client_id,
                   .broker_id = broker->broker_id,
                   .symbol = order->symbol,
                   .side = order->side,
                   .size = fill.size,
                   .price = fill.price,
                   .fill_id = fill.id,
                   .inferred = fill.inferred});
    const auto applied = apply_fill(*order, positions, std::move(fill));
    if (!applied)
      return fail(ErrorKind::malformed, fmt::format("with the broker's fills of {} a sum {}",
                                                    order->client_id->value, describe(applied.error())));
  }
  std::move(caught.closed.begin(), caught.closed.end(), std::back_inserter(out));
  return out;
}

}  // namespace tiyf::reconciling
