#include <algorithm>
#include <tuple>

#include "tiyf/documents/finding_json.hpp"
#include "tiyf/documents/limits_json.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/documents/snapshot_parts.hpp"

namespace tiyf::documents {
namespace {

using json::Writer;

std::string_view name_of(OrderCoverage coverage) {
  switch (coverage) {
    case OrderCoverage::open_only:
      return "open_only";
    case OrderCoverage::partial:
      return "partial";
    case OrderCoverage::all:
      break;
  }
  return "all";
}

template <class IdType>
void write_id(Writer& w, std::string_view key, const std::optional<IdType>& id) {
  if (id) w.member(key, id->value);
}

void write_ids(Writer& w, Book book, const std::optional<ClientOrderId>& client,
               const std::optional<BrokerOrderId>& broker) {
  if (book == Book::ours) write_id(w, "broker_client_order_id", client);
  write_id(w, "broker_order_id", broker);
  if (book == Book::brokers) write_id(w, "broker_client_order_id", client);
}

void write_order(Writer& w, Book book, const Order& order) {
  w.begin_object();
  write_ids(w, book, order.client_id, order.broker_id);
  write_id(w, "decision_id", order.decision_id);
  w.member("symbol", order.symbol.value).member("side", name(order.side));
  w.member("size", order.size)
      .member("filled", order.filled)
      .member_if("avg_fill_price", order.avg_fill_price);
  if (order.type) w.member("type", name(*order.type));
  w.member_if("price", order.price).member_if("intended_price", order.intended_price);
  w.member("status", name(order.status)).member("created_at", order.created_at);
  if (book == Book::ours || order.last_event_at > order.created_at)
    w.member("last_event_at", order.last_event_at);
  w.member_if("close_reason", order.close_reason);
  if (!order.evidence.empty()) {
    w.key("evidence");
    write_evidence(w, order.evidence);
  }
  w.end_object();
}

struct FillRow {
  const Fill* fill;
  const std::optional<ClientOrderId>* client_id;
  const std::optional<BrokerOrderId>* broker_id;
  const Symbol* symbol;
  Side side;
};

// As a reader sorts them: listed orders first, then the fills without one, each by time.
std::vector<FillRow> sorted_fills(Book book, const Snapshot& s) {
  std::vector<FillRow> rows;
  const auto by_time = [](const FillRow& r) {
    return std::tie(r.fill->ts, r.fill->id, r.fill->size, r.fill->price);
  };
  for (const auto& o : s.orders) {
    const auto first = static_cast<std::ptrdiff_t>(rows.size());
    for (const auto& fill : o.fills) rows.push_back({&fill, &o.client_id, &o.broker_id, &o.symbol, o.side});
    std::sort(rows.begin() + first, rows.end(),
              [&](const auto& a, const auto& b) { return by_time(a) < by_time(b); });
  }
  const auto first = static_cast<std::ptrdiff_t>(rows.size());
  for (const auto& l : s.loose_fills)
    rows.push_back({&l.fill, &l.client_id, &l.broker_id, &l.symbol, l.side});
  const auto order = [book](const FillRow& r) {
    return book == Book::ours ? std::pair{r.client_id->value_or(ClientOrderId{}).value,
                                          r.broker_id->value_or(BrokerOrderId{}).value}
                              : std::pair{r.broker_id->value_or(BrokerOrderId{}).value,
                                          r.client_id->value_or(ClientOrderId{}).value};
  };
  std::sort(rows.begin() + first, rows.end(), [&](const auto& a, const auto& b) {
    const auto order_a = order(a), order_b = order(b);
    return order_a != order_b ? order_a < order_b : by_time(a) < by_time(b);
  });
  return rows;
}

void write_fill(Writer& w, Book book, const FillRow& row) {
  const auto& fill = *row.fill;
  w.begin_object().member("fill_id", fill.id.value);
  write_ids(w, book, *row.client_id, *row.broker_id);
  w.member("symbol", row.symbol->value).member("side", name(row.side)).member("size", fill.size);
  w.member_if("price", fill.price).member("ts", fill.ts);
  if (fill.inferred) w.member("inferred", true);
  if (!fill.replaced.is_zero()) w.member("replaced", fill.replaced);
  if (fill.line != 0) w.member("line", fill.line);
  w.end_object();
}

// A flat symbol keeps a row: it is known to be flat, not unknown.
void write_position(Writer& w, const NetPosition& row) {
  const Side side = row.net_units.is_negative() ? Side::sell : Side::buy;
  w.begin_object().member("symbol", row.symbol.value).member("side", name(side));
  w.member("units", row.net_units.abs()).member_if("avg_price", row.avg_price).end_object();
}

void write_coverage(Writer& w, const Coverage& coverage) {
  if (coverage.orders == OrderCoverage::all && !coverage.since) return;
  w.key("coverage").begin_object().member("orders", name_of(coverage.orders));
  w.member_if("since", coverage.since).end_object();
}

void write_findings(Writer& w, std::vector<Finding> findings) {
  if (findings.empty()) return;
  std::sort(findings.begin(), findings.end(), report_order);
  w.key("findings").begin_array();
  for (const auto& finding : findings) write_finding(w, finding);
  w.end_array();
}

Result<std::string> write_snapshot(const Snapshot& s, std::string_view schema, Book book,
                                   json::Layout layout) {
  Writer w(layout);
  w.begin_object().member("schema", schema).member("as_of", s.as_of).member_if("account", s.account);
  write_coverage(w, s.coverage);
  w.key("orders").begin_array();
  for (const auto& order : s.orders) write_order(w, book, order);
  w.end_array().key("fills").begin_array();
  for (const auto& row : sorted_fills(book, s)) write_fill(w, book, row);
  w.end_array();
  if (s.positions) {
    w.key("positions").begin_array();
    for (const auto& row : s.positions->rows()) write_position(w, row);
    w.end_array();
  }
  if (s.limits) {
    w.key("limits");
    write_limits(w, *s.limits);
  }
  write_findings(w, s.findings);
  w.end_object();
  return w.finish();
}

}  // namespace

Result<std::string> write_broker_snapshot(const Snapshot& snapshot, json::Layout layout) {
  return write_snapshot(snapshot, kBrokerSnapshotSchema, Book::brokers, layout);
}

Result<std::string> write_local_snapshot(const Snapshot& snapshot, json::Layout layout) {
  return write_snapshot(snapshot, kLocalSnapshotSchema, Book::ours, layout);
}

}  // namespace tiyf::documents
