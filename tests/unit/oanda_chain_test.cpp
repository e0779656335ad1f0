// Rule 7 of lib/tiyf/oanda/order_list.hpp: orders that replaced each other; and what an index of pages leaves
// out.
#include <doctest/doctest.h>

#include "support/oanda.hpp"

using namespace tiyf;
using namespace tiyf::oanda;
using namespace tiyf::scenario;

namespace {

std::string order(const std::string& units, const std::string& price, const std::string& client_id = "c1") {
  return oanda_terms("EUR_USD", units, price, client_id);
}
std::string instead_of(const std::string& id, const std::string& terms) {
  return terms + R"(,"reason":"REPLACEMENT","replacesOrderID":")" + id + "\"";
}

// 1: buy 100, filled 40 at 1.1; replaced by 4: 60 at 1.09.
OandaRows replaced(const std::string& first = "c1", const std::string& second = "c1") {
  return {{"LIMIT_ORDER", order("100", "1.1", first)},
          {"ORDER_FILL", oanda_fill("1", "40", "1.1")},
          {"ORDER_CANCEL", oanda_replaced("1", "4")},
          {"LIMIT_ORDER", instead_of("1", order("60", "1.09", second))}};
}
OandaRows and_then(OandaRows rows, const OandaRows& more) {
  rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}
std::string pending_row(const std::string& id, const std::string& fields) {
  return oanda_pending_row(parse_transaction_id(id).value(), "LIMIT", fields);
}

// "ID CLIENT STATUS FILLED/SIZE" a row.
std::vector<std::string> rows_of(const OrderList& list) {
  std::vector<std::string> out;
  for (const auto& o : list.orders)
    out.push_back(o.broker_id->value + " " + o.client_id.value_or(ClientOrderId{"-"}).value + " " +
                  std::string(name(o.status)) + " " + o.filled.text() + "/" + o.size.text());
  return out;
}
using Texts = std::vector<std::string>;

Transaction earlier(TransactionId id, const std::string& type, const std::string& fields) {
  return oanda_list({oanda_transaction(id, type, fields)}, 60).list.front();
}

OrderList closed(const OandaRows& rows) {
  return list_orders(oanda_history(rows), oanda_pending({}, rows.size())).value();
}
OrderList open_at_end(const History& history, const std::string& row, TransactionId last) {
  return list_orders(history, oanda_pending({row}, last)).value();
}

}  // namespace

TEST_CASE("oanda 7: an order and the one that replaced it are one row, under the newer id") {
  const auto row = pending_row("4", instead_of("1", order("60", "1.09")));
  const auto list = open_at_end(oanda_history(replaced()), row, 4);
  CHECK(rows_of(list) == Texts{"4 c1 partially_filled 40/100"});
  CHECK(list.gaps.empty());
  const auto& folded = list.orders.at(0);
  CHECK(folded.price->text() == "1.09");
  CHECK(folded.avg_fill_price->text() == "1.1");
  CHECK(folded.fills.at(0).id.value == "2");
  CHECK(folded.created_at == oanda_time(1));
  CHECK(folded.last_event_at == oanda_time(4));
  CHECK(folded.close_reason == std::nullopt);
}

TEST_CASE("oanda 7: a chain of three, closed: all of its fills count") {
  const auto rows = and_then(replaced(), {{"ORDER_FILL", oanda_fill("4", "10", "1.09")},
                                          {"ORDER_CANCEL", oanda_replaced("4", "7")},
                                          {"LIMIT_ORDER", instead_of("4", order("50", "1.08"))}});
  const auto filled = closed(and_then(rows, {{"ORDER_FILL", oanda_fill("7", "50", "1.08")}}));
  CHECK(rows_of(filled) == Texts{"7 c1 filled 100/100"});
  CHECK(filled.orders[0].avg_fill_price->text() == "1.089");
  CHECK(filled.orders[0].fills.size() == 3);
  CHECK(rows_of(closed(and_then(rows, {{"ORDER_CANCEL", oanda_cancel("7", "TIME_IN_FORCE_EXPIRED")}}))) ==
        Texts{"7 c1 expired 50/100"});
  const auto strange = closed(rows);
  CHECK(rows_of(strange) == Texts{"7 c1 partially_filled 50/100"});
  CHECK(strange.gaps.size() == 1);  // not pending, and nothing closed it
}

