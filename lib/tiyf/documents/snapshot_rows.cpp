#include "tiyf/documents/snapshot_rows.hpp"

#include <array>
#include <map>
#include <utility>

#include "tiyf/json/grammar.hpp"
#include "tiyf/json/line_reader.hpp"

namespace tiyf::documents {
namespace {

using json::Slice;

enum Key : std::size_t {
  broker_id,
  client_id,
  decision_id,
  symbol,
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
constexpr std::array<std::string_view, 21> kKeys{
    "broker_order_id", "broker_client_order_id", "decision_id", "symbol", "side", "size", "filled", "avg_fill_price",
    "type", "price", "status", "created_at", "fill_id", "ts", "intended_price", "last_event_at", "close_reason",
    "evidence", "inferred", "replaced", "line"};

// Fields of one row. A field that is not plainly right makes the row not plain.
class Row {
 public:
  Row(const json::LineScanner& scanner, const Instruments& instruments,
      std::map<std::string, Symbol, std::less<>>& symbols)
      : scanner_(scanner), instruments_(instruments), symbols_(symbols) {}

  [[nodiscard]] bool lacks(std::initializer_list<Key> keys) const {
    for (const auto key : keys)
      if (scanner_.at(key) != nullptr) return false;
    return true;
  }
  [[nodiscard]] bool has(Key key) const { return scanner_.at(key) != nullptr; }

  template <class IdType>
  bool id(Key key, IdType& out) const {
    const auto text = string(key);
    if (text.empty()) return false;
    out = IdType(text);
    return true;
  }
  template <class IdType>
  bool maybe_id(Key key, std::optional<IdType>& out) const {
    return !has(key) || id(key, out.emplace());
  }
  bool number(Key key, Decimal& out) const {
    const auto* slice = scanner_.at(key);
    if (slice == nullptr || (slice->kind != json::Kind::number && slice->kind != json::Kind::string)) return false;
    const auto value = Decimal::parse(slice->text);
    if (!value || value->is_negative()) return false;
    out = *value;
    return true;
  }
  bool maybe_positive(Key key, std::optional<Decimal>& out) const {
    return !has(key) || (number(key, out.emplace()) && out->is_positive());
  }
  bool time(Key key, UtcTime& out) const {
    const auto value = UtcTime::parse(string(key));
    if (value) out = *value;
    return value.has_value();
  }
  template <class Word, class Parse>
  bool word(Key key, Word& out, Parse parse) const {
    const auto value = parse(string(key));
    if (value) out = *value;
    return value.has_value();
  }
  bool symbol_of(Symbol& out) const {
    const auto spelling = string(symbol);
    if (spelling.empty()) return false;
    auto known = symbols_.find(spelling);
    if (known == symbols_.end())
      known = symbols_.emplace(std::string(spelling), instruments_.symbol(spelling)).first;
    out = known->second;
    return true;
  }

