#include "tiyf/documents/snapshot_row.hpp"

#include <array>

namespace tiyf::documents {
namespace {

enum Key : std::size_t {
  broker_id,
  client_id,
  decision_id,
  symbol_key,
  side,
  size,
  filled,
  avg_fill_price,
  type,
  price,
  status,
  created_at,
  fill_id,
  ts,
  // Known to the full reading in some rows; no broker's row has them.
  intended_price,
  last_event_at,
  close_reason,
  evidence,
  inferred,
  replaced,
  line,
};
constexpr std::array<std::string_view, 21> kKeys{"broker_order_id",
                                                 "broker_client_order_id",
                                                 "decision_id",
                                                 "symbol",
                                                 "side",
                                                 "size",
                                                 "filled",
                                                 "avg_fill_price",
                                                 "type",
                                                 "price",
                                                 "status",
                                                 "created_at",
                                                 "fill_id",
                                                 "ts",
                                                 "intended_price",
                                                 "last_event_at",
                                                 "close_reason",
                                                 "evidence",
                                                 "inferred",
                                                 "replaced",
                                                 "line"};

// Fields of the row that was scanned last. A field that is not plainly right makes the row not plain.
class Fields {
 public:
  explicit Fields(const json::LineScanner& scanner) : scanner_(scanner) {}

  [[nodiscard]] bool lacks(std::initializer_list<Key> keys) const {
    for (const auto key : keys)
      if (scanner_.at(key) != nullptr) return false;
    return true;
  }
  // Empty: no string there.
  [[nodiscard]] std::string_view string(Key key) const {
    const auto* slice = scanner_.at(key);
    return slice != nullptr && slice->kind == json::Kind::string ? slice->text : std::string_view();
  }
  bool id(Key key, std::string_view& out) const {
    out = string(key);
    return !out.empty();
  }
  bool maybe_id(Key key, std::string_view& out) const { return scanner_.at(key) == nullptr || id(key, out); }
  bool number(Key key, Decimal& out) const {
    const auto* slice = scanner_.at(key);
    if (slice == nullptr || (slice->kind != json::Kind::number && slice->kind != json::Kind::string))
      return false;
    const auto value = Decimal::parse(slice->text);
    if (!value || value->is_negative()) return false;
    out = *value;
    return true;
  }
  bool positive(Key key, Decimal& out) const { return number(key, out) && out.is_positive(); }
  bool maybe_positive(Key key, std::optional<Decimal>& out) const {
    return scanner_.at(key) == nullptr || positive(key, out.emplace());
  }
  bool time(Key key, UtcTime& out) const { return word(key, out, UtcTime::parse); }
  template <class Word, class Parse>
  bool word(Key key, Word& out, Parse parse) const {
    const auto value = parse(string(key));
    if (value) out = *value;
    return value.has_value();
  }
  bool maybe_type(std::optional<OrderType>& out) const {
    return scanner_.at(type) == nullptr || word(type, out.emplace(), parse_order_type);
  }

 private:
  const json::LineScanner& scanner_;
};

template <class IdType>
std::optional<IdType> optional_id(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<IdType>(text);
}

}  // namespace

RowReader::RowReader(const Instruments& instruments)
    : instruments_(instruments), scanner_(kKeys, json::LineScanner::Unique::any_key) {}

const Symbol* RowReader::symbol(std::string_view spelling) {
  if (spelling.empty()) return nullptr;
  const auto known = spellings_.find(spelling);
  if (known != spellings_.end()) return known->second;
  const auto* ours = &*symbols_.insert(instruments_.symbol(spelling)).first;
  return spellings_.emplace(std::string(spelling), ours).first->second;
}

// Almost every row ends with the next '}', which is one pass. Where the scanner finds that it does not (a '}'
// in a string, a nested value), the grammar finds the end.
bool RowReader::scan(json::Grammar& text, const char*& at) {
  const auto row = text.up_to_brace();
  at = row.data();
  if (!row.starts_with('{')) return false;
  if (!scanner_.scan(row)) {
    text.skip(row.size());
    return true;
  }
  json::Token item;
  return text.value(item) && !scanner_.scan(item.text);
}

bool RowReader::read(json::Grammar& text, OrderRow& out) {
  const Fields row(scanner_);
  out = {};
  if (!scan(text, out.at) || !row.lacks({intended_price, last_event_at, close_reason, evidence}))
    return false;
  out.symbol = symbol(row.string(symbol_key));
  return row.id(broker_id, out.broker_id) && row.maybe_id(client_id, out.client_id) &&
         row.maybe_id(decision_id, out.decision_id) && out.symbol != nullptr &&
         row.word(side, out.side, parse_side) && row.positive(size, out.size) &&
         row.number(filled, out.filled) && row.maybe_positive(avg_fill_price, out.avg_fill_price) &&
         row.maybe_positive(price, out.price) && row.maybe_type(out.type) &&
         row.word(status, out.status, parse_order_status) && out.status >= OrderStatus::accepted &&
         row.time(created_at, out.created_at);
}

bool RowReader::read(json::Grammar& text, FillRow& out) {
  const Fields row(scanner_);
  out = {};
  if (!scan(text, out.at) || !row.lacks({inferred, replaced, line})) return false;
  out.symbol = symbol(row.string(symbol_key));
  return row.id(fill_id, out.id) && row.positive(size, out.size) && row.positive(price, out.price) &&
         row.time(ts, out.ts) && out.symbol != nullptr && row.word(side, out.side, parse_side) &&
         row.maybe_id(client_id, out.client_id) && row.maybe_id(broker_id, out.broker_id) &&
         !(out.client_id.empty() && out.broker_id.empty());
}

Order OrderRow::order() const {
  Order out;
  out.client_id = optional_id<ClientOrderId>(client_id);
  out.broker_id = BrokerOrderId(broker_id);
  out.decision_id = optional_id<DecisionId>(decision_id);
  out.symbol = *symbol;
  out.side = side;
  out.size = size;
  out.filled = filled;
  out.avg_fill_price = avg_fill_price;
  out.type = type;
  out.price = price;
  out.status = status;
  out.created_at = out.last_event_at = created_at;
  return out;
}

LooseFill FillRow::fill() const {
  return {.fill = {.id = FillId(id), .size = size, .price = price, .ts = ts},
          .client_id = optional_id<ClientOrderId>(client_id),
          .broker_id = optional_id<BrokerOrderId>(broker_id),
          .symbol = *symbol,
          .side = side};
}

}  // namespace tiyf::documents
