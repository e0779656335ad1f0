#include "tiyf/documents/broker_text.hpp"

#include <algorithm>
#include <limits>

#include "tiyf/documents/snapshot.hpp"
#include "tiyf/documents/snapshot_rows.hpp"

namespace tiyf::documents {
namespace {

constexpr std::uint32_t kNoOrder = std::numeric_limits<std::uint32_t>::max();

}  // namespace

struct BrokerText::FillRow {
  ListedFill fill;
  std::string_view broker_id;
  std::uint32_t terms;  // of its row: symbol and side
};

std::optional<BrokerText> BrokerText::read(std::string& text, const Instruments& instruments) {
  BrokerText out(std::make_unique<std::string>(std::move(text)), instruments);
  std::vector<FillRow> fills;
  std::string rest;
  if (out.walk(fills, rest))
    if (auto head = read_broker_snapshot(rest, "", instruments)) {
      out.head_ = *std::move(head);
      return out;
    }
  text = std::move(*out.text_);
  return std::nullopt;
}

// What stands in the rows. A document of which the full reading would have something to say (a row that repeats a broker
// id, a fill that does not go with its order) is left to it at once; an order of which it would, is not plainly closed.
bool BrokerText::walk(std::vector<FillRow>& fills, std::string& rest) {
  std::vector<Symbol> symbols;
  const auto terms_of = [&symbols](const Symbol& symbol, Side side) {
    const auto known = std::find(symbols.begin(), symbols.end(), symbol);
    const auto place = static_cast<std::uint32_t>(known - symbols.begin());
    if (known == symbols.end()) symbols.push_back(symbol);
    return place * 2 + (side == Side::buy ? 0 : 1);
  };
  std::vector<std::uint32_t> terms;
  const OnRow on_row{
      [&](const SeenOrder& seen) {
        terms.push_back(terms_of(seen.order.symbol, seen.order.side));
        listed_.orders.push_back({.client_id = seen.client_id,
                                  .broker_id = seen.broker_id,
                                  .filled = seen.order.filled,
                                  .plainly_closed = is_terminal(seen.order.status) &&
                                                    seen.order.filled <= seen.order.size});
      },
      [&](const SeenFill& seen) {
        fills.push_back({{seen.id, seen.fill.fill.size, seen.fill.fill.price},
                         seen.broker_id,
                         terms_of(seen.fill.symbol, seen.fill.side)});
      }};
  if (!walk_plain_rows(*text_, *instruments_, on_row, rest)) return false;

  IdIndex by_broker(listed_.orders.size());
  const auto find = [&](std::string_view id) {
    auto found = kNoOrder;
    by_broker.each(id, [&](std::size_t i) {
      if (found == kNoOrder && listed_.orders[i].broker_id == id) found = static_cast<std::uint32_t>(i);
    });
    return found;
  };
  for (std::size_t i = 0; i < listed_.orders.size(); ++i) {
    if (find(listed_.orders[i].broker_id) != kNoOrder) return false;
    by_broker.add(listed_.orders[i].broker_id, i);
  }
  order_of_fill_.reserve(fills.size());
  for (const auto& fill : fills) {
    const auto order = find(fill.broker_id);
    order_of_fill_.push_back(order);
    if (fill.broker_id.empty()) return false;  // named by its client id alone
    if (order == kNoOrder) continue;
    if (terms[order] != fill.terms) return false;
    ++listed_.orders[order].fill_count;
  }
  place(fills);
  return true;
}

// The fills of each order together.
void BrokerText::place(std::vector<FillRow>& fills) {
  std::uint32_t at = 0;
  for (auto& order : listed_.orders) {
    order.first_fill = at;
    at += order.fill_count;
    order.fill_count = 0;
  }
  listed_.fills.resize(at);
  for (std::size_t i = 0; i < fills.size(); ++i) {
    if (order_of_fill_[i] == kNoOrder) continue;
    auto& order = listed_.orders[order_of_fill_[i]];
    const auto others = listed_.fills_of(order);
    if (std::any_of(others.begin(), others.end(), [&](const ListedFill& f) { return f.id == fills[i].fill.id; }))
      order.plainly_closed = false;
    listed_.fills[order.first_fill + order.fill_count++] = fills[i].fill;
  }
}

Result<Snapshot> BrokerText::unsettled(const std::vector<bool>& settled, std::string_view file) const {
  std::vector<bool> fills(order_of_fill_.size());
  for (std::size_t i = 0; i < fills.size(); ++i)
    fills[i] = order_of_fill_[i] != kNoOrder && settled[order_of_fill_[i]];
  return read_broker_snapshot({.orders = settled, .fills = fills}, *text_, file, *instruments_);
}

}  // namespace tiyf::documents