 private:
  // Empty: no string there.
  [[nodiscard]] std::string_view string(Key key) const {
    const auto* slice = scanner_.at(key);
    return slice != nullptr && slice->kind == json::Kind::string ? slice->text : std::string_view();
  }
  const json::LineScanner& scanner_;
  const Instruments& instruments_;
  std::map<std::string, Symbol, std::less<>>& symbols_;
};

bool read_order(const Row& row, Order& out) {
  if (!row.lacks({intended_price, last_event_at, close_reason, evidence})) return false;
  if (!row.id(broker_id, out.broker_id.emplace()) || !row.maybe_id(client_id, out.client_id) ||
      !row.maybe_id(decision_id, out.decision_id) || !row.symbol_of(out.symbol) ||
      !row.word(side, out.side, parse_side) || !row.number(size, out.size) || !out.size.is_positive() ||
      !row.number(filled, out.filled) || !row.maybe_positive(avg_fill_price, out.avg_fill_price) ||
      !row.maybe_positive(price, out.price) || !row.word(status, out.status, parse_order_status) ||
      !row.time(created_at, out.created_at))
    return false;
  if (row.has(type) && !row.word(type, out.type, parse_order_type)) return false;
  out.last_event_at = out.created_at;
  return out.status >= OrderStatus::accepted;
}

bool read_fill(const Row& row, LooseFill& out) {
  if (!row.lacks({inferred, replaced, line})) return false;
  return row.id(fill_id, out.fill.id) && row.number(size, out.fill.size) && out.fill.size.is_positive() &&
         row.has(price) && row.maybe_positive(price, out.fill.price) && row.time(ts, out.fill.ts) &&
         row.symbol_of(out.symbol) && row.word(side, out.side, parse_side) &&
         row.maybe_id(client_id, out.client_id) && row.maybe_id(broker_id, out.broker_id) &&
         (out.client_id || out.broker_id);
}

}  // namespace

namespace {

// The two lists of one document, item by item; what else stands in it goes to `rest`.
struct Lists {
  std::function<bool(const json::Token&)> order, fill;
};

bool walk_lists(std::string_view text, const Lists& lists, std::string& rest) {
  json::Grammar grammar(text);
  std::size_t copied = 0;
  bool orders_seen = false, fills_seen = false;
  const auto leave_out = [&](const auto& on_item) {
    if (!grammar.next_is('[')) return false;
    rest += text.substr(copied, grammar.offset() - copied);
    rest += "[]";
    const bool good = grammar.items(on_item);
    copied = grammar.offset();
    return good;
  };
  const bool good = grammar.members([&](const json::Token& key) {
    if (key.escaped) return false;
    if (key.text == "orders" && !std::exchange(orders_seen, true)) return leave_out(lists.order);
    if (key.text == "fills" && !std::exchange(fills_seen, true)) return leave_out(lists.fill);
    json::Token value;
    return grammar.value(value);
  });
  rest += text.substr(copied);
  return good && grammar.end();
}

bool is_of(std::string_view part, std::string_view text) {
  return part.empty() || (part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size());
}

// Scans row after row.
struct RowReader {
  explicit RowReader(const Instruments& instruments) : row(scanner, instruments, symbols) {}
  [[nodiscard]] bool scan(const json::Token& item) {
    return item.kind == json::Kind::object && !scanner.scan(item.text);
  }
  json::LineScanner scanner{kKeys, json::LineScanner::Unique::any_key};
  std::map<std::string, Symbol, std::less<>> symbols;
  Row row;
};

}  // namespace

std::optional<SnapshotRows> read_plain_rows(std::string_view text, const Instruments& instruments,
                                            const LeaveOut& leave_out) {
  SnapshotRows out;
  RowReader reader(instruments);
  std::vector<LooseFill> fills;
  std::size_t order_count = 0, fill_count = 0;
  const auto wanted = [](const std::vector<bool>& left_out, std::size_t i) { return i >= left_out.size() || !left_out[i]; };
  const bool good = walk_lists(
      text,
      {[&](const json::Token& item) {
         return !wanted(leave_out.orders, order_count++) ||
                (reader.scan(item) && read_order(reader.row, out.orders.emplace_back()));
       },
       [&](const json::Token& item) {
         return !wanted(leave_out.fills, fill_count++) ||
                (reader.scan(item) && read_fill(reader.row, fills.emplace_back()));
       }},
      out.rest);
  if (!good) return std::nullopt;
  if (fill_count > 0) out.fills = std::move(fills);
  return out;
}

bool walk_plain_rows(std::string_view text, const Instruments& instruments, const OnRow& on_row, std::string& rest) {
  RowReader reader(instruments);
  const auto id = [&](Key key) {
    const auto* slice = reader.scanner.at(key);
    return slice != nullptr ? slice->text : std::string_view();
  };
  return walk_lists(text,
                    {[&](const json::Token& item) {
                       Order order;
                       if (!reader.scan(item) || !read_order(reader.row, order)) return false;
                       if (!is_of(id(client_id), text) || !is_of(id(broker_id), text)) return false;
                       on_row.order({order, id(client_id), id(broker_id)});
                       return true;
                     },
                     [&](const json::Token& item) {
                       LooseFill fill;
                       if (!reader.scan(item) || !read_fill(reader.row, fill)) return false;
                       if (!is_of(id(fill_id), text) || !is_of(id(broker_id), text)) return false;
                       on_row.fill({fill, id(fill_id), id(broker_id)});
                       return true;
                     }},
                    rest);
}

}  // namespace tiyf::documents
