#include "trace.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tiyf/base/text.hpp"
#include "tiyf/cache/entry.hpp"

namespace tiyf {
namespace {

std::string described(const Event& event) {
  std::string out(name(event.kind));
  const auto add = [&out](std::string_view key, std::string_view value) {
    if (!value.empty()) out += fmt::format(" {}={}", key, value);
  };
  const auto number = [](const std::optional<Decimal>& d) { return d ? d->text() : std::string(); };
  add("client", event.client_id);
  add("broker", event.broker_id);
  add("decision", event.decision_id);
  add("fill", event.fill_id);
  add("symbol", event.symbol ? event.symbol->value : "");
  add("side", event.side ? name(*event.side) : "");
  add("size", number(event.size));
  add("type", event.type ? name(*event.type) : "");
  add("price", number(event.price));
  add("reason", event.reason);
  if (event.inferred) out += " inferred";
  return out;
}

std::string described(const Order& order) {
  auto out = fmt::format("snapshot {} {} {} {} filled={}", name(order.status), name(order.side),
                         order.size.text(), order.symbol.value, order.filled.text());
  if (order.avg_fill_price) out += " avg=" + order.avg_fill_price->text();
  if (order.price) out += " price=" + order.price->text();
  out += fmt::format(" broker={}", order.broker_id->value);
  if (order.client_id) out += " client=" + order.client_id->value;
  return out;
}

}  // namespace

void Trace::add(const std::string& file, const Event& event) {
  if (event.client_id.empty() && event.broker_id.empty()) return;  // about no order
  rows_.push_back({event.ts, fmt::format("{}:{}", file, event.line), described(event),
                   std::string(event.client_id), std::string(event.broker_id), std::string(event.decision_id),
                   std::string(event.fill_id)});
}

void Trace::add(const std::string& file, const Snapshot& snapshot) {
  for (const auto& order : snapshot.orders) {
    const std::string broker_id(text_of(order.broker_id));
    const std::string client_id(text_of(order.client_id));
    for (const auto& fill : order.fills)
      rows_.push_back({fill.ts, file,
                       fmt::format("snapshot fill={} size={} price={} broker={}", fill.id.value,
                                   fill.size.text(), fill.price ? fill.price->text() : "-", broker_id),
                       client_id, broker_id, "", fill.id.value});
    rows_.push_back({order.created_at, file, described(order), client_id, broker_id, "", ""});
  }
}

void Trace::add(const std::string& file, const CacheEntries& entries) {
  for (const auto& [id, entry] : entries)
    rows_.push_back(
        {entry.updated_utc, file,
         fmt::format("cache {} client={} decision={} {} {} {} until {}", cache::name(entry.status), id.value,
                     entry.decision_id.value, name(entry.side), entry.size.text(), entry.symbol.value,
                     entry.ttl_utc.text()),
         id.value, "", entry.decision_id.value, ""});
}

std::string Trace::about(const std::string& id) const {
  // Decisions and fills name one order; client and broker ids are followed until nothing new turns up.
  std::set<std::string> clients, brokers;
  const auto add = [](std::set<std::string>& ids, const std::string& value) {
    return !value.empty() && ids.insert(value).second;
  };
  for (const auto& row : rows_)
    if (row.client_id == id || row.broker_id == id || row.decision_id == id || row.fill_id == id)
      add(clients, row.client_id), add(brokers, row.broker_id);
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& row : rows_)
      if (clients.contains(row.client_id) || brokers.contains(row.broker_id)) {
        grown |= add(clients, row.client_id);
        grown |= add(brokers, row.broker_id);
      }
  }
  std::vector<const Row*> found;
  for (const auto& row : rows_)
    if (clients.contains(row.client_id) || brokers.contains(row.broker_id)) found.push_back(&row);
  std::stable_sort(found.begin(), found.end(), [](const Row* a, const Row* b) { return a->ts < b->ts; });
  std::size_t width = 0;
  for (const auto* row : found) width = std::max(width, row->where.size());
  std::string out;
  for (const auto* row : found)
    out += fmt::format("{:<30} {:<{}}  {}\n", row->ts.text(), row->where, width, printable(row->what));
  return out;
}

}  // namespace tiyf