TEST_CASE("oanda 7: client ids agree when they are the same or the newer order has none") {
  const auto row = [](const std::string& client) {
    return pending_row("4", instead_of("1", order("60", "1.09", client)));
  };
  const auto rows = [&](const std::string& first, const std::string& second) {
    return rows_of(open_at_end(oanda_history(replaced(first, second)), row(second), 4));
  };
  CHECK(rows("c1", "") == Texts{"4 c1 partially_filled 40/100"});
  CHECK(rows("", "") == Texts{"4 - partially_filled 40/100"});
  CHECK(rows("c1", "c2") == Texts{"1 c1 cancelled 40/100", "4 c2 accepted 0/60"});
  CHECK(rows("", "c2") == Texts{"1 - cancelled 40/100", "4 c2 accepted 0/60"});
}

TEST_CASE("oanda 7: a later change of its client id leaves a chain as it is") {
  const auto rows = and_then(replaced(), {{"ORDER_CLIENT_EXTENSIONS_MODIFY",
                                           R"("orderID":"4","clientExtensionsModify":{"id":"late"})"}});
  const auto row = pending_row("4", instead_of("1", order("60", "1.09", "late")));
  CHECK(rows_of(open_at_end(oanda_history(rows), row, 5)) == Texts{"4 late partially_filled 40/100"});
}

TEST_CASE("oanda 7: another side or instrument is another order") {
  auto rows = replaced();
  rows[3].second = instead_of("1", order("-60", "1.09"));
  const auto row = pending_row("4", rows[3].second);
  CHECK(rows_of(open_at_end(oanda_history(rows), row, 4)) ==
        Texts{"1 c1 cancelled 40/100", "4 c1 accepted 0/60"});
}

TEST_CASE("oanda 7: either of the two transactions names the other") {
  auto rows = replaced();
  rows[3].second = order("60", "1.09");
  CHECK(rows_of(open_at_end(oanda_history(rows), pending_row("4", rows[3].second), 4)) ==
        Texts{"4 c1 partially_filled 40/100"});
  rows = replaced();
  rows[2].second = oanda_cancel("1", "CLIENT_REQUEST_REPLACED");
  CHECK(rows_of(open_at_end(oanda_history(rows), pending_row("4", order("60", "1.09")), 4)) ==
        Texts{"4 c1 partially_filled 40/100"});
}

TEST_CASE("oanda 7: a broker that contradicts itself about a replacement is a gap, and the rows are plain") {
  auto rows = replaced();
  rows[2].second = oanda_cancel("1", "CLIENT_REQUEST");
  const auto list = open_at_end(oanda_history(rows), pending_row("4", rows[3].second), 4);
  CHECK(rows_of(list) == Texts{"1 c1 cancelled 40/100", "4 c1 accepted 0/60"});
  CHECK(list.gaps.size() == 1);
  const auto both =
      list_orders(oanda_history(replaced()),
                  oanda_pending({pending_row("1", order("100", "1.1")), pending_row("4", rows[3].second)}, 4))
          .value();
  CHECK(both.orders.size() == 2);
  CHECK(both.gaps.size() == 1);
}

TEST_CASE("oanda 7: a chain that began before the window is looked up, and never a sum that lacks a part") {
  const auto row = pending_row("54", instead_of("20", order("60", "1.09")));
  const auto pending = oanda_pending({row}, 54);
  auto history = oanda_history({{"DAILY_FINANCING", ""}}, 60);
  CHECK(missing_transactions(history, pending) == std::set<TransactionId>{20});
  const auto unknown = list_orders(history, pending).value();
  CHECK(rows_of(unknown) == Texts{"54 c1 accepted 0/60"});
  CHECK(unknown.gaps.size() == 1);

  history.add_earlier(earlier(20, "LIMIT_ORDER", instead_of("10", order("80", "1.1"))));
  CHECK(missing_transactions(history, pending) == std::set<TransactionId>{10});
  CHECK(rows_of(list_orders(history, pending).value()) == Texts{"54 c1 accepted 0/60"});
  CHECK(list_orders(history, pending).value().gaps.size() == 1);

  history.add_earlier(earlier(10, "LIMIT_ORDER", order("100", "1.2")));
  CHECK(missing_transactions(history, pending).empty());
  CHECK(needs_fills_from(history, pending) == oanda_time(10));
  add_earlier_fills(history, pending,
                    oanda_list({oanda_transaction(11, "ORDER_FILL", oanda_fill("10", "20")),
                                oanda_transaction(21, "ORDER_FILL", oanda_fill("20", "20"))},
                               54)
                        .list);
  const auto whole = list_orders(history, pending).value();
  CHECK(rows_of(whole) == Texts{"54 c1 partially_filled 40/100"});
  CHECK(whole.gaps.empty());
  CHECK(whole.orders[0].created_at == oanda_time(10));
  history.add_gap("the earlier fills");
  CHECK(rows_of(list_orders(history, pending).value()) == Texts{"54 c1 accepted 0/60"});
}

