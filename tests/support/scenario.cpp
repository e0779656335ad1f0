#include "support/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "tiyf/documents/config.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/events/event_reader.hpp"
#include "tiyf/fold/order_book.hpp"
#include "tiyf/outcome/report.hpp"

namespace tiyf::scenario {
namespace {

template <class OnEvent>
Result<void> read_log(Dialect dialect, std::string_view text, const Instruments& instruments,
                      OnEvent on_event) {
  EventReader reader(dialect, "log", instruments, UnknownEvents::count, on_event);
  TIYF_CHECK(reader.feed(text));
  return reader.finish();
}

Result<Snapshot> fold_ours(const Texts& texts, UtcTime now, Outcome& out) {
  OrderBook book(BookSide::ours, "journal", "decisions");
  const auto& instruments = out.config.instruments;
  TIYF_CHECK(read_log(Dialect::decision_log, texts.decisions, instruments,
                      [&](const Event& event) { return book.decision(event); }));
  TIYF_CHECK(read_log(Dialect::order_journal, texts.journal, instruments,
                      [&](const Event& event) { return book.apply(event); }));
  TIYF_TRY(state, book.finish(now));
  out.duplicate_fills = book.duplicate_fills();
  out.duplicate_sends = book.duplicate_sends();
  return state;
}

Result<Snapshot> fold_brokers(const Texts& texts, UtcTime now, const Config& config) {
  if (!texts.broker_events)
    return documents::read_broker_snapshot(texts.broker, "broker", config.instruments);
  const auto fold = [&](OrderBook& book) {
    return read_log(Dialect::broker_events, *texts.broker_events, config.instruments,
                    [&](const Event& event) { return book.apply(event); });
  };
  OrderBook book(BookSide::brokers, "events"), again(BookSide::brokers, "events", "decisions");
  TIYF_CHECK(fold(book));
  const auto unopened = book.unopened();
  TIYF_CHECK(read_log(Dialect::decision_log, texts.decisions, config.instruments,
                      [&](const Event& event) { return again.decision_of(unopened, event); }));
  TIYF_CHECK(fold(again));
  return again.finish(now);
}

std::string number(const std::optional<Decimal>& value) { return value ? value->text() : "-"; }

std::string text_of(const Correction& c) {
  std::string text(name(c.kind));
  text += " " + c.client_id.value;
  if (c.kind == CorrectionKind::order_accepted) text += " " + c.broker_id->value;
  if (c.kind == CorrectionKind::order_sent)
    text += fmt::format(" {} {} {} {}", c.symbol.value, name(c.side), number(c.size), name(*c.type));
  if (c.kind == CorrectionKind::fill) text += fmt::format(" {} {}", c.fill_id->value, number(c.size));
  if (c.price) text += " " + c.price->text();
  if (c.inferred) text += " inferred";
  return text;
}

CancelAnswers cancel_answers(const std::vector<std::string>& notations) {
  CancelAnswers out;
  for (const auto& notation : notations) {
    std::istringstream words(notation);
    std::string asked, answered, status;
    words >> asked >> answered >> status;
    out.emplace(BrokerOrderId(asked),
                CancelAnswer{BrokerOrderId(answered), parse_order_status(status).value()});
  }
  return out;
}

[[noreturn]] void give_up(const Error& error) { throw std::runtime_error(error.text()); }

}  // namespace

Texts Scenario::texts() const {
  Texts out;
  out.decisions = log_text(Dialect::decision_log, decisions);
  out.journal = log_text(Dialect::order_journal, journal);
  if (broker_events) out.broker_events = log_text(Dialect::broker_events, *broker_events);
  out.broker = fmt::format(R"({{"schema":"tiyf.broker_snapshot.v1","as_of":"{}","orders":{})",
                           timestamp(as_of), array_of(orders, order_row));
  if (fills) out.broker += ",\"fills\":" + array_of(*fills, fill_row);
  if (positions) out.broker += ",\"positions\":" + array_of(*positions, position_row);
  if (!coverage.empty()) out.broker += ",\"coverage\":" + coverage;
  out.broker += "}";
  out.config = R"({"schema":"tiyf.config.v1")" + (config.empty() ? "" : "," + config) + "}";
  out.now = timestamp(now);
  return out;
}

std::string Outcome::kinds(std::string_view client_id) const {
  std::string text;
  for (const auto& f : result.findings)
    if (f.client_id && f.client_id->value == client_id)
      text += (text.empty() ? "" : " ") + std::string(name(f.kind));
  return text;
}

std::string Outcome::kinds() const {
  std::string text;
  for (const auto& f : result.findings) text += (text.empty() ? "" : " ") + std::string(name(f.kind));
  return text;
}

const Finding& Outcome::finding(FindingKind kind) const {
  const auto is = [&](const Finding& f) { return f.kind == kind; };
  if (std::count_if(result.findings.begin(), result.findings.end(), is) != 1)
    throw std::runtime_error("not one " + std::string(name(kind)) + " in: " + kinds());
  return *std::find_if(result.findings.begin(), result.findings.end(), is);
}

std::string Outcome::advice_on(std::string_view client_id) const {
  for (const auto& row : advice)
    if (row.client_id.value == client_id) return std::string(name(row.advice));
  return "";
}

std::vector<std::string> Outcome::corrections() const {
  std::vector<std::string> out;
  std::transform(result.corrections.begin(), result.corrections.end(), std::back_inserter(out), text_of);
  return out;
}

std::string Outcome::position(std::string_view symbol) const {
  for (const auto& row : result.positions)
    if (row.symbol.value == symbol)
      return fmt::format("{}@{} here, {}@{} there, drift {} and {} pips: {} {}", row.local_units.text(),
                         number(row.local_avg), number(row.broker_units), number(row.broker_avg),
                         number(row.drift_units), number(row.drift_pips), name(row.status), row.reason);
  return "";
}

const Order& Outcome::order(std::string_view client_id) const {
  for (const auto& order : ours.orders)
    if (order.client_id->value == client_id) return order;
  throw std::runtime_error("no order " + std::string(client_id));
}

std::string Outcome::our_position(std::string_view symbol) const {
  const auto row = ours.positions->find(Symbol(symbol));
  return row ? row->net_units.text() + "@" + number(row->avg_price) : "";
}

std::string extra(const Finding& finding, std::string_view name) {
  for (const auto& field : finding.extras) {
    if (field.name != name) continue;
    if (const auto* text = std::get_if<std::string>(&field.value)) return *text;
    if (const auto* decimal = std::get_if<Decimal>(&field.value)) return decimal->text();
    if (const auto* words = std::get_if<std::vector<std::string>>(&field.value))
      return fmt::format("{}", fmt::join(*words, " "));
  }
  return "";
}

CacheEntries cache_entries(const std::vector<std::string>& notations) {
  CacheEntries out;
  for (const auto& notation : notations) {
    std::istringstream words(notation);
    std::string id, symbol, side, size;
    words >> id >> symbol >> side >> size;
    CacheEntry entry{.client_id = ClientOrderId(id), .decision_id = DecisionId("d-" + id)};
    entry.symbol = Symbol(symbol);
    entry.side = parse_side(side).value();
    entry.size = Decimal::parse(size).value();
    entry.updated_utc = UtcTime::parse(timestamp("12:00:00")).value();
    entry.ttl_utc = UtcTime::parse("2025-10-08T12:00:00Z").value();
    out.emplace(entry.client_id, std::move(entry));
  }
  return out;
}

Result<Outcome> try_run(const Texts& texts, const CacheEntries* cache, const CancelAnswers* cancels,
                        const CancelRequests* cancel_requests) {
  Outcome out;
  TIYF_TRY(config, documents::read_config(texts.config, "config"));
  out.config = std::move(config);
  const UtcTime now = UtcTime::parse(texts.now).value();
  TIYF_TRY(brokers, fold_brokers(texts, now, out.config));
  out.brokers = std::make_unique<const Snapshot>(std::move(brokers));
  TIYF_TRY(ours, fold_ours(texts, now, out));
  out.ours = std::move(ours);
  const ReconcileContext context{.rules = out.config.reconcile,
                                 .instruments = out.config.instruments,
                                 .now = now,
                                 .cache = cache,
                                 .cancels = cancels,
                                 .cancel_requests = cancel_requests};
  TIYF_TRY(result, reconcile(out.ours, *out.brokers, context));
  out.result = std::move(result);
  out.advice = retry_advice(out.result, *out.brokers, context);
  out.status = assess(out.result.findings, out.config.reconcile);
  return out;
}

std::optional<CacheEntries> cache_of(const Scenario& scenario) {
  if (!scenario.cache) return std::nullopt;
  return cache_entries(*scenario.cache);
}

Result<Outcome> try_run(const Scenario& scenario) {
  const auto cache = cache_of(scenario);
  const auto cancels = cancel_answers(scenario.cancels);
  CancelRequests requests;
  for (const auto& id : scenario.cancel_requests) requests.insert(BrokerOrderId(id));
  return try_run(scenario.texts(), cache ? &*cache : nullptr, scenario.cancels.empty() ? nullptr : &cancels,
                 requests.empty() ? nullptr : &requests);
}

Outcome run(const Texts& texts, const CacheEntries* cache) {
  auto outcome = try_run(texts, cache);
  if (!outcome) give_up(outcome.error());
  return *std::move(outcome);
}

Outcome run(const Scenario& scenario) {
  auto outcome = try_run(scenario);
  if (!outcome) give_up(outcome.error());
  return *std::move(outcome);
}

std::string corrections_text(const Outcome& outcome) {
  auto text = corrections_jsonl(outcome.result.corrections, "rec-test");
  if (!text) give_up(text.error());
  return *std::move(text);
}

}  // namespace tiyf::scenario
