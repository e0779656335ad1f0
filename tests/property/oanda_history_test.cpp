// Over random accounts, with orders that are replaced: however the history is cut into pages, wherever it
// begins, and however far the list of pending orders lags behind, the orders come out as they are; and a
// transaction or a page that is missing is always noticed, and never makes a sum that lacks a part look
// whole.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "support/oanda.hpp"

using namespace tiyf;
using namespace tiyf::oanda;
using namespace tiyf::scenario;

namespace {

constexpr std::uint32_t kCases = 300;

// An order as it truly is; sizes and prices small enough for whole numbers. One that replaced others under
// the same client id has been filled `before` by way of them.
struct True {
  std::string type, client, own_client;
  long units = 0, filled = 0, notional = 0, before = 0;  // notional in 1e-5
  OrderStatus status = OrderStatus::accepted;
  TransactionId replaces = 0;

  [[nodiscard]] long size() const { return std::abs(units) + before; }
};

struct Broker {
  std::mt19937 random;
  std::vector<std::string> transactions;
  std::map<TransactionId, True> orders;
  std::vector<std::vector<std::string>> pending;  // after each transaction

  long pick(long low, long high) { return std::uniform_int_distribution<long>(low, high)(random); }
  TransactionId next() const { return transactions.size() + 1; }
  void happens(const std::string& type, const std::string& fields) {
    transactions.push_back(oanda_transaction(next(), type, fields));
  }

  [[nodiscard]] std::string terms(const True& order) const {
    return oanda_terms("EUR_USD", std::to_string(order.units), order.type == "MARKET" ? "" : "1.25",
                       order.own_client) +
           (order.replaces == 0 ? "" : R"(,"replacesOrderID":")" + std::to_string(order.replaces) + "\"");
  }
  [[nodiscard]] static std::string about(TransactionId id, const True& order) {
    return R"("orderID":")" + std::to_string(id) + "\"" +
           (order.own_client.empty() ? "" : R"(,"clientOrderID":")" + order.own_client + "\"");
  }
  void open() {
    static const std::vector<std::string> types{"LIMIT", "STOP", "MARKET_IF_TOUCHED"};
    True order{.type = types[static_cast<std::size_t>(pick(0, 2))],
               .units = pick(1, 50) * (pick(0, 1) == 0 ? 1 : -1)};
    if (pick(0, 2) > 0) order.client = order.own_client = "c" + std::to_string(next());
    const auto id = next();
    happens(order.type + "_ORDER", terms(order));
    orders.emplace(id, order);
  }
  void fill(TransactionId id, True& order) {
    const long left = order.size() - order.filled, units = pick(0, 1) == 0 ? left : pick(1, left);
    const long price = pick(100000, 130000);
    order.filled += units;
    order.notional += units * price;
    order.status = units == left ? OrderStatus::filled : OrderStatus::partially_filled;
    happens("ORDER_FILL", about(id, order) + R"(,"instrument":"EUR_USD","units":")" +
                              std::to_string(order.units < 0 ? -units : units) + R"(","price":"1.)" +
                              std::to_string(price).substr(1) + "\"");
  }
  void close(TransactionId id, True& order) {
    const bool expires = pick(0, 1) == 0;
    order.status = expires ? OrderStatus::expired : OrderStatus::cancelled;
    happens("ORDER_CANCEL", about(id, order) + R"(,"reason":")" +
                                (expires ? "TIME_IN_FORCE_EXPIRED" : "CLIENT_REQUEST") + "\"");
  }
  void rename(TransactionId id, True& order) {
    order.client = order.own_client = "r" + std::to_string(next());
    happens("ORDER_CLIENT_EXTENSIONS_MODIFY", R"("orderID":")" + std::to_string(id) +
                                                  R"(","clientExtensionsModify":{"id":")" + order.client +
                                                  R"("})");
  }
  // In its stead another of the same side: mostly the same order to the engine, at times one of another
  // client id.
  void replace(TransactionId id, True& order) {
    const auto old = order;
    happens("ORDER_CANCEL", about(id, old) + R"(,"reason":"CLIENT_REQUEST_REPLACED","replacedByOrderID":")" +
                                std::to_string(next() + 1) + "\"");
    order.status = OrderStatus::cancelled;
    show_pending();
    True newer{.type = old.type, .units = pick(1, 50) * (old.units < 0 ? -1 : 1)};
    newer.replaces = id;
    const long how = pick(0, 5);
    newer.own_client = how == 0 ? "" : how == 1 ? "n" + std::to_string(next()) : old.client;
    const auto newer_id = next();
    happens(newer.type + "_ORDER", terms(newer));
    newer.client = newer.own_client;
    if (newer.own_client.empty() || newer.own_client == old.client) {
      newer.client = old.client;
      newer.before = newer.filled = old.filled;
      newer.notional = old.notional;
      newer.status = old.status;
      orders.erase(id);
    }
    orders.emplace(newer_id, newer);
  }
  void show_pending() {
    std::vector<std::string> rows;
    for (const auto& [id, order] : orders)
      if (is_open(order.status)) rows.push_back(oanda_pending_row(id, order.type, terms(order)));
    pending.push_back(std::move(rows));
  }
  void step() {
    std::vector<TransactionId> open_ids;
    for (const auto& [id, order] : orders)
      if (is_open(order.status)) open_ids.push_back(id);
    const long what = pick(0, 11);
    if (what < 4 || open_ids.empty()) {
      if (what == 0)
        happens("DAILY_FINANCING", "");
      else if (what == 1)
        happens("STOP_LOSS_ORDER", R"("tradeID":"1","price":"1.1")");
      else
        open();
    } else {
      const auto id = open_ids[static_cast<std::size_t>(pick(0, static_cast<long>(open_ids.size()) - 1))];
      auto& order = orders.at(id);
      if (what < 7)
        fill(id, order);
      else if (what < 9)
        close(id, order);
      else if (what < 10)
        rename(id, order);
      else
        replace(id, order);
    }
    show_pending();
  }
};

