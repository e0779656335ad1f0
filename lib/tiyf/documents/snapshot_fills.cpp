#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "tiyf/documents/read.hpp"
#include "tiyf/documents/snapshot_parts.hpp"

namespace tiyf::documents {
namespace {

using json::Cursor;

// Where the orders of a snapshot stand, by either id. They are sorted by their book's own id.
class OrderIndex {
 public:
  OrderIndex(Book book, const std::vector<Order>& orders) : book_(book), orders_(orders) {}

  // The order that a row names by its book's own id; by the other one only where it lacks that.
  [[nodiscard]] std::optional<std::size_t> find(const LooseFill& row) {
    if (book_ == Book::ours)
      return row.client_id ? own(&Order::client_id, *row.client_id)
                           : other(by_broker_id_, &Order::broker_id, *row.broker_id);
    return row.broker_id ? own(&Order::broker_id, *row.broker_id)
                         : other(by_client_id_, &Order::client_id, *row.client_id);
  }

 private:
  template <class IdType>
  using Places = std::optional<std::unordered_map<IdType, std::optional<std::size_t>>>;

  template <class IdType>
  std::optional<std::size_t> own(std::optional<IdType> Order::*id, const IdType& wanted) const {
    const auto found =
        std::lower_bound(orders_.begin(), orders_.end(), wanted,
                         [id](const Order& order, const IdType& other) { return *(order.*id) < other; });
    if (found == orders_.end() || *((*found).*id) != wanted) return std::nullopt;
    return static_cast<std::size_t>(found - orders_.begin());
  }
  // An id of several orders points to none of them. Listed when first asked for.
  template <class IdType>
  std::optional<std::size_t> other(Places<IdType>& places, std::optional<IdType> Order::*id,
                                   const IdType& wanted) {
    if (!places) {
      places.emplace();
      for (std::size_t i = 0; i < orders_.size(); ++i) {
        if (!(orders_[i].*id)) continue;
        const auto [place, is_new] = places->try_emplace(*(orders_[i].*id), i);
        if (!is_new) place->second.reset();
      }
    }
    const auto place = places->find(wanted);
    return place == places->end() ? std::nullopt : place->second;
  }

