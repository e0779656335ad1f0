#include "tiyf/fold/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "tiyf/base/text.hpp"

namespace tiyf::fold {
namespace {

std::string where(Input input) { return input == Input::broker_events ? "broker" : "local"; }

Finding order_finding(FindingKind kind, const Record& record, Input input,
                      const std::vector<std::uint64_t>& lines, std::string message) {
  Finding finding{.kind = kind, .severity = usual_severity(kind), .message = std::move(message)};
  finding.symbol = record.order.symbol;
  finding.client_id = record.order.client_id;
  finding.broker_id = record.order.broker_id;
  finding.decision_id = record.order.decision_id;
  if (kind != FindingKind::duplicate_order_sent) finding.extras.push_back({"where", where(input)});
  for (auto line : lines) finding.evidence.push_back({input, line});
  return finding;
}

template <class IdType>
void set_id(std::optional<IdType>& id, std::string_view text) {
  if (text.empty()) return;
  if (!id) id.emplace();
  set_text(id->value, text);
}

std::string order_name(const Record& record) {
  return record.order.client_id ? record.order.client_id->value : record.order.broker_id->value;
}

}  // namespace

void Record::start(const Event& opening) {
  set_id(order.client_id, opening.client_id);
  set_id(order.broker_id, opening.broker_id);
  set_id(order.decision_id, opening.decision_id);
  order.symbol = *opening.symbol;
  order.side = *opening.side;
  order.size = *opening.size;
  order.type = opening.type;
  take_terms(opening);
}

void Record::take_terms(const Event& opening) {
  order.price = opening.price;
  if (!order.intended_price) order.intended_price = opening.price;  // the decision's, when there is one
  order.created_at = opening.ts;
}

// A line's time is compared by whoever asks. On the broker's side its id is the key, which is the same
// anyway.
bool Record::says(const Event& opening, const std::optional<Decimal>& price) const {
  return order.size == *opening.size && price == opening.price && order.side == *opening.side &&
         order.type == opening.type && order.symbol == *opening.symbol &&
         text_of(order.decision_id) == opening.decision_id && text_of(order.client_id) == opening.client_id &&
         says_broker_id(opening);
}

bool Record::says_broker_id(const Event& opening) const {
  return opening.broker_id.empty() || opening.broker_id == key();
}

std::string Record::terms_of(const Event& event) const {
  struct Numbers {
    std::int64_t seconds, nanos;
    std::uint64_t client, broker, decision;  // sizes of the texts that follow
    std::uint64_t side, type, priced;
    std::array<std::uint64_t, 4> size_and_price;
  } numbers{};
  const auto broker_id = event.broker_id == key() ? std::string_view() : event.broker_id;
  if (event.kind != EventKind::decision) {
    numbers.seconds = event.ts.seconds;
    numbers.nanos = event.ts.nanos;
  }
  numbers.client = event.client_id.size();
  numbers.broker = broker_id.size();
  numbers.decision = event.decision_id.size();
  numbers.side = static_cast<std::uint64_t>(*event.side);
  numbers.type = event.type ? static_cast<std::uint64_t>(*event.type) + 1 : 0;
  numbers.priced = event.price ? 1 : 0;
  const std::array<int128, 2> amounts{event.size->nanos(), event.price ? event.price->nanos() : 0};
  std::memcpy(&numbers.size_and_price, &amounts, sizeof amounts);
  std::string out(static_cast<const char*>(static_cast<const void*>(&numbers)), sizeof numbers);
  for (const auto text :
       {event.client_id, broker_id, event.decision_id, std::string_view(event.symbol->value)})
    out += text;
  return out;
}

void Record::decide(const Event& decision) {
  decided = true;
  if (!opened) {
    start(decision);
    order.last_event_at = decision.ts;
    if (!says_broker_id(decision)) odd().decided_terms = terms_of(decision);
    return;
  }
  if (decision.price) order.intended_price = decision.price;
  const bool replaced = oddities && !oddities->opened_terms.empty();
  if (replaced || !says(decision, order.intended_price)) odd().decided_terms = terms_of(decision);
}

// A market order is decided at a price and sent without one: the decision's stays the intended price.
void Record::open(const Event& opening) {
  const bool as_decided = decided && says(opening, opening.price);
  if (decided && !(as_decided && (order.intended_price || !opening.price))) keep_terms();
  opened = true;
  if (as_decided) {  // all but what take_terms() takes is said already, and written once
    set_id(order.broker_id, opening.broker_id);
    take_terms(opening);
    return;
  }
  start(opening);
  if (!says(opening, order.price)) odd().opened_terms = terms_of(opening);
}

bool Record::decided_as(const Event& decision) const {
  if (oddities && !oddities->decided_terms.empty()) return oddities->decided_terms == terms_of(decision);
  return says(decision, order.intended_price);
}

bool Record::opened_as(const Event& opening) const {
  if (oddities && !oddities->opened_terms.empty()) return oddities->opened_terms == terms_of(opening);
  return says(opening, order.price) && order.created_at == opening.ts;
}

void Record::keep_terms() {
  Event said;
  said.ts = order.created_at;
  said.symbol = &order.symbol;
  if (order.client_id) said.client_id = order.client_id->value;
  if (order.decision_id) said.decision_id = order.decision_id->value;
  said.side = order.side;
  said.type = order.type;
  said.size = order.size;
  said.price = order.intended_price;
  if (decided && odd().decided_terms.empty()) odd().decided_terms = terms_of(said);
  said.kind = EventKind::order_sent;
  said.price = order.price;
  if (opened && odd().opened_terms.empty()) odd().opened_terms = terms_of(said);
}

void Record::note(Input input, const Event& event) {
  order.evidence.push_back({input, event.line});
  if (event.line < last_line) return;
  last_line = event.line;
  order.last_event_at = event.ts;
}

void Record::clear() {
  // What start() sets anew stays.
  order.client_id.reset();
  order.broker_id.reset();
  order.decision_id.reset();
  order.filled = {};
  order.avg_fill_price.reset();
  order.intended_price.reset();
  order.status = OrderStatus::decided;
  order.close_reason.reset();
  order.fills.clear();
  order.evidence.clear();
  terminal.reset();
  decided = opened = acknowledged = queued = pinned = false;
  opening_line = last_line = 0;
  oddities.reset();
}

std::uint64_t Record::first_decision_line() const {
  const auto first = std::find_if(order.evidence.begin(), order.evidence.end(),
                                  [](const Evidence& e) { return e.input() == Input::decision_log; });
  return first == order.evidence.end() ? 0 : first->line();
}

bool Record::plainly_closed() const {
  return opened && is_terminal(status()) && order.filled <= order.size &&
         (!oddities || (oddities->resent_lines.empty() && oddities->conflict_lines.empty() && !has_gap())) &&
         std::none_of(order.fills.begin(), order.fills.end(), [](const Fill& fill) { return fill.inferred; });
}

OrderStatus Record::status() const {
  if ((opened || has_gap()) && order.filled >= order.size) return OrderStatus::filled;
  if (terminal) return *terminal;
  if (order.filled.is_positive()) return OrderStatus::partially_filled;
  if (acknowledged) return OrderStatus::accepted;
  // A journal line says that it was sent, whatever became of its order_sent.
  return opened || has_gap() ? OrderStatus::sent : OrderStatus::decided;
}

StoredEvent::StoredEvent(const Event& event, Decided decided, PositionBook::Place place)
    : event_(event),
      symbol_(event.symbol != nullptr ? std::optional(*event.symbol) : std::nullopt),
      client_id_(event.client_id),
      broker_id_(event.broker_id),
      decision_id_(event.decision_id),
      fill_id_(event.fill_id),
      reason_(event.reason),
      decided_(decided),
      place_(place) {}

Event StoredEvent::view() const {
  Event event = event_;
  event.symbol = symbol_ ? &*symbol_ : nullptr;
  event.client_id = client_id_;
  event.broker_id = broker_id_;
  event.decision_id = decision_id_;
  event.fill_id = fill_id_;
  event.reason = reason_;
  return event;
}

Checked<void> conclude(Record& record, Input input, std::vector<Finding>& findings) {
  Order& order = record.order;
  order.status = record.status();
  if (auto averaged = average_fills(order); !averaged) return averaged;
  std::sort(order.evidence.begin(), order.evidence.end());
  const auto add = [&](FindingKind kind, const std::vector<std::uint64_t>& lines, std::string message) {
    findings.push_back(order_finding(kind, record, input, lines, std::move(message)));
  };
  const auto id = order_name(record);
  const Oddities none, &odd = record.oddities ? *record.oddities : none;
  if (!odd.gap_lines.empty())
    add(FindingKind::journal_gap, odd.gap_lines,
        fmt::format("{} has {} but no line that opens it; what they say is applied", id,
                    counted(odd.gap_lines.size(), "line")));
  if (!odd.resent_lines.empty()) {
    auto lines = odd.resent_lines;
    lines.insert(lines.begin(), record.opening_line);
    add(FindingKind::duplicate_order_sent, lines,
        fmt::format("{} was sent {} times with different values; the first one stands", id, lines.size()));
  }
  if (!odd.conflict_lines.empty())
    add(FindingKind::fill_conflict, odd.conflict_lines,
        fmt::format("{} has a fill id again with another size or price; the first one stands", id));
  if (order.filled > order.size) {
    std::vector<std::uint64_t> lines;
    for (const auto& fill : order.fills) lines.push_back(fill.line);
    add(FindingKind::overfill, lines,
        fmt::format("{} is filled {} of {}", id, order.filled.text(), order.size.text()));
    auto& side = input == Input::broker_events ? findings.back().broker : findings.back().local;
    side = {{"size", order.size}, {"filled", order.filled}};
  }
  return {};
}

Finding gap_finding(Input input, const std::vector<StoredEvent>& events) {
  const Event first = events.front().view();
  Finding finding{.kind = FindingKind::journal_gap, .severity = Severity::critical, .message = {}};
  finding.extras.push_back({"where", where(input)});
  for (const auto& stored : events) {
    const Event event = stored.view();
    finding.evidence.push_back({input, event.line});
    if (event.symbol != nullptr) finding.symbol = *event.symbol;
    if (!event.client_id.empty()) finding.client_id = ClientOrderId(event.client_id);
    if (!event.broker_id.empty()) finding.broker_id = BrokerOrderId(event.broker_id);
  }
  const bool ours = input == Input::order_journal;
  finding.message = fmt::format("{} has {} but no line that opens it",
                                ours ? first.client_id : first.broker_id, counted(events.size(), "line"));
  return finding;
}

void add_loose_conflict(Input input, const LooseFill& first, std::uint64_t line,
                        std::vector<Finding>& findings) {
  const auto add_lines = [&](Finding& finding) {
    std::set lines(finding.evidence.begin(), finding.evidence.end());
    lines.insert({{input, first.fill.line}, {input, line}});
    finding.evidence.assign(lines.begin(), lines.end());
  };
  for (auto& finding : findings)
    if (finding.kind == FindingKind::fill_conflict && finding.client_id == first.client_id &&
        finding.broker_id == first.broker_id)
      return add_lines(finding);
  Finding finding{.kind = FindingKind::fill_conflict, .severity = Severity::critical, .symbol = first.symbol};
  finding.client_id = first.client_id;
  finding.broker_id = first.broker_id;
  finding.extras.push_back({"where", where(input)});
  finding.message = fmt::format("{} has a fill id again with another size or price; the first one stands",
                                first.client_id ? first.client_id->value : first.broker_id->value);
  add_lines(finding);
  findings.push_back(std::move(finding));
}

}  // namespace tiyf::fold
