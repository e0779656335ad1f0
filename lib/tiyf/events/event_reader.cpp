#include "tiyf/events/event_reader.hpp"

#include <fmt/format.h>

#include <array>

#include "tiyf/base/text.hpp"
#include "tiyf/events/event_fields.hpp"

namespace tiyf {
namespace {

using events::Fields;
using events::Need;
using enum events::Key;

constexpr std::array<std::string_view, 11> kNames{
    "decision",      "engine_restart_reason", "order_sent",      "order_accepted",
    "fill",          "order_replaced",        "order_cancelled", "order_rejected",
    "order_expired", "position_snapshot",     "limits"};

// None: the name is no event's.
constexpr std::optional<EventKind> kind_of(std::string_view name) {
  const auto is = [name](const auto& word, EventKind kind) {
    return is_word(name, word) ? std::optional(kind) : std::nullopt;
  };
  switch (name.size()) {
    case 4:
      return is("fill", EventKind::fill);
    case 6:
      return is("limits", EventKind::limits);
    case 8:
      return is("decision", EventKind::decision);
    case 10:
      return is("order_sent", EventKind::order_sent);
    case 13:
      return is("order_expired", EventKind::order_expired);
    case 14:
      if (name[6] == 'a') return is("order_accepted", EventKind::order_accepted);
      if (name[8] == 'p') return is("order_replaced", EventKind::order_replaced);
      return is("order_rejected", EventKind::order_rejected);
    case 15:
      return is("order_cancelled", EventKind::order_cancelled);
    case 17:
      return is("position_snapshot", EventKind::position_snapshot);
    case 21:
      return is("engine_restart_reason", EventKind::engine_restart_reason);
    default:
      return std::nullopt;
  }
}

static_assert([] {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kind_of(kNames[i]) != static_cast<EventKind>(i)) return false;
  return true;
}());

bool belongs(EventKind kind, Dialect dialect) {
  switch (kind) {
    case EventKind::decision:
    case EventKind::engine_restart_reason:
      return dialect == Dialect::decision_log;
    case EventKind::limits:
      return dialect == Dialect::broker_events;
    default:
      return dialect != Dialect::decision_log;
  }
}

bool read_order_terms(Fields& fields, Event& event) {
  return fields.symbol(Need::required, event.symbol) && fields.side(Need::required, event.side) &&
         fields.positive(key_size, Need::required, event.size) && fields.type(Need::required, event.type) &&
         fields.positive(key_price, Need::optional, event.price);
}

bool read_order_ids(Fields& fields, Dialect dialect, Event& event) {
  const bool ours = dialect != Dialect::broker_events;
  const bool acked = event.kind == EventKind::order_accepted;
  return fields.text(key_client_id, ours ? Need::required : Need::optional, event.client_id) &&
         fields.text(key_broker_id, !ours || acked ? Need::required : Need::optional, event.broker_id);
}

bool read_fill(Fields& fields, Event& event) {
  // Only a fill that reconcile inferred may lack its price: nobody knows it.
  return fields.text(key_fill_id, Need::required, event.fill_id) &&
         fields.positive(key_size, Need::required, event.size) && fields.flag(key_inferred, event.inferred) &&
         fields.positive(key_price, event.inferred ? Need::optional : Need::required, event.price) &&
         fields.symbol(Need::optional, event.symbol) && fields.side(Need::optional, event.side);
}

bool read_position(Fields& fields, Event& event) {
  return fields.symbol(Need::required, event.symbol) && fields.side(Need::required, event.side) &&
         fields.nonnegative(key_units, Need::required, event.size) &&
         fields.positive(key_avg_price, Need::optional, event.price);
}

bool read_kind(Fields& fields, Dialect dialect, Event& event) {
  switch (event.kind) {
    case EventKind::engine_restart_reason:
      return fields.text(key_reason, Need::required, event.reason);
    case EventKind::position_snapshot:
      return read_position(fields, event);
    default:
      break;
  }
  if (!read_order_ids(fields, dialect, event)) return false;
  const bool brokers = dialect == Dialect::broker_events;
  switch (event.kind) {
    case EventKind::decision:
    case EventKind::order_sent:
      return (brokers || fields.text(key_decision_id, Need::required, event.decision_id)) &&
             read_order_terms(fields, event);
    case EventKind::order_accepted:
      return !brokers || read_order_terms(fields, event);
    case EventKind::fill:
      return read_fill(fields, event);
    case EventKind::order_replaced:
      return fields.positive(key_size, Need::optional, event.size) &&
             fields.positive(key_price, Need::optional, event.price);
    default:
      return fields.text(key_reason, Need::optional, event.reason);
  }
}

}  // namespace

EventReader::~EventReader() = default;

std::string_view name(EventKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

EventReader::EventReader(Dialect dialect, std::string file, const Instruments& instruments,
                         UnknownEvents unknown, OnEvent on_event)
    : dialect_(dialect),
      file_(std::move(file)),
      unknown_(unknown),
      on_event_(std::move(on_event)),
      scanner_(events::kKeys, json::LineScanner::Unique::known_keys, key_event),
      memory_(std::make_unique<events::Memory>(instruments)),
      splitter_([this](const json::Line& line) { return this->line(line); }) {}

Result<void> EventReader::line(const json::Line& line) {
  const auto refuse = [&](json::LineFault fault) -> Result<void> {
    if (!line.has_newline) {
      statistics_.torn_tail = 1;
      statistics_.torn_tail_line = line.number;
      return {};
    }
    return fail(Error{ErrorKind::malformed, std::move(fault.message), file_, line.number, fault.column, {}});
  };
  line_ = line.text;
  if (auto fault = scanner_.scan(line.text)) return refuse(*std::move(fault));
  Fields fields(scanner_, *memory_);
  std::string_view event_name;
  if (!fields.text(key_event, Need::required, event_name)) return refuse(std::move(fields).fault());

  Event event;
  event.line = line.number;
  const auto kind = kind_of(event_name);
  if (!kind || !belongs(*kind, dialect_)) {
    if (unknown_ == UnknownEvents::refuse)
      return fail(Error{ErrorKind::malformed,
                        fmt::format("event \"{}\" is not known here (--strict)", event_name),
                        file_,
                        line.number,
                        scanner_.at(key_event)->column,
                        {}});
    ++statistics_.ignored_events[std::string(event_name)];
    return {};
  }
  event.kind = *kind;
  if (!fields.time(key_ts, event.ts)) return refuse(std::move(fields).fault());
  if (event.kind == EventKind::limits) {
    Limits limits;
    if (!fields.limits(limits)) return refuse(std::move(fields).fault());
    event.limits = &limits;
    return on_event_(event);
  }
  if (!read_kind(fields, dialect_, event)) return refuse(std::move(fields).fault());
  const auto key = dialect_ == Dialect::broker_events ? event.broker_id : event.client_id;
  if (!key.empty()) event.key_hash = id_hash(key);
  return on_event_(event);
}

}  // namespace tiyf