Broker account(std::uint32_t seed) {
  Broker broker{.random = std::mt19937(seed)};
  const auto steps = broker.pick(1, 60);
  for (long i = 0; i < steps; ++i) broker.step();
  return broker;
}

// The transactions in pages of random length, rows and pages in any order; `lost` is in none of them.
History in_pages(Broker& broker, TransactionId lost) {
  std::vector<std::pair<IdRange, std::vector<std::string>>> pages;
  for (TransactionId id = 1; id <= broker.transactions.size(); ++id) {
    if (pages.empty() || broker.pick(0, 6) == 0) pages.push_back({{id, id}, {}});
    pages.back().first.to = id;
    if (id != lost) pages.back().second.push_back(broker.transactions[id - 1]);
  }
  std::shuffle(pages.begin(), pages.end(), broker.random);
  History history;
  for (auto& [range, rows] : pages) {
    std::shuffle(rows.begin(), rows.end(), broker.random);
    history.add_page(oanda_list(rows, range.to).list, range);
  }
  return history;
}

void check_order(const Order& order, const True& truth) {
  CHECK(order.status == truth.status);
  CHECK(order.size == Decimal(truth.size()));
  CHECK(order.side == (truth.units < 0 ? Side::sell : Side::buy));
  CHECK(order.filled == Decimal(truth.filled));
  CHECK(order.client_id.value_or(ClientOrderId{}).value == truth.client);
  CHECK(order.avg_fill_price.has_value() == (truth.filled > 0));
  if (truth.filled > 0)
    CHECK(*order.avg_fill_price == ratio_of_nanos(int128{truth.notional} * 10'000, truth.filled).value());
}

// What the adapter would know: the transactions from `first` on, and what it looks up of those before.
History from(const Broker& broker, TransactionId first, const PendingOrders& pending) {
  const auto all = oanda_list(broker.transactions, pending.last).list;
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first - 1);
  History history;
  history.add_page({begin, all.end()}, {first, pending.last});
  for (auto ids = missing_transactions(history, pending); !ids.empty();
       ids = missing_transactions(history, pending))
    for (const auto id : ids) history.add_earlier(all.at(id - 1));
  if (const auto since = needs_fills_from(history, pending))
    for (auto at = all.begin(); at != begin; ++at)
      if (at->time >= *since) add_earlier_fills(history, pending, {*at});
  return history;
}

}  // namespace

