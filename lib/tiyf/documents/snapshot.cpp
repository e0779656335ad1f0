#include "tiyf/documents/snapshot.hpp"

#include <algorithm>

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

// `rows` holds the orders and fills that were read already and are no longer in the document.
Result<Snapshot> read_top(const Cursor& top, std::string_view schema, const SnapshotReader& reader,
                          SnapshotRows* rows) {
  TIYF_CHECK(top.require_schema(schema));
  Snapshot snapshot;
  TIYF_TRY(as_of_at, top.at("as_of"));
  TIYF_TRY(as_of, as_of_at.time());
  snapshot.as_of = as_of;
  TIYF_CHECK(read_if(top, "account", snapshot.account, &Cursor::nonempty_string));
  TIYF_CHECK(read_if(top, "coverage", snapshot.coverage, read_coverage));
  TIYF_CHECK(read_if(top, "findings", snapshot.findings, read_findings));
  TIYF_TRY(orders_at, top.at("orders"));
  if (rows != nullptr) {
    auto orders = sort_orders(reader.book, std::move(rows->orders));
    if (!orders) return orders_at.error("has rows that differ for one order");
    snapshot.orders = *std::move(orders);
    if (rows->fills && attach_fills(reader.book, *std::move(rows->fills), snapshot))
      return top.error("a fill's symbol or side is not its order's");
  } else {
    TIYF_TRY(orders, reader.orders(orders_at));
    snapshot.orders = std::move(orders);
    TIYF_TRY(fills_at, top.maybe("fills"));
    if (fills_at) TIYF_CHECK(reader.fills(*fills_at, snapshot));
  }
  TIYF_CHECK(read_if(top, "positions", snapshot.positions,
                     [&](const Cursor& list) { return reader.positions(list); }));
  TIYF_CHECK(read_if(top, "limits", snapshot.limits,
                     [&](const Cursor& object) { return read_limits(object, reader.instruments); }));
  if (reader.book == Book::brokers) close_filled(snapshot);
  find_overfills(reader.book, snapshot);
  std::sort(snapshot.findings.begin(), snapshot.findings.end(), report_order);
  return snapshot;
}

Result<Snapshot> read_snapshot(std::string_view text, std::string_view file, std::string_view schema,
                               const SnapshotReader& reader) {
  TIYF_TRY(document, json::parse_document(text, file));
  return read_top(Cursor(document, std::string(file)), schema, reader, nullptr);
}

// None: it is at fault, or not plain; the full reading tells which.
std::optional<Snapshot> read_plainly(std::string_view text, const SnapshotReader& reader,
                                     const LeaveOut& leave_out) {
  auto rows = read_plain_rows(text, reader.instruments, leave_out);
  if (!rows) return std::nullopt;
  const auto document = json::parse_document(rows->rest, "");
  if (!document) return std::nullopt;
  auto snapshot = read_top(Cursor(*document, ""), kBrokerSnapshotSchema, reader, &*rows);
  if (!snapshot) return std::nullopt;
  return *std::move(snapshot);
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

Result<Snapshot> read_broker_snapshot(std::string_view text, std::string_view file,
                                      const Instruments& instruments) {
  const std::vector<bool> none;
  return read_broker_snapshot({.orders = none, .fills = none}, text, file, instruments);
}

Result<Snapshot> read_broker_snapshot(const LeaveOut& leave_out, std::string_view text, std::string_view file,
                                      const Instruments& instruments) {
  const SnapshotReader reader{Book::brokers, instruments};
  if (auto snapshot = read_plainly(text, reader, leave_out)) return *std::move(snapshot);
  return read_snapshot(text, file, kBrokerSnapshotSchema, reader);
}

Result<Snapshot> read_local_snapshot(std::string_view text, std::string_view file,
                                     const Instruments& instruments) {
  return read_snapshot(text, file, kLocalSnapshotSchema, {Book::ours, instruments});
}

}  // namespace tiyf::documents
