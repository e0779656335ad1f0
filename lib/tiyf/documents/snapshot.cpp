#include "tiyf/documents/snapshot.hpp"

#include <algorithm>
#include <functional>

#include "tiyf/documents/finding_json.hpp"
#include "tiyf/documents/limits_json.hpp"
#include "tiyf/documents/read.hpp"
#include "tiyf/documents/snapshot_parts.hpp"
#include "tiyf/documents/snapshot_rows.hpp"

namespace tiyf::documents {
namespace {

using json::Cursor;

std::optional<OrderCoverage> parse_order_coverage(std::string_view text) {
  if (text == "all") return OrderCoverage::all;
  if (text == "open_only") return OrderCoverage::open_only;
  if (text == "partial") return OrderCoverage::partial;
  return std::nullopt;
}

Result<Coverage> read_coverage(const Cursor& object) {
  TIYF_TRY(members, object.members());  // nothing but an object
  Coverage coverage;
  TIYF_CHECK(read_if(object, "orders", coverage.orders, [](const Cursor& word) {
    return read_word(word, parse_order_coverage, "all, open_only or partial");
  }));
  TIYF_CHECK(read_if(object, "since", coverage.since, &Cursor::time));
  return coverage;
}

Result<std::vector<Finding>> read_findings(const Cursor& list) {
  std::vector<Finding> findings;
  TIYF_TRY(items, list.items());
  for (const auto& item : items) {
    TIYF_TRY(finding, read_finding(item));
    findings.push_back(std::move(finding));
  }
  return findings;
}

// A broker's open order that is filled to its size is filled (CONTRACT §3 "Status"). Its `filled` stands as
// given, whatever the listed fills add up to: the comparison takes those only where they are exactly what we
// lack.
void close_filled(Snapshot& snapshot) {
  for (auto& order : snapshot.orders)
    if (is_open(order.status) && order.filled >= order.size) order.status = OrderStatus::filled;
}

void find_overfills(Book book, Snapshot& snapshot) {
  for (const auto& order : snapshot.orders) {
    if (order.filled <= order.size) continue;
    auto finding = book_finding(FindingKind::overfill, book, order.symbol);
    finding.client_id = order.client_id;
    finding.broker_id = order.broker_id;
    finding.decision_id = order.decision_id;
    finding.evidence = order.evidence;
    auto& amounts = book == Book::ours ? finding.local : finding.broker;
    amounts = {{"filled", order.filled}, {"size", order.size}};
    finding.message = (order.client_id ? order.client_id->value : order.broker_id->value) + " is filled " +
                      order.filled.text() + " of " + order.size.text();
    add_once(snapshot.findings, std::move(finding));
  }
}

// Everything but the rows, which `read_rows` reads at their place: the first thing that is wrong is told.
Result<Snapshot> read_top(const Cursor& top, std::string_view schema, const SnapshotReader& reader,
                          const std::function<Result<void>(const Cursor& orders, Snapshot&)>& read_rows) {
  TIYF_CHECK(top.require_schema(schema));
  Snapshot snapshot;
  TIYF_TRY(as_of_at, top.at("as_of"));
  TIYF_TRY(as_of, as_of_at.time());
  snapshot.as_of = as_of;
  TIYF_CHECK(read_if(top, "account", snapshot.account, &Cursor::nonempty_string));
  TIYF_CHECK(read_if(top, "coverage", snapshot.coverage, read_coverage));
  TIYF_CHECK(read_if(top, "findings", snapshot.findings, read_findings));
  TIYF_TRY(orders_at, top.at("orders"));
  TIYF_CHECK(read_rows(orders_at, snapshot));
  TIYF_CHECK(read_if(top, "positions", snapshot.positions,
                     [&](const Cursor& list) { return reader.positions(list); }));
  TIYF_CHECK(read_if(top, "limits", snapshot.limits,
                     [&](const Cursor& object) { return read_limits(object, reader.instruments); }));
  return snapshot;
}

// What the rows together say.
void finish(Book book, Snapshot& snapshot) {
  if (book == Book::brokers) close_filled(snapshot);
  find_overfills(book, snapshot);
  std::sort(snapshot.findings.begin(), snapshot.findings.end(), report_order);
}

Result<Snapshot> read_snapshot(std::string_view text, std::string_view file, std::string_view schema,
                               const SnapshotReader& reader) {
  TIYF_TRY(document, json::parse_document(text, file));
  const Cursor top(document, std::string(file));
  const auto read_rows = [&](const Cursor& orders_at, Snapshot& snapshot) -> Result<void> {
    TIYF_TRY(orders, reader.orders(orders_at));
    snapshot.orders = std::move(orders);
    TIYF_TRY(fills_at, top.maybe("fills"));
    if (fills_at) TIYF_CHECK(reader.fills(*fills_at, snapshot));
    return {};
  };
  TIYF_TRY(snapshot, read_top(top, schema, reader, read_rows));
  finish(reader.book, snapshot);
  return snapshot;
}

// None: it is at fault, or not plain; the full reading tells which.
std::optional<Snapshot> read_plainly(std::string_view text, const Instruments& instruments) {
  RowReader reader(instruments);
  std::vector<Order> orders;
  std::vector<LooseFill> fills;
  const auto keep = [](auto& rows, auto row) {
    rows.push_back(std::move(row));
    return true;
  };
  std::string rest;
  if (!walk_rows(text, reader,
                 {[&](const OrderRow& row) { return keep(orders, row.order()); },
                  [&](const FillRow& row) { return keep(fills, row.fill()); }},
                 rest))
    return std::nullopt;
  auto head = read_head(rest, instruments);
  if (!head) return std::nullopt;
  return with_rows(*std::move(head), std::move(orders), std::move(fills));
}

std::string where_of(const Finding& finding) {
  for (const auto& extra : finding.extras)
    if (const auto* text = std::get_if<std::string>(&extra.value); text && extra.name == "where")
      return *text;
  return {};
}

}  // namespace

Finding book_finding(FindingKind kind, Book book, const Symbol& symbol) {
  Finding finding{};
  finding.kind = kind;
  finding.severity = usual_severity(kind);
  finding.symbol = symbol;
  finding.extras = {{"where", std::string(book == Book::ours ? "local" : "broker")}};
  return finding;
}

void add_once(std::vector<Finding>& findings, Finding finding) {
  const bool known = std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
    return f.kind == finding.kind && f.client_id == finding.client_id && f.broker_id == finding.broker_id &&
           where_of(f) == where_of(finding);
  });
  if (!known) findings.push_back(std::move(finding));
}

