#include "day.hpp"

#include <fmt/format.h>

namespace tiyf::bench {
namespace {

constexpr std::string_view name(Side side) { return side == Side::buy ? "buy" : "sell"; }
constexpr std::string_view name(Type type) {
  return type == Type::market ? "market" : type == Type::limit ? "limit" : "stop";
}

std::string_view broker_status(const Order& order) {
  switch (order.ending) {
    case Ending::working:
      return order.fills.empty() ? "accepted" : "partially_filled";
    case Ending::filled:
      return "filled";
    case Ending::cancelled:
      return "cancelled";
    case Ending::rejected:
      return "rejected";
    case Ending::expired:
      return "expired";
  }
  return "accepted";
}

Decimal price(const Instrument& instrument, Points points) {
  return *Decimal::parse(price_text(instrument, points));
}

// The engine sends a market order without a price.
std::string sent_price(const Order& order) {
  if (order.type == Type::market) return {};
  return fmt::format(R"(,"price":{})", price_text(*order.instrument, order.price));
}

std::string average_fill_price(const Order& order) {
  if (order.fills.empty()) return {};
  Decimal cost;
  for (const Fill& fill : order.fills)
    cost += *multiply(Decimal(fill.size), price(*order.instrument, fill.price));
  return fmt::format(R"(,"avg_fill_price":{})", divide(cost, Decimal(order.filled()))->text());
}

std::string terms(const Order& order, std::string_view symbol, Units size) {
  return fmt::format(R"("symbol":"{}","side":"{}","size":{})", symbol, name(order.side), size);
}

std::string event(Milliseconds at, std::string_view kind, const Order& order, std::string_view rest) {
  return fmt::format(R"({{"ts":"{}","event":"{}","broker_client_order_id":"{}"{}}})", time_text(at), kind,
                     client_id(order), rest);
}

std::string ended_line(const Order& order) {
  const Milliseconds at = order.ended + kJournalDelay;
  if (order.ending == Ending::cancelled) return event(at, "order_cancelled", order, "");
  if (order.ending == Ending::expired) return event(at, "order_expired", order, "");
  return event(at, "order_rejected", order, R"(,"reason":"INSUFFICIENT_MARGIN")");
}

}  // namespace

std::string client_id(const Order& order) { return fmt::format("T6-{:07}", order.number); }
std::string decision_id(const Order& order) { return fmt::format("D-{:07}", order.number); }
std::string broker_id(const Order& order) { return fmt::format("B-{:07}", order.number); }

Day::Day(DayShape shape)
    : shape_(std::move(shape)),
      decisions_(shape_.folder / "decision-log.jsonl"),
      journal_(shape_.folder / "order-journal.jsonl"),
      orders_path_(shape_.folder / "orders.part"),
      fills_path_(shape_.folder / "fills.part"),
      snapshot_path_(shape_.folder / "broker-snapshot.json") {
  orders_.open(orders_path_);
  fills_.open(fills_path_);
  open_positions();
}

void Day::open_positions() {
  const Milliseconds opening = kMidnight - (shape_.days - 1) * kDay;
  for (const Instrument& instrument : kInstruments) {
    instruments_[instrument.symbol] = &instrument;
    positions_[instrument.symbol] = {Decimal(instrument.opening_units),
                                     price(instrument, instrument.opening_price)};
    if (instrument.opening_units == 0) continue;
    journal_line(
        opening,
        fmt::format(R"({{"ts":"{}","event":"position_snapshot","symbol":"{}","side":"{}",)"
                    R"("units":{},"avg_price":{}}})",
                    time_text(opening), instrument.symbol, instrument.opening_units > 0 ? "buy" : "sell",
                    std::abs(instrument.opening_units), price_text(instrument, instrument.opening_price)));
  }
}

void Day::wait(Milliseconds at, std::string line, std::vector<Trade> trades) {
  waiting_.push({at, sequence_++, std::move(line), std::move(trades)});
}

void Day::journal_line(Milliseconds at, std::string line) { wait(at, std::move(line)); }

void Day::write(const Waiting& waiting) {
  if (!waiting.line.empty()) {
    ++journal_lines_;
    if (shape_.extra_fields == ExtraFields::none)
      journal_ << waiting.line << '\n';
    else  // before the closing brace
      journal_ << std::string_view(waiting.line).substr(0, waiting.line.size() - 1)
               << fmt::format(R"(,"seq":{},"venue":"V{}"}})", journal_lines_, journal_lines_ % 7) << '\n';
  }
  for (const Trade& trade : waiting.trades) apply(trade);
}

void Day::advance(Milliseconds to) {
  while (!waiting_.empty() && waiting_.top().at < to) {
    write(waiting_.top());
    waiting_.pop();
  }
}

// CONTRACT §3 "Average price": weighted on increase, unchanged on decrease, the fill's price after a flip.
void Day::apply(const Trade& trade) {
  Position& position = positions_[trade.instrument->symbol];
  const Decimal units = trade.side == Side::buy ? Decimal(trade.fill.size) : -Decimal(trade.fill.size);
  const Decimal at = price(*trade.instrument, trade.fill.price);
  const Decimal after = position.units + units;
  const bool increases = position.units.is_zero() || position.units.is_negative() == units.is_negative();
  if (increases)
    position.average = *weighted_average(position.average, position.units.abs(), at, units.abs());
  else if (!after.is_zero() && after.is_negative() != position.units.is_negative())
    position.average = at;
  position.units = after;
}

void Day::decision(const Order& order) {
  decisions_ << fmt::format(
                    R"({{"ts":"{}","event":"decision","decision_id":"{}","broker_client_order_id":"{}",{},)"
                    R"("type":"{}","price":{}{}}})",
                    time_text(order.decided), decision_id(order), client_id(order),
                    terms(order, order.instrument->symbol, order.size), name(order.type),
                    price_text(*order.instrument, order.price),
                    shape_.extra_fields == ExtraFields::none ? "" : R"(,"strategy":"mr-07")")
             << '\n';
}

void Day::restart(Milliseconds at, std::string_view reason) {
  decisions_ << fmt::format(R"({{"ts":"{}","event":"engine_restart_reason","reason":"{}"}})", time_text(at),
                            reason)
             << '\n';
}

std::string Day::fill_line(const Order& order, const Fill& fill) const {
  return event(fill.at + kJournalDelay, "fill", order,
               fmt::format(R"(,"fill_id":"F-{:07}","size":{},"price":{})", fill.id, fill.size,
                           price_text(*order.instrument, fill.price)));
}

void Day::journal(const Order& order) {
  wait(order.sent, event(order.sent, "order_sent", order,
                         fmt::format(R"(,"decision_id":"{}",{},"type":"{}"{})", decision_id(order),
                                     terms(order, order.instrument->symbol, order.size), name(order.type),
                                     sent_price(order))));
  if (order.accepted) {
    const Milliseconds at = *order.accepted + kJournalDelay;
    wait(at, event(at, "order_accepted", order, fmt::format(R"(,"broker_order_id":"{}")", broker_id(order))));
  }
  if (order.replaced) {
    const Milliseconds at = order.replaced->at + kJournalDelay;
    wait(at, event(at, "order_replaced", order, fmt::format(R"(,"size":{})", order.replaced->size)));
  }
  for (const Fill& fill : order.fills) wait(fill.at + kJournalDelay, fill_line(order, fill));
  if (order.ending != Ending::working && order.ending != Ending::filled)
    wait(order.ended + kJournalDelay, ended_line(order));
}

void Day::broker_row(const Order& order, std::string_view broker_id, std::string_view client_id) {
  if (orders_.tellp() > 0) orders_ << ",\n";
  orders_ << fmt::format(R"({{"broker_order_id":"{}",)", broker_id);
  if (!client_id.empty()) orders_ << fmt::format(R"("broker_client_order_id":"{}",)", client_id);
  orders_ << fmt::format(R"({},"filled":{}{},"type":"{}"{},"status":"{}","created_at":"{}"}})",
                         terms(order, order.instrument->broker_symbol, order.total()), order.filled(),
                         average_fill_price(order), name(order.type), sent_price(order), broker_status(order),
                         time_text(order.accepted.value_or(order.ended)));
}

bool Day::listed(const Order& order) const {
  return !shape_.listed_since || order.ending == Ending::working || order.ended >= *shape_.listed_since;
}

void Day::broker(const Order& order) {
  for (const Fill& fill : order.fills)
    wait(fill.at + kJournalDelay, "", {{order.instrument, order.side, fill}});
  if (!listed(order)) return;
  broker_row(order, broker_id(order), client_id(order));
  for (const Fill& fill : order.fills) {
    if (fills_.tellp() > 0) fills_ << ",\n";
    fills_ << fmt::format(R"({{"fill_id":"F-{:07}","broker_order_id":"{}",{},"price":{},"ts":"{}"}})",
                          fill.id, broker_id(order), terms(order, order.instrument->broker_symbol, fill.size),
                          price_text(*order.instrument, fill.price), time_text(fill.at));
  }
}

void Day::write_positions() {
  std::ofstream snapshot(snapshot_path_, std::ios::app);
  std::string_view separator = "\n";
  for (const auto& [symbol, position] : positions_) {
    if (position.units.is_zero()) continue;
    snapshot << separator
             << fmt::format(R"({{"symbol":"{}","side":"{}","units":{},"avg_price":{}}})",
                            instruments_[symbol]->broker_symbol,
                            position.units.is_negative() ? "sell" : "buy", position.units.abs().text(),
                            position.average.text());
    separator = ",\n";
  }
  snapshot << "\n]}\n";
}

bool Day::finish() {
  advance(kNow);
  for (std::ofstream* stream : {&decisions_, &journal_, &orders_, &fills_}) stream->close();
  std::ofstream snapshot(snapshot_path_);
  snapshot << fmt::format(
      R"({{"schema":"tiyf.broker_snapshot.v1","as_of":"{}","account":"101-004-1234567-001",)",
      time_text(kSnapshot));
  if (shape_.listed_since)
    snapshot << fmt::format(R"("coverage":{{"orders":"all","since":"{}"}},)",
                            time_text(*shape_.listed_since));
  snapshot << "\n\"orders\":[\n";
  snapshot << std::ifstream(orders_path_).rdbuf() << "\n],\"fills\":[\n"
           << std::ifstream(fills_path_).rdbuf() << "\n],\"positions\":[";
  snapshot.close();
  write_positions();
  std::filesystem::remove(orders_path_);
  std::filesystem::remove(fills_path_);
  return decisions_.good() && journal_.good() && orders_.good() && fills_.good() && snapshot.good();
}

}  // namespace tiyf::bench