TEST_CASE("oanda 7: what was looked up and is another order is not listed, nor looked up further") {
  const auto row = pending_row("54", instead_of("20", order("60", "1.09")));
  const auto pending = oanda_pending({row}, 54);
  auto history = oanda_history({{"DAILY_FINANCING", ""}}, 60);
  history.add_earlier(earlier(20, "LIMIT_ORDER", instead_of("10", order("80", "1.1", "c0"))));
  CHECK(missing_transactions(history, pending) == std::set<TransactionId>{53, 54});
  history.add_earlier(earlier(53, "ORDER_CANCEL", oanda_replaced("20", "54") + R"(,"clientOrderID":"c0")"));
  history.add_earlier(earlier(54, "LIMIT_ORDER", instead_of("20", order("60", "1.09"))));
  CHECK(missing_transactions(history, pending).empty());
  const auto list = list_orders(history, pending).value();
  CHECK(rows_of(list) == Texts{"54 c1 accepted 0/60"});
  CHECK(list.gaps.empty());
}

TEST_CASE(
    "oanda 7: a client id that an older order got later is looked up with its closing, or it is a gap") {
  const auto pending = oanda_pending({pending_row("54", instead_of("20", order("60", "1.09")))}, 54);
  for (const auto* first : {"", "c0"}) {
    auto history = oanda_history({{"DAILY_FINANCING", ""}}, 60);
    history.add_earlier(earlier(20, "LIMIT_ORDER", order("80", "1.1", first)));
    CHECK(missing_transactions(history, pending) == std::set<TransactionId>{53, 54});
    const auto list = list_orders(history, pending).value();
    CHECK(rows_of(list) == Texts{"54 c1 accepted 0/60"});
    CHECK(list.gaps.size() == 1);
    history.add_earlier(earlier(53, "ORDER_CANCEL", oanda_replaced("20", "54") + R"(,"clientOrderID":"c1")"));
    const auto folded = list_orders(history, pending).value();
    CHECK(folded.orders.at(0).created_at == oanda_time(20));
    CHECK(folded.gaps.empty());
  }
}

TEST_CASE("oanda 7: within a window with a gap elsewhere a chain is folded, across the gap it is not") {
  auto rows = replaced();
  const auto pending = oanda_pending({pending_row("4", rows[3].second)}, 4);
  auto history = oanda_history(rows);
  history.add_gap("another page");
  CHECK(rows_of(list_orders(history, pending).value()) == Texts{"4 c1 partially_filled 40/100"});
  History torn;
  for (const TransactionId id : {TransactionId{1}, TransactionId{3}, TransactionId{4}})
    torn.add_page(oanda_list({oanda_transaction(id, rows[id - 1].first, rows[id - 1].second)}, 4).list,
                  {id, id});
  torn.add_gap("transaction 2");
  CHECK(rows_of(list_orders(torn, pending).value()) == Texts{"1 c1 cancelled 0/100", "4 c1 accepted 0/60"});
}

TEST_CASE("oanda 7: an order whose successor is not to be had is not called cancelled") {
  auto rows = replaced();
  rows[3] = {"DAILY_FINANCING", ""};
  rows[2].second = oanda_replaced("1", "9");
  CHECK(missing_transactions(oanda_history(rows), oanda_pending({}, 4)) == std::set<TransactionId>{9});
  const auto list = closed(rows);
  CHECK(list.orders.empty());
  CHECK(list.gaps.size() == 1);
  CHECK(list.loose_fills.at(0).fill.id.value == "2");
}