TEST_CASE("oanda: orders come out as they are, however the history is paged and the pending list lags") {
  for (std::uint32_t seed = 1; seed <= kCases; ++seed) {
    CAPTURE(seed);
    auto broker = account(seed);
    const auto history = in_pages(broker, 0);
    const auto seen = static_cast<std::size_t>(broker.pick(1, static_cast<long>(broker.pending.size())));
    const auto pending = oanda_pending(broker.pending[seen - 1], seen);
    CHECK(history.gaps().empty());
    const auto list = list_orders(history, pending).value();
    CHECK(list.gaps.empty());
    CHECK(list.loose_fills.empty());
    REQUIRE(list.orders.size() == broker.orders.size());
    for (const auto& order : list.orders)
      check_order(order, broker.orders.at(parse_transaction_id(order.broker_id->value).value()));
  }
}

TEST_CASE("oanda: a transaction that is missing is always noticed") {
  for (std::uint32_t seed = 1; seed <= kCases; ++seed) {
    CAPTURE(seed);
    auto broker = account(seed);
    const auto lost =
        static_cast<TransactionId>(broker.pick(1, static_cast<long>(broker.transactions.size())));
    CHECK_FALSE(in_pages(broker, lost).gaps().empty());
  }
}

TEST_CASE("oanda: wherever the window begins, what is listed is as it is, and what is open is listed") {
  for (std::uint32_t seed = 1; seed <= kCases; ++seed) {
    CAPTURE(seed);
    auto broker = account(seed);
    const auto last = broker.transactions.size();
    const auto first = static_cast<TransactionId>(broker.pick(1, static_cast<long>(last)));
    const auto pending = oanda_pending(broker.pending.back(), last);
    const auto list = list_orders(from(broker, first, pending), pending).value();
    CHECK(list.gaps.empty());
    std::set<TransactionId> listed;
    for (const auto& order : list.orders) {
      const auto id = parse_transaction_id(order.broker_id->value).value();
      listed.insert(id);
      check_order(order, broker.orders.at(id));
    }
    for (const auto& [id, order] : broker.orders)
      if (is_open(order.status) || id >= first) CHECK(listed.contains(id));
  }
}

TEST_CASE("oanda: an order's total is whole or a gap is told, whatever transaction is missing") {
  for (std::uint32_t seed = 1; seed <= kCases; ++seed) {
    CAPTURE(seed);
    auto broker = account(seed);
    const auto last = broker.transactions.size();
    const auto lost = static_cast<TransactionId>(broker.pick(1, static_cast<long>(last)));
    const auto history = in_pages(broker, lost);
    const auto list = list_orders(history, oanda_pending(broker.pending.back(), last)).value();
    for (const auto& order : list.orders) {
      const auto truth = broker.orders.find(parse_transaction_id(order.broker_id->value).value());
      if (truth == broker.orders.end()) continue;  // replaced, and told as a row of its own
      const auto plain = Decimal(std::abs(truth->second.units));
      CHECK((order.size == plain || order.size == Decimal(truth->second.size())));
    }
  }
}

TEST_CASE("oanda: a page that the index leaves out is always noticed, whole indexes never are") {
  for (std::uint32_t seed = 1; seed <= kCases; ++seed) {
    CAPTURE(seed);
    Broker dice{.random = std::mt19937(seed)};
    std::vector<IdRange> pages{{static_cast<TransactionId>(dice.pick(1, 5)), 0}};
    for (long more = dice.pick(2, 9); more > 0; --more) {
      pages.back().to = pages.back().from + static_cast<TransactionId>(dice.pick(0, 9));
      pages.push_back({pages.back().to + 1, 0});
    }
    pages.back().to = pages.back().from;
    auto shuffled = pages;
    std::shuffle(shuffled.begin(), shuffled.end(), dice.random);
    CHECK(holes(shuffled).empty());
    const auto lost = pages.at(static_cast<std::size_t>(dice.pick(1, static_cast<long>(pages.size()) - 2)));
    std::erase(shuffled, lost);
    CHECK(holes(shuffled) == std::vector<IdRange>{lost});
  }
}
