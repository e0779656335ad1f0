// The rules of lib/tiyf/oanda/order_list.hpp, by number, and what a history proves.
#include <doctest/doctest.h>

#include "support/oanda.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/oanda/snapshot.hpp"

using namespace tiyf;
using namespace tiyf::oanda;
using namespace tiyf::scenario;

namespace {

const std::string kBuy100 = oanda_terms("EUR_USD", "100", "1.2", "c1");

OrderList closed(const OandaRows& rows) {
  return list_orders(oanda_history(rows), oanda_pending({}, rows.size())).value();
}

}  // namespace

TEST_CASE("oanda 1: the pending list is true up to its last transaction, the history after that") {
  const auto history =
      oanda_history({{"LIMIT_ORDER", kBuy100}, {"ORDER_CANCEL", oanda_cancel("1", "CLIENT_REQUEST")}});
  const auto row = oanda_pending_row(1, "LIMIT", kBuy100);
  CHECK(list_orders(history, oanda_pending({row}, 1)).value().orders[0].status == OrderStatus::cancelled);
  // Pending after its cancel: the broker's later word, and open is what must not be hidden.
  CHECK(list_orders(history, oanda_pending({row}, 2)).value().orders[0].status == OrderStatus::accepted);
  CHECK(
      list_orders(oanda_history({{"LIMIT_ORDER", kBuy100}}), oanda_pending({}, 0)).value().orders[0].status ==
      OrderStatus::accepted);
}

TEST_CASE("oanda 2: how an order was closed") {
  const auto status = [](const OandaRows& rows) { return closed(rows).orders.at(0).status; };
  CHECK(status({{"LIMIT_ORDER", kBuy100}, {"ORDER_CANCEL", oanda_cancel("1", "TIME_IN_FORCE_EXPIRED")}}) ==
        OrderStatus::expired);
  CHECK(status({{"LIMIT_ORDER", kBuy100}, {"ORDER_FILL", oanda_fill("1", "100")}}) == OrderStatus::filled);
  CHECK(status({{"LIMIT_ORDER", kBuy100}, {"ORDER_FILL", oanda_fill("1", "60")}}) == OrderStatus::filled);
  CHECK(status({{"LIMIT_ORDER", kBuy100},
                {"ORDER_FILL", oanda_fill("1", "60")},
                {"ORDER_CANCEL", oanda_cancel("1", "MARKET_HALTED")}}) == OrderStatus::cancelled);
  const auto list =
      closed({{"LIMIT_ORDER", kBuy100}, {"ORDER_CANCEL", oanda_cancel("1", "INSUFFICIENT_MARGIN")}});
  CHECK(list.orders[0].close_reason == "INSUFFICIENT_MARGIN");
  CHECK(list.gaps.empty());
  const auto strange = closed({{"LIMIT_ORDER", kBuy100}});
  CHECK(strange.orders[0].status == OrderStatus::accepted);
  CHECK(strange.gaps.size() == 1);
}

TEST_CASE("oanda 2: partial fills of a pending order, their average exact") {
  const auto history = oanda_history({{"LIMIT_ORDER", kBuy100},
                                      {"ORDER_FILL", oanda_fill("1", "40", "1.20001")},
                                      {"ORDER_FILL", oanda_fill("1", "20", "1.20002")}});
  const auto list = list_orders(history, oanda_pending({oanda_pending_row(1, "LIMIT", kBuy100)}, 3)).value();
  CHECK(list.orders[0].status == OrderStatus::partially_filled);
  CHECK(list.orders[0].filled == Decimal(60));
  CHECK(list.orders[0].avg_fill_price->text() == "1.200013333");
  CHECK(list.orders[0].fills.size() == 2);
}

TEST_CASE("oanda 3: a reject is a row of its own, and says nothing about the order that it repeats") {
  const auto reject = [](const std::string& reason) {
    return kBuy100 + R"(,"rejectReason":")" + reason + "\"";
  };
  const auto alone = closed({{"LIMIT_ORDER_REJECT", reject("PRICE_INVALID")}});
  CHECK(alone.orders[0].status == OrderStatus::rejected);
  CHECK(alone.orders[0].broker_id->value == "1");
  CHECK(alone.orders[0].client_id->value == "c1");
  CHECK(alone.orders[0].close_reason == "PRICE_INVALID");
  const auto repeated = closed({{"LIMIT_ORDER", kBuy100},
                                {"ORDER_FILL", oanda_fill("1", "100")},
                                {"LIMIT_ORDER_REJECT", reject("PRICE_INVALID")}});
  CHECK(repeated.orders[0].client_id->value == "c1");
  CHECK(repeated.orders[1].client_id == std::nullopt);
  CHECK(closed({{"MARKET_ORDER_REJECT", reject("CLIENT_ORDER_ID_ALREADY_EXISTS")}}).orders[0].client_id ==
        std::nullopt);
}