TEST_CASE("oanda 7: what replaced an order is known to its fate") {
  const auto rows = and_then(replaced(), {{"ORDER_CANCEL", oanda_replaced("4", "6")},
                                          {"LIMIT_ORDER", instead_of("4", order("60", "1.08"))}});
  const auto fate = fate_of(oanda_history(rows), 1).value();
  CHECK(fate.replaced);
  CHECK(fate.successors == std::vector<TransactionId>{4, 6});
  const auto last = fate_of(oanda_history(rows), 6).value();
  CHECK_FALSE(last.replaced);
  CHECK(last.successors.empty());
}

TEST_CASE("oanda: an order replaces an earlier one and is replaced by a later one, or it is malformed") {
  const auto error = [](const std::string& type, const std::string& fields) {
    const auto text =
        R"({"transactions":[)" + oanda_transaction(5, type, fields) + R"(],"lastTransactionID":"5"})";
    return read_transactions(oanda_answer(text)).error().pointer;
  };
  CHECK(error("LIMIT_ORDER", instead_of("5", order("60", "1.08"))) == "/transactions/0/replacesOrderID");
  CHECK(error("ORDER_CANCEL", oanda_replaced("4", "4")) == "/transactions/0/replacedByOrderID");
  const auto confirmed = R"({"orderCancelTransaction":)" +
                         oanda_transaction(9, "ORDER_CANCEL", oanda_replaced("4", "10")) +
                         R"(,"lastTransactionID":"9"})";
  CHECK_FALSE(read_cancelled(oanda_answer(confirmed), 4));
}

TEST_CASE("oanda: an index of pages leaves nothing out between its first and its last transaction") {
  CHECK(holes({}).empty());
  CHECK(holes({{10, 12}, {13, 13}, {14, 15}}).empty());
  CHECK(holes({{13, 15}, {10, 13}}).empty());
  CHECK(holes({{10, 12}, {15, 15}}) == std::vector<IdRange>{{13, 14}});
  CHECK(holes({{20, 20}, {1, 3}, {5, 9}}) == std::vector<IdRange>{{4, 4}, {10, 19}});
}

TEST_CASE("oanda: a pending order of the window's time that the window does not hold is a gap") {
  const auto pending = oanda_pending({pending_row("10", order("60", "1.08"))}, 15);
  CHECK(unopened(History{}, pending, oanda_time(10)).size() == 1);
  CHECK(unopened(History{}, pending, oanda_time(11)).empty());
  CHECK(unopened(oanda_history({{"DAILY_FINANCING", ""}}, 12), pending, oanda_time(10)).size() == 1);
  CHECK(unopened(oanda_history({{"LIMIT_ORDER", order("60", "1.08")}}, 10), pending, oanda_time(10)).empty());
  CHECK(unopened(History{}, oanda_pending({pending_row("16", order("60", "1.08"))}, 15), oanda_time(10))
            .empty());
}

TEST_CASE("oanda: only the broker's own words deny an order") {
  CHECK(denies_order(R"({"orderCancelRejectTransaction":{}})"));
  CHECK(denies_order(R"({"errorCode":"NO_SUCH_ORDER"})"));
  for (const auto* other :
       {"<html>x</html>", "{}", "", R"({"errorCode":"NO_SUCH_ACCOUNT"})", R"({"errorMessage":"x"})"})
    CHECK_FALSE(denies_order(other));
}

TEST_CASE("oanda: the time of a transaction, of that one and of this account only") {
  const auto answer = [](TransactionId id) {
    return oanda_answer(R"({"transaction":)" + oanda_transaction(id, "SOMETHING_NEW", "") + "}");
  };
  CHECK(read_time_of(answer(5), 5).value() == oanda_time(5));
  CHECK(read_time_of(answer(6), 5).error().pointer == "/transaction/id");
  auto foreign = answer(5);
  foreign.account = "1-2";
  CHECK(read_time_of(foreign, 5).error().kind == ErrorKind::config);
}