  Book book_;
  const std::vector<Order>& orders_;
  Places<BrokerOrderId> by_broker_id_;
  Places<ClientOrderId> by_client_id_;
};

Result<Fill> read_fill(const Cursor& object, Book book) {
  Fill fill;
  TIYF_TRY(id_at, object.at("fill_id"));
  TIYF_TRY(id, read_id<FillId>(id_at));
  TIYF_TRY(size_at, object.at("size"));
  TIYF_TRY(size, size_at.positive_decimal());
  TIYF_TRY(ts_at, object.at("ts"));
  TIYF_TRY(ts, ts_at.time());
  fill.id = std::move(id);
  fill.size = size;
  fill.ts = ts;
  TIYF_CHECK(read_if(object, "price", fill.price, &Cursor::positive_decimal));
  TIYF_CHECK(read_if(object, "line", fill.line, &Cursor::count));
  if (book == Book::ours) {
    TIYF_CHECK(read_if(object, "inferred", fill.inferred, &Cursor::boolean));
    TIYF_CHECK(read_if(object, "replaced", fill.replaced, &Cursor::nonnegative_decimal));
    if (fill.replaced > fill.size) return object.error("more is replaced than the fill's size");
  }
  if (!fill.price && !fill.inferred) return object.error("price is missing");
  return fill;
}

Result<LooseFill> read_row(const Cursor& object, const SnapshotReader& reader) {
  LooseFill row;
  TIYF_TRY(fill, read_fill(object, reader.book));
  TIYF_TRY(symbol_at, object.at("symbol"));
  TIYF_TRY(symbol, read_symbol(symbol_at, reader.instruments));
  TIYF_TRY(side_at, object.at("side"));
  TIYF_TRY(side, read_word(side_at, parse_side, "buy or sell"));
  row.fill = std::move(fill);
  row.symbol = std::move(symbol);
  row.side = side;
  TIYF_CHECK(read_if(object, "broker_client_order_id", row.client_id, read_id<ClientOrderId>));
  TIYF_CHECK(read_if(object, "broker_order_id", row.broker_id, read_id<BrokerOrderId>));
  if (!row.client_id && !row.broker_id) return object.error("the order's id is missing");
  return row;
}

// A row and, when that is listed, its order.
struct Placed {
  std::optional<std::size_t> order;
  LooseFill row;
};

auto order_of(const Placed& p) {
  // The ids of a listed order are the order's own; what a row adds to them says nothing.
  return p.order ? std::tuple{p.order, std::optional<BrokerOrderId>{}, std::optional<ClientOrderId>{}}
                 : std::tuple{p.order, p.row.broker_id, p.row.client_id};
}

auto by_time(const Placed& p) {
  const auto& f = p.row.fill;
  return std::tie(f.ts, f.id, f.size, f.price, p.row.symbol, p.row.side, f.line);
}

bool same_fill(const LooseFill& a, const LooseFill& b) {
  return std::tie(a.fill.size, a.fill.price, a.symbol, a.side) ==
         std::tie(b.fill.size, b.fill.price, b.symbol, b.side);
}

std::string amount(const Fill& fill) {
  return fill.size.text() + (fill.price ? " at " + fill.price->text() : std::string(" without a price"));
}

Finding conflict(Book book, const LooseFill& first, const LooseFill& other) {
  auto finding = book_finding(FindingKind::fill_conflict, book, first.symbol);
  finding.client_id = first.client_id;
  finding.broker_id = first.broker_id;
  finding.extras.push_back({"fill_id", first.fill.id.value});
  finding.message = "fill " + first.fill.id.value + " is listed as " + amount(first.fill) + " and as " +
                    amount(other.fill) + "; the first one stands";
  return finding;
}

// Puts each order's distinct fills where they belong. `rows` are sorted by order, then time.
void attach(Book book, std::vector<Placed>& rows, Snapshot& snapshot) {
  std::unordered_map<FillId, LooseFill> of_order;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& [order, row] = rows[i];
    if (i == 0 || order_of(rows[i - 1]) != order_of(rows[i])) of_order.clear();
    if (order) {
      row.client_id = snapshot.orders[*order].client_id;
      row.broker_id = snapshot.orders[*order].broker_id;
    }
    const auto [first, is_new] = of_order.try_emplace(row.fill.id, row);
    if (!is_new) {
      if (!same_fill(first->second, row)) add_once(snapshot.findings, conflict(book, first->second, row));
    } else if (order) {
      snapshot.orders[*order].fills.push_back(row.fill);
    } else {
      snapshot.loose_fills.push_back(row);
    }
  }
}

}  // namespace

std::optional<std::size_t> attach_fills(Book book, std::vector<LooseFill> fills, Snapshot& snapshot) {
  OrderIndex index(book, snapshot.orders);
  std::vector<Placed> rows;
  rows.reserve(fills.size());
  for (auto& row : fills) {
    const auto order = index.find(row);
    if (order && (snapshot.orders[*order].symbol != row.symbol || snapshot.orders[*order].side != row.side))
      return rows.size();
    rows.push_back({order, std::move(row)});
  }
  std::sort(rows.begin(), rows.end(), [](const Placed& a, const Placed& b) {
    const auto order_a = order_of(a), order_b = order_of(b);
    return order_a != order_b ? order_a < order_b : by_time(a) < by_time(b);
  });
  attach(book, rows, snapshot);
  return std::nullopt;
}

Result<void> SnapshotReader::fills(const Cursor& list, Snapshot& snapshot) const {
  std::vector<LooseFill> rows;
  TIYF_TRY(items, list.items());
  rows.reserve(items.size());
  for (const auto& item : items) {
    TIYF_TRY(row, read_row(item, *this));
    rows.push_back(std::move(row));
  }
  if (const auto odd = attach_fills(book, std::move(rows), snapshot))
    return items[*odd].error("the fill's symbol or side is not its order's");
  return {};
}

}  // namespace tiyf::documents