TEST_CASE("oanda 3: a reject without units never was an order: no row, and no gap") {
  for (const auto& fields :
       {oanda_terms("EUR_USD", "0", "1.2", "c5"), std::string(R"("units":"5")"),
        std::string(R"("instrument":"EUR_USD")"), std::string(R"("rejectReason":"X")")}) {
    const auto list = closed({{"LIMIT_ORDER_REJECT", fields}});
    CHECK(list.orders.empty());
    CHECK(list.gaps.empty());
    CHECK(list.empty_rejects == std::vector<TransactionId>{1});
  }
  const auto priceless = closed({{"LIMIT_ORDER_REJECT", oanda_terms("EUR_USD", "5", "0", "c5")}});
  CHECK(priceless.orders.at(0).status == OrderStatus::rejected);
  CHECK(priceless.orders[0].price == std::nullopt);
}

TEST_CASE("oanda 4: take profits and stop losses are counted while they wait, and listed once they filled") {
  const std::string stop = R"("tradeID":"7","price":"1.1")";
  const auto history = oanda_history({{"STOP_LOSS_ORDER", stop},
                                      {"TAKE_PROFIT_ORDER", stop},
                                      {"ORDER_CANCEL", oanda_cancel("2", "LINKED_TRADE_CLOSED")}});
  const auto list = list_orders(history, oanda_pending({oanda_pending_row(1, "STOP_LOSS", stop)}, 3)).value();
  CHECK(list.orders.empty());
  CHECK(list.dependents == std::vector<TransactionId>{1});
  CHECK(list.gaps.empty());
  const auto filled = closed({{"STOP_LOSS_ORDER", stop}, {"ORDER_FILL", oanda_fill("1", "-25", "1.0999")}});
  REQUIRE(filled.orders.size() == 1);
  CHECK(filled.orders[0].status == OrderStatus::filled);
  CHECK(filled.orders[0].side == Side::sell);
  CHECK(filled.orders[0].size == Decimal(25));
  CHECK(filled.orders[0].type == OrderType::stop);
}

TEST_CASE("oanda 5: an order whose opening is not to be had is a gap, its fills are facts") {
  const auto list = closed({{"ORDER_FILL", oanda_fill("900", "-40")}});
  CHECK(list.orders.empty());
  CHECK(list.gaps.size() == 1);
  REQUIRE(list.loose_fills.size() == 1);
  CHECK(list.loose_fills[0].side == Side::sell);
  CHECK(missing_transactions(oanda_history({{"ORDER_FILL", oanda_fill("900", "-40")}}),
                             oanda_pending({}, 1)) == std::set<TransactionId>{900});
  CHECK(closed({{"ORDER_CLIENT_EXTENSIONS_MODIFY", R"("orderID":"900","clientExtensionsModify":{"id":"x"})"}})
            .gaps.empty());
}

TEST_CASE("oanda 6: fills from before the history are needed of older orders that are not filled") {
  History later;
  later.add_page(
      oanda_list({oanda_transaction(50, "ORDER_CANCEL", oanda_cancel("20", "CLIENT_REQUEST"))}, 50).list,
      {50, 50});
  CHECK(needs_fills_from(later, oanda_pending({}, 50)) == std::nullopt);
  later.add_earlier(oanda_list({oanda_transaction(20, "LIMIT_ORDER", kBuy100)}, 50).list.front());
  CHECK(needs_fills_from(later, oanda_pending({}, 50)) == oanda_time(20));
  CHECK(needs_fills_from(later, oanda_pending({oanda_pending_row(10, "LIMIT", kBuy100)}, 50)) ==
        oanda_time(10));
  add_earlier_fills(later, oanda_pending({}, 50),
                    oanda_list({oanda_transaction(30, "ORDER_FILL", oanda_fill("20", "40")),
                                oanda_transaction(31, "ORDER_FILL", oanda_fill("21", "5"))},
                               50)
                        .list);
  const auto list = list_orders(later, oanda_pending({}, 50)).value();
  REQUIRE(list.orders.size() == 1);
  CHECK(list.orders[0].filled == Decimal(40));
  CHECK(list.loose_fills.empty());
  CHECK(later.first()->id == 50);
}

TEST_CASE("oanda: a client id is the latest that the broker gives") {
  const auto list =
      closed({{"LIMIT_ORDER", oanda_terms("EUR_USD", "100", "1.2")},
              {"ORDER_CLIENT_EXTENSIONS_MODIFY", R"("orderID":"1","clientExtensionsModify":{"id":"late"})"},
              {"ORDER_CANCEL", oanda_cancel("1", "CLIENT_REQUEST")}});
  CHECK(list.orders[0].client_id->value == "late");
}

