#include "tiyf/documents/broker_text.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include "tiyf/documents/snapshot_parts.hpp"
#include "tiyf/documents/snapshot_rows.hpp"

namespace tiyf::documents {
namespace {

constexpr std::uint32_t kNoOrder = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kShortestRow = 100;  // about

bool is_of(std::string_view part, std::string_view text) {
  return part.empty() ||
         (part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size());
}

}  // namespace

// What is asked of the rows only until the fills have found their orders.
struct BrokerText::Walk {
  struct Fill {
    std::string_view broker_id;
    std::uint32_t terms;
  };
  std::vector<const Symbol*> symbols;
  std::vector<std::uint32_t> terms;  // of the orders: symbol and side
  std::vector<Fill> fills;

  std::uint32_t terms_of(const Symbol* symbol, Side side) {
    const auto known = std::find(symbols.begin(), symbols.end(), symbol);
    const auto place = static_cast<std::uint32_t>(known - symbols.begin());
    if (known == symbols.end()) symbols.push_back(symbol);
    return place * 2 + (side == Side::buy ? 0 : 1);
  }
};

std::optional<BrokerText> BrokerText::read(std::unique_ptr<const std::string>& text,
                                           const Instruments& instruments) {
  BrokerText out(instruments);
  std::string rest;
  if (!out.walk(*text, rest)) return std::nullopt;
  auto head = read_head(rest, instruments);
  if (!head) return std::nullopt;
  out.head_ = *std::move(head);
  out.text_ = std::move(text);
  return out;
}

// What stands in the rows. A document of which the full reading would have something to say (a row that
// repeats a broker id, a fill that does not go with its order) is left to it at once; an order of which it
// would, is not plainly closed.
bool BrokerText::walk(std::string_view text, std::string& rest) {
  RowReader reader(*instruments_);
  Walk walked;
  const OnRow on_row{
      [&](const OrderRow& row) {
        walked.terms.push_back(walked.terms_of(row.symbol, row.side));
        order_rows_.push_back(row.at);
        listed_.orders.push_back({.client_id = row.client_id,
                                  .broker_id = row.broker_id,
                                  .filled = row.filled,
                                  .plainly_closed = is_terminal(row.status) && row.filled <= row.size});
        return is_of(row.client_id, text) && is_of(row.broker_id, text);  // else there are escapes in them
      },
      [&](const FillRow& row) {
        walked.fills.push_back({row.broker_id, walked.terms_of(row.symbol, row.side)});
        fill_rows_.push_back(row.at);
        listed_.fills.push_back({row.id, row.size, row.price});
        return is_of(row.id, text) && is_of(row.broker_id, text) &&
               !row.broker_id.empty();  // else it is named by its client id alone
      }};
  // Room that is not used is hardly ever touched, and costs less than growing; beyond a million rows they
  // grow.
  const auto most = std::min(text.size() / kShortestRow, std::size_t{1} << 20U);
  listed_.orders.reserve(most);
  listed_.fills.reserve(most);
  order_rows_.reserve(most);
  fill_rows_.reserve(most);
  walked.terms.reserve(most);
  walked.fills.reserve(most);
  if (!walk_rows(text, reader, on_row, rest) || !name_orders(walked)) return false;
  place_fills();
  return true;
}

bool BrokerText::name_orders(const Walk& walked) {
  listed_.by_broker_id = IdIndex(listed_.orders.size());
  const auto is = [this](std::string_view id) {
    return [this, id](std::size_t order) { return same_text(listed_.orders[order].broker_id, id); };
  };
  for (std::size_t i = 0; i < listed_.orders.size(); ++i) {
    const auto id = listed_.orders[i].broker_id;
    if (listed_.by_broker_id.find_or_add(id_hash(id), i, is(id))) return false;
  }
  order_of_fill_.reserve(walked.fills.size());
  for (const auto& fill : walked.fills) {
    const auto order = listed_.by_broker_id.find(id_hash(fill.broker_id), is(fill.broker_id));
    order_of_fill_.push_back(order ? static_cast<std::uint32_t>(*order) : kNoOrder);
    if (!order) continue;
    if (walked.terms[*order] != fill.terms) return false;
    ++listed_.orders[*order].fill_count;
  }
  return true;
}

// The fills of each order together.
void BrokerText::place_fills() {
  std::uint32_t count = 0;
  for (auto& order : listed_.orders) {
    order.first_fill = count;
    count += std::exchange(order.fill_count, 0);
  }
  // Where each fill belongs; those of no listed order behind all others. Then each goes there, in place.
  auto behind = count;
  std::vector<std::uint32_t> place;
  place.reserve(order_of_fill_.size());
  for (const auto at : order_of_fill_) {
    auto* order = at == kNoOrder ? nullptr : &listed_.orders[at];
    place.push_back(order == nullptr ? behind++ : order->first_fill + order->fill_count++);
  }
  for (std::uint32_t i = 0; i < place.size(); ++i)
    while (place[i] != i) {
      const auto to = place[i];
      std::swap(listed_.fills[i], listed_.fills[to]);
      std::swap(place[i], place[to]);
    }

  std::vector<std::string_view> ids;
  for (auto& order : listed_.orders) {
    if (order.fill_count < 2) continue;
    ids.clear();
    for (const auto& fill : listed_.fills_of(order)) ids.push_back(fill.id);
    std::sort(ids.begin(), ids.end());
    if (std::adjacent_find(ids.begin(), ids.end()) != ids.end()) order.plainly_closed = false;
  }
}

Snapshot BrokerText::unsettled(const std::vector<bool>& settled) const {
  RowReader reader(*instruments_);
  const auto read_again = [&]<class Row>(const char* at, Row& row) -> const Row& {
    json::Grammar rest({at, text_->data() + text_->size()});
    if (!reader.read(rest, row)) std::abort();
    return row;
  };
  std::vector<Order> orders;
  orders.reserve(static_cast<std::size_t>(std::count(settled.begin(), settled.end(), false)));
  OrderRow order;
  for (std::size_t i = 0; i < order_rows_.size(); ++i)
    if (!settled[i]) orders.push_back(read_again(order_rows_[i], order).order());
  std::vector<LooseFill> fills;
  FillRow fill;
  for (std::size_t i = 0; i < fill_rows_.size(); ++i)
    if (order_of_fill_[i] == kNoOrder || !settled[order_of_fill_[i]])
      fills.push_back(read_again(fill_rows_[i], fill).fill());
  return with_rows(head_, std::move(orders), std::move(fills)).value();
}

}  // namespace tiyf::documents
