// Over random accounts: however the history is cut into pages, and however far the list of pending orders
// lags behind, the orders come out as they are; and a transaction that is missing is always noticed.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>

#include "support/oanda.hpp"

using namespace tiyf;
using namespace tiyf::oanda;
using namespace tiyf::scenario;

namespace {

constexpr std::uint32_t kCases = 300;

// An order as it truly is; sizes and prices small enough for whole numbers.
struct True {
  std::string type, client;
  long units = 0, filled = 0, notional = 0;  // notional in 1e-5
  OrderStatus status = OrderStatus::accepted;
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
                       order.client);
  }
  void open() {
    static const std::vector<std::string> types{"LIMIT", "STOP", "MARKET_IF_TOUCHED"};
    True order{.type = types[static_cast<std::size_t>(pick(0, 2))],
               .units = pick(1, 50) * (pick(0, 1) == 0 ? 1 : -1)};
    if (pick(0, 2) > 0) order.client = "c" + std::to_string(next());
    const auto id = next();
    happens(order.type + "_ORDER", terms(order));
    orders.emplace(id, order);
  }
  void fill(TransactionId id, True& order) {
    const long left = std::abs(order.units) - order.filled, units = pick(0, 1) == 0 ? left : pick(1, left);
    const long price = pick(100000, 130000);
    order.filled += units;
    order.notional += units * price;
    order.status = units == left ? OrderStatus::filled : OrderStatus::partially_filled;
    const auto digits = std::to_string(price);
    happens("ORDER_FILL", R"("orderID":")" + std::to_string(id) + R"(","instrument":"EUR_USD","units":")" +
                              std::to_string(order.units < 0 ? -units : units) + R"(","price":"1.)" +
                              digits.substr(1) + "\"" +
                              (order.client.empty() ? "" : R"(,"clientOrderID":")" + order.client + "\""));
  }
  void close(TransactionId id, True& order) {
    const bool expires = pick(0, 1) == 0;
    order.status = expires ? OrderStatus::expired : OrderStatus::cancelled;
    happens("ORDER_CANCEL", R"("orderID":")" + std::to_string(id) + R"(","reason":")" +
                                (expires ? "TIME_IN_FORCE_EXPIRED" : "CLIENT_REQUEST") + "\"");
  }
  void rename(TransactionId id, True& order) {
    order.client = "r" + std::to_string(next());
    happens("ORDER_CLIENT_EXTENSIONS_MODIFY", R"("orderID":")" + std::to_string(id) +
                                                  R"(","clientExtensionsModify":{"id":")" + order.client +
                                                  R"("})");
  }
  void step() {
    std::vector<TransactionId> open_ids;
    for (const auto& [id, order] : orders)
      if (is_open(order.status)) open_ids.push_back(id);
    const long what = pick(0, 9);
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
      else
        rename(id, order);
    }
    std::vector<std::string> rows;
    for (const auto& [id, order] : orders)
      if (is_open(order.status)) rows.push_back(oanda_pending_row(id, order.type, terms(order)));
    pending.push_back(std::move(rows));
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
  CHECK(order.size == Decimal(std::abs(truth.units)));
  CHECK(order.side == (truth.units < 0 ? Side::sell : Side::buy));
  CHECK(order.filled == Decimal(truth.filled));
  CHECK(order.client_id.value_or(ClientOrderId{}).value == truth.client);
  CHECK(order.avg_fill_price.has_value() == (truth.filled > 0));
  if (truth.filled > 0)
    CHECK(*order.avg_fill_price == ratio_of_nanos(int128{truth.notional} * 10'000, truth.filled).value());
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