TEST_CASE("oanda: a list that is not whole is a gap") {
  const auto t = [](TransactionId id) { return oanda_transaction(id, "DAILY_FINANCING", ""); };
  const auto after = [&](const std::vector<std::string>& list, TransactionId last) {
    History history;
    const auto next = history.add_newer(oanda_list(list, last), 5);
    return std::pair{next, history.gaps().size()};
  };
  CHECK(after({t(6), t(7)}, 7) == std::pair<TransactionId, std::size_t>{7, 0});
  CHECK(after({t(7), t(6)}, 9) ==
        std::pair<TransactionId, std::size_t>{7, 0});  // the rest comes with the next answer
  CHECK(after({}, 5) == std::pair<TransactionId, std::size_t>{5, 0});
  CHECK(after({}, 7) == std::pair<TransactionId, std::size_t>{7, 1});
  CHECK(after({t(7)}, 7) == std::pair<TransactionId, std::size_t>{7, 1});
  CHECK(after({t(4), t(5)}, 7) == std::pair<TransactionId, std::size_t>{7, 1});
  CHECK(misfits(oanda_list({t(3), t(3), t(9)}, 9).list, {3, 5}) == 3);
}

TEST_CASE("oanda: only a whole history proves what came of an order") {
  const auto status = [](const OandaRows& rows) { return fate_of(oanda_history(rows), 1).value().status; };
  CHECK(status({{"LIMIT_ORDER", kBuy100}, {"ORDER_FILL", oanda_fill("1", "100")}}) == OrderStatus::filled);
  CHECK(status({{"LIMIT_ORDER", kBuy100}, {"ORDER_FILL", oanda_fill("1", "1")}}) ==
        OrderStatus::partially_filled);
  CHECK(status({{"STOP_LOSS_ORDER", R"("tradeID":"7")"},
                {"ORDER_CANCEL", oanda_cancel("1", "LINKED_TRADE_CLOSED")}}) == OrderStatus::cancelled);
  CHECK(status({{"LIMIT_ORDER_REJECT", kBuy100}}) == OrderStatus::rejected);
  CHECK(status({{"DAILY_FINANCING", ""}}) == std::nullopt);
  auto torn = oanda_history({{"LIMIT_ORDER", kBuy100}, {"ORDER_FILL", oanda_fill("1", "100")}});
  torn.add_gap("a page");
  CHECK(fate_of(torn, 1).error().message == "a page");
  CHECK_FALSE(fate_of(oanda_history({{"LIMIT_ORDER", kBuy100}, {"ORDER_FILL", oanda_fill("1", "-1")}}), 1));
}

TEST_CASE("oanda 8: a fill of another instrument or side than its order is malformed") {
  const auto error = [](const OandaRows& rows) {
    return list_orders(oanda_history(rows), oanda_pending({}, rows.size())).error();
  };
  const auto side = error({{"LIMIT_ORDER", kBuy100}, {"ORDER_FILL", oanda_fill("1", "-100")}});
  CHECK(side.kind == ErrorKind::malformed);
  CHECK(side.file == "GET /v3/test");
  CHECK(side.pointer == "/transactions/1/units");
  const auto other = R"("orderID":"1","instrument":"GBP_USD","units":"100","price":"1.2")";
  CHECK(error({{"LIMIT_ORDER", kBuy100}, {"ORDER_FILL", other}}).pointer == "/transactions/1/instrument");
  const auto loss = R"("tradeID":"7","price":"1.1")";
  CHECK(error({{"STOP_LOSS_ORDER", loss},
               {"ORDER_FILL", oanda_fill("1", "-10")},
               {"ORDER_FILL", oanda_fill("1", "10")}})
            .pointer == "/transactions/2/units");
  CHECK(error({{"ORDER_FILL", oanda_fill("900", "-10")}, {"ORDER_FILL", oanda_fill("900", "10")}}).pointer ==
        "/transactions/1/units");
}

TEST_CASE("oanda: a snapshot reads back, hedged legs and spellings included") {
  const auto history = oanda_history({{"LIMIT_ORDER", kBuy100}, {"ORDER_FILL", oanda_fill("1", "100")}});
  Account account{
      .id = kAccount, .as_of = oanda_time(9), .orders = list_orders(history, oanda_pending({}, 2)).value()};
  account.legs = {{"EUR_USD", Side::sell, Decimal(30), Decimal(2)},
                  {"EUR_USD", Side::buy, Decimal(50), Decimal(1)}};
  account.unit_caps = {{"EUR_USD", Decimal(7)}};
  const auto spelling = [](const std::string& name) {
    return name == "EUR_USD" ? std::string("EURUSD") : name;
  };
  const auto text = write_snapshot(account, spelling).value();
  CHECK(text.find(R"("side": "buy",
      "units": 50,)") < text.find(R"("side": "sell",
      "units": 30,)"));
  const auto read = documents::read_broker_snapshot(text, "x", Instruments{}).value();
  CHECK(read.orders.at(0).fills.at(0).id.value == "2");
  CHECK(read.positions->find(Symbol{"EURUSD"})->net_units == Decimal(20));
  CHECK(read.limits->symbol_caps->at(Symbol{"EURUSD"}) == Decimal(7));
  account.unit_caps = {{"EUR_USD", Decimal(7)}, {"EURUSD", Decimal(8)}};
  CHECK_FALSE(write_snapshot(account, spelling));
}