std::optional<Snapshot> read_head(std::string_view rest, const Instruments& instruments) {
  const auto document = json::parse_document(rest, "");
  if (!document) return std::nullopt;
  auto head = read_top(Cursor(*document, ""), kBrokerSnapshotSchema, {Book::brokers, instruments},
                       [](const Cursor&, Snapshot&) { return Result<void>(); });
  if (!head) return std::nullopt;
  return *std::move(head);
}

std::optional<Snapshot> with_rows(Snapshot head, std::vector<Order> orders, std::vector<LooseFill> fills) {
  auto sorted = sort_orders(Book::brokers, std::move(orders));
  if (!sorted) return std::nullopt;
  head.orders = *std::move(sorted);
  if (attach_fills(Book::brokers, std::move(fills), head)) return std::nullopt;
  finish(Book::brokers, head);
  return head;
}

Result<Snapshot> read_broker_snapshot(std::string_view text, std::string_view file,
                                      const Instruments& instruments) {
  if (auto snapshot = read_plainly(text, instruments)) return *std::move(snapshot);
  return read_snapshot(text, file, kBrokerSnapshotSchema, {Book::brokers, instruments});
}

Result<Snapshot> read_local_snapshot(std::string_view text, std::string_view file,
                                     const Instruments& instruments) {
  return read_snapshot(text, file, kLocalSnapshotSchema, {Book::ours, instruments});
}

}  // namespace tiyf::documents
