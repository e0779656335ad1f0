// One row of a broker's snapshot, plainly right or not read at all. Internal to documents/.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "tiyf/json/grammar.hpp"
#include "tiyf/json/line_reader.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf::documents {

// What a row says. Ids are views of the text, or of the reader where they have escapes; an empty one is none.
// Rows of one reader that are of one symbol point to the same.
struct OrderRow {
  const char* at = nullptr;  // its first byte
  std::string_view client_id, broker_id, decision_id;
  const Symbol* symbol = nullptr;
  Side side = Side::buy;
  Decimal size, filled;
  std::optional<Decimal> avg_fill_price, price;
  std::optional<OrderType> type;
  OrderStatus status = OrderStatus::accepted;
  UtcTime created_at;

  [[nodiscard]] Order order() const;
};
struct FillRow {
  const char* at = nullptr;
  std::string_view id, client_id, broker_id;
  const Symbol* symbol = nullptr;
  Side side = Side::buy;
  Decimal size, price;
  UtcTime ts;

  [[nodiscard]] LooseFill fill() const;
};

class RowReader {
 public:
  explicit RowReader(const Instruments& instruments);  // which must outlive it
  RowReader(const RowReader&) = delete;                // rows point into it

  // The row that comes next in `text`. False: it is at fault, or not plain; the full reading tells which.
  [[nodiscard]] bool read(json::Grammar& text, OrderRow& out);
  [[nodiscard]] bool read(json::Grammar& text, FillRow& out);

 private:
  [[nodiscard]] bool scan(json::Grammar& text, const char*& at);
  [[nodiscard]] const Symbol* symbol(std::string_view spelling);

  const Instruments& instruments_;
  std::map<std::string, const Symbol*, std::less<>> spellings_;
  std::set<Symbol> symbols_;
  json::LineScanner scanner_;
};

}  // namespace tiyf::documents
