#include "tiyf/documents/snapshot_rows.hpp"

#include <utility>

namespace tiyf::documents {

bool walk_rows(std::string_view text, RowReader& reader, const OnRow& on_row, std::string& rest) {
  json::Grammar grammar(text);
  std::size_t copied = 0;
  bool orders_seen = false, fills_seen = false;
  const auto walk = [&]<class Row>(const std::function<bool(const Row&)>& on) {
    if (!grammar.next_is('[')) return false;
    rest += text.substr(copied, grammar.offset() - copied);
    rest += "[]";
    Row row;
    const bool good = grammar.elements([&] { return reader.read(grammar, row) && on(row); });
    copied = grammar.offset();
    return good;
  };
  const bool good = grammar.members([&](const json::Token& key) {
    if (key.escaped) return false;
    if (key.text == "orders" && !std::exchange(orders_seen, true)) return walk(on_row.order);
    if (key.text == "fills" && !std::exchange(fills_seen, true)) return walk(on_row.fill);
    json::Token value;
    return grammar.value(value);
  });
  rest += text.substr(copied);
  return good && grammar.end();
}

}  // namespace tiyf::documents
