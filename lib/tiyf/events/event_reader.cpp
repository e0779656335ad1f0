#include "tiyf/events/event_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tiyf/base/text.hpp"
#include "tiyf/events/event_fields.hpp"

namespace tiyf {
namespace {

using events::Check;
using events::Fields;
using events::Need;
using enum events::Key;

constexpr std::array<std::string_view, 11> kNames{
    "decision",      "engine_restart_reason", "order_sent",      "order_accepted",
    "fill",          "order_replaced",        "order_cancelled", "order_rejected",
    "order_expired", "position_snapshot",     "limits"};

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

// Assigns the value of an OrFault to a member of the event, or returns its fault.
#define TIYF_FIELD(target, ...)                                               \
  do {                                                                        \
    auto field_value = (__VA_ARGS__);                                         \
    if (!field_value) return std::unexpected(std::move(field_value).error()); \
    (target) = *std::move(field_value);                                       \
  } while (false)

Check read_order_terms(const Fields& fields, Event& event) {
  TIYF_FIELD(event.symbol, fields.symbol(Need::required));
  TIYF_FIELD(event.side, fields.side(Need::required));
  TIYF_FIELD(event.size, fields.positive(key_size, Need::required));
  TIYF_FIELD(event.type, fields.type(Need::required));
  TIYF_FIELD(event.price, fields.positive(key_price, Need::optional));
  return {};
}

Check read_order_ids(const Fields& fields, Dialect dialect, Event& event) {
  const bool ours = dialect != Dialect::broker_events;
  const bool acked = event.kind == EventKind::order_accepted;
  TIYF_FIELD(event.client_id, fields.text(key_client_id, ours ? Need::required : Need::optional));
  TIYF_FIELD(event.broker_id, fields.text(key_broker_id, !ours || acked ? Need::required : Need::optional));
  return {};
}

Check read_fill(const Fields& fields, Event& event) {
  TIYF_FIELD(event.fill_id, fields.text(key_fill_id, Need::required));
  TIYF_FIELD(event.size, fields.positive(key_size, Need::required));
  TIYF_FIELD(event.inferred, fields.flag(key_inferred));
  // Only a fill that reconcile inferred may lack its price: nobody knows it.
  TIYF_FIELD(event.price, fields.positive(key_price, event.inferred ? Need::optional : Need::required));
  TIYF_FIELD(event.symbol, fields.symbol(Need::optional));
  TIYF_FIELD(event.side, fields.side(Need::optional));
  return {};
}

Check read_position(const Fields& fields, Event& event) {
  TIYF_FIELD(event.symbol, fields.symbol(Need::required));
  TIYF_FIELD(event.side, fields.side(Need::required));
  TIYF_FIELD(event.units, fields.nonnegative(key_units, Need::required));
  TIYF_FIELD(event.avg_price, fields.positive(key_avg_price, Need::optional));
  return {};
}

Check read_kind(const Fields& fields, Dialect dialect, Event& event) {
  switch (event.kind) {
    case EventKind::engine_restart_reason:
      TIYF_FIELD(event.reason, fields.text(key_reason, Need::required));
      return {};
    case EventKind::position_snapshot:
      return read_position(fields, event);
    default:
      break;
  }
  if (auto ids = read_order_ids(fields, dialect, event); !ids) return ids;
  switch (event.kind) {
    case EventKind::decision:
    case EventKind::order_sent:
      if (dialect != Dialect::broker_events)
        TIYF_FIELD(event.decision_id, fields.text(key_decision_id, Need::required));
      return read_order_terms(fields, event);
    case EventKind::order_accepted:
      return dialect == Dialect::broker_events ? read_order_terms(fields, event) : Check{};
    case EventKind::fill:
      return read_fill(fields, event);
    case EventKind::order_replaced:
      TIYF_FIELD(event.size, fields.positive(key_size, Need::optional));
      TIYF_FIELD(event.price, fields.positive(key_price, Need::optional));
      return {};
    default:
      TIYF_FIELD(event.reason, fields.text(key_reason, Need::optional));
      return {};
  }
}

#undef TIYF_FIELD

}  // namespace

EventReader::~EventReader() = default;

std::string_view name(EventKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

EventReader::EventReader(Dialect dialect, std::string file, const Instruments& instruments,
                         UnknownEvents unknown, OnEvent on_event)
    : dialect_(dialect),
      file_(std::move(file)),
      unknown_(unknown),
      on_event_(std::move(on_event)),
      scanner_(events::kKeys),
      symbols_(std::make_unique<events::Symbols>(instruments)),
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
  if (auto fault = scanner_.scan(line.text)) return refuse(*std::move(fault));
  const Fields fields(scanner_, *symbols_);
  const auto event_name = fields.text(key_event, Need::required);
  if (!event_name) return refuse(event_name.error());

  Event event;
  event.line = line.number;
  const auto found = std::find(kNames.begin(), kNames.end(), *event_name);
  event.kind = static_cast<EventKind>(found - kNames.begin());
  if (found == kNames.end() || !belongs(event.kind, dialect_)) {
    if (unknown_ == UnknownEvents::refuse)
      return fail(Error{ErrorKind::malformed,
                        fmt::format("event \"{}\" is not known here (--strict)", *event_name),
                        file_,
                        line.number,
                        scanner_.at(key_event)->column,
                        {}});
    ++statistics_.ignored_events[std::string(*event_name)];
    return {};
  }
  const auto ts = fields.time(key_ts);
  if (!ts) return refuse(ts.error());
  event.ts = *ts;
  if (event.kind == EventKind::limits) {
    const auto limits = fields.limits();
    if (!limits) return refuse(limits.error());
    event.limits = &*limits;
    return on_event_(event);
  }
  if (auto read = read_kind(fields, dialect_, event); !read) return refuse(read.error());
  const auto key = dialect_ == Dialect::broker_events ? event.broker_id : event.client_id;
  if (!key.empty()) event.key_hash = id_hash(key);
  return on_event_(event);
}

}  // namespace tiyf
