// What a book does beyond the rules (rules_fold_test.cpp): letting go, and what a line leaves unsaid.
#include <doctest/doctest.h>

#include <algorithm>

#include "tiyf/base/text.hpp"
#include "tiyf/fold/order_book.hpp"

using namespace tiyf;

namespace {

const Symbol kSymbol("EURUSD");

// Lines of a log, in order.
class Lines {
 public:
  Event of(EventKind kind, std::string_view client_id, std::uint64_t hash) {
    Event event;
    event.kind = kind;
    event.line = ++line_;
    event.ts.seconds = static_cast<std::int64_t>(line_);
    event.client_id = client_id;
    event.key_hash = hash;
    return event;
  }
  Event terms(EventKind kind, std::string_view client_id, std::uint64_t hash) {
    auto event = of(kind, client_id, hash);
    event.decision_id = "d";
    event.symbol = &kSymbol;
    event.side = Side::buy;
    event.type = OrderType::market;
    event.size = Decimal(1000);
    return event;
  }
  Event terms(EventKind kind, std::string_view client_id) {
    return terms(kind, client_id, id_hash(client_id));
  }

 private:
  std::uint64_t line_ = 0;
};

struct AllSettled : Settler {
  void settle(std::span<Closed> orders) override {
    for (auto& order : orders) order.settled = true;
  }
};

void sent_and_cancelled(OrderBook& book, Lines& lines, const std::string& id, std::uint64_t hash) {
  REQUIRE(book.apply(lines.terms(EventKind::order_sent, id, hash)));
  REQUIRE(book.apply(lines.of(EventKind::order_cancelled, id, hash)));
}

}  // namespace

TEST_CASE("fold: a broker id on the line that opens an order is kept, whatever was decided before") {
  for (const bool decided : {false, true}) {
    for (const auto* broker_id : {"b1", "c1"}) {
      OrderBook book(BookSide::ours, "journal");
      Lines lines;
      if (decided) REQUIRE(book.decision(lines.terms(EventKind::decision, "c1")));
      auto sent = lines.terms(EventKind::order_sent, "c1");
      sent.broker_id = broker_id;
      REQUIRE(book.apply(sent));
      const auto state = book.finish({});
      REQUIRE(state);
      REQUIRE(state->orders.size() == 1);
      CHECK(state->orders[0].broker_id == BrokerOrderId(broker_id));
      CHECK(state->orders[0].status == OrderStatus::sent);
    }
  }
}

TEST_CASE("fold: ids of every length stay what they are") {
  for (std::size_t size = 1; size <= 40; ++size) {
    const auto text = [size](char of) { return std::string(size, of); };
    const auto client = text('c'), broker = text('b'), decision = text('d'), fill = text('f');
    OrderBook book(BookSide::ours, "journal");
    Lines lines;
    auto sent = lines.terms(EventKind::order_sent, client);
    sent.decision_id = decision;
    REQUIRE(book.apply(sent));
    auto accepted = lines.of(EventKind::order_accepted, client, id_hash(client));
    accepted.broker_id = broker;
    REQUIRE(book.apply(accepted));
    auto filled = lines.of(EventKind::fill, client, id_hash(client));
    filled.fill_id = fill;
    filled.size = Decimal(400);
    for (int again = 0; again < 2; ++again) REQUIRE(book.apply(filled));
    CHECK(book.duplicate_fills() == 1);
    const auto state = book.finish({});
    REQUIRE(state);
    REQUIRE(state->orders.size() == 1);
    const auto& order = state->orders[0];
    CHECK(order.client_id->value == client);
    CHECK(order.decision_id->value == decision);
    CHECK(order.broker_id->value == broker);
    REQUIRE(order.fills.size() == 1);
    CHECK(order.fills[0].id.value == fill);
    CHECK(order.filled == Decimal(400));
  }
}

TEST_CASE("fold: an id that is only like one that was let go is kept by the second look") {
  AllSettled settler;
  constexpr std::uint64_t hash = 0x123456789abcdef0;
  OrderBook::Pinned pinned;
  int looks = 0;
  while (true) {
    REQUIRE(++looks <= 2);
    OrderBook book(BookSide::ours, "journal");
    book.let_go(settler, pinned);
    Lines lines;
    sent_and_cancelled(book, lines, "gone", hash);
    for (int i = 0; i < 600; ++i) {
      const auto id = "other-" + std::to_string(i);
      sent_and_cancelled(book, lines, id, id_hash(id));
    }
    REQUIRE(book.apply(lines.terms(EventKind::order_sent, "alike", hash ^ 1U)));
    if (looks == 1) {
      CHECK(book.missed() == OrderBook::Pinned{hash ^ 1U});
      pinned = book.missed();
      continue;
    }
    CHECK(book.missed().empty());
    const auto state = book.finish({});
    REQUIRE(state);
    const auto alike = std::find_if(state->orders.begin(), state->orders.end(),
                                    [](const Order& order) { return order.client_id->value == "alike"; });
    CHECK(alike != state->orders.end());
    break;
  }
}
