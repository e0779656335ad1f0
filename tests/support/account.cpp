#include "support/account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "support/true_order.hpp"

namespace tiyf::scenario {
namespace {

class World {
 public:
  World(Random& random, Mood mood) : random_(random), wild_(mood == Mood::wild) {
    const int count = between(random_, 1, 9);
    for (int i = 0; i < count; ++i) orders_.push_back(make_order(i));
    as_of_ = between(random_, 300, 3600);
    for (const auto& symbol : account_symbols())
      if (chance(random_, 20)) balances_.emplace_back(symbol + " buy 500 " + price_of(symbol));
  }

  Scenario scenario() {
    Scenario out;
    out.config = R"("reconcile":{"in_flight_grace":"2m","order_ttl":"30m","partial_fill":"requeue"})";
    if (wild_ && chance(random_, 50)) fill_cache(out.cache.emplace());
    for (const auto& order : orders_)
      if (order.decided <= as_of_ && !order.unopened && (!wild_ || chance(random_, 92)))
        out.decisions.push_back(
            fmt::format("{} decision {} {}", at(order.decided), order.client_id, order.terms));
    auto lines = journal_lines();
    if (chance(random_, 50)) append_earlier_run(out, lines);
    for (auto& line : lines)
      if (line.time <= as_of_) out.journal.push_back(std::move(line.text));
    tell(out, as_of_);
    return out;
  }

 private:
  struct Line {
    int time;
    std::string text;
  };

  std::string price_of(const std::string& symbol) {
    if (symbol == "USDJPY") return fmt::format("150.{:02}", between(random_, 10, 30));
    return fmt::format("1.{:04}", between(random_, 1000, 1020));
  }

  TrueOrder make_order(int i) {
    TrueOrder order;
    const auto& symbols = account_symbols();
    order.symbol =
        symbols[static_cast<std::size_t>(between(random_, 0, static_cast<int>(symbols.size()) - 1))];
    order.client_id = fmt::format("c{}-{}", i, order.symbol);
    order.broker_id = fmt::format("B{}", i);
    order.side = chance(random_, 50) ? "buy" : "sell";
    order.size = order.size_before = 100 * between(random_, 1, 10);
    const bool is_limit = chance(random_, 40);
    if (is_limit) order.limit = price_of(order.symbol);
    order.terms = fmt::format("{} {} {} {}", order.symbol, order.side, order.size,
                              is_limit ? "limit " + order.limit : "market");
    order.decided = between(random_, 0, 3000);
    order.reached = chance(random_, 92);
    order.unopened = wild_ && chance(random_, 12);
    live(order);
    return order;
  }

  void fill_cache(std::vector<std::string>& entries) {
    for (const auto& order : orders_)
      if (chance(random_, 60))
        entries.push_back(
            fmt::format("{} {} {} {}", order.client_id, order.symbol, order.side, order.size_before));
  }

  // What becomes of it once the broker has it.
  void live(TrueOrder& order) {
    int now = order.decided + 2;
    if (chance(random_, 10)) {
      order.end = "rejected";
      order.ended = now;
      return;
    }
    if (wild_ && chance(random_, 20)) {
      order.replaced = now + 1;
      order.size = 100 * between(random_, 1, 12);
    }
    int left = order.size;
    for (int n = between(random_, 0, 3); n > 0 && left > 0; --n) {
      now += between(random_, 2, 300);
      const int size = chance(random_, 40) ? left : 10 * between(random_, 1, left / 10);
      order.fills.push_back({now, fmt::format("f{}-{}", order.broker_id, n), size, price_of(order.symbol)});
      left -= size;
    }
    if (left == 0 || !chance(random_, 50)) return;
    order.end = chance(random_, 75) ? "cancelled" : "expired";
    order.ended = now + between(random_, 1, 300);
  }

  // The journal as the engine kept it, in file order: some lines lost, some late.
  std::vector<Line> journal_lines() {
    std::vector<Line> lines;
    const int crash = chance(random_, 40) ? between(random_, 0, as_of_) : as_of_;
    const auto write = [&](int time, const std::string& text) {
      if (time > crash || chance(random_, 10)) return;
      lines.push_back({time + (chance(random_, 10) ? between(random_, 1, 500) : 0), at(time) + " " + text});
      if (chance(random_, 4)) lines.push_back({time + between(random_, 0, 100), at(time) + " " + text});
    };
    for (const auto& order : orders_) {
      const auto& id = order.client_id;
      if (!order.reached && chance(random_, 50)) continue;
      if (!order.unopened) write(order.decided + 1, fmt::format("order_sent {} {}", id, order.terms));
      if (!order.reached) continue;
      if (order.end == "rejected") {
        write(order.ended, "order_rejected " + id);
        continue;
      }
      write(order.decided + 2, fmt::format("order_accepted {} {}", id, order.broker_id));
      if (order.replaced >= 0) write(order.replaced, fmt::format("order_replaced {} {}", id, order.size));
      for (const auto& fill : order.fills)
        write(fill.time, fmt::format("fill {} {} {} {}", id, fill.id, fill.size, fill.price) + named(order));
      if (!order.end.empty()) write(order.ended, fmt::format("order_{} {}", order.end, id));
      if (wild_) lie_in_journal(order, write);
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const Line& a, const Line& b) { return a.time < b.time; });
    for (const auto& balance : balances_)
      lines.insert(lines.begin(), {0, at(0) + " position_snapshot " + balance});
    return lines;
  }

  std::string named(const TrueOrder& order) {
    return chance(random_, 50) ? fmt::format(" symbol={} side={}", order.symbol, order.side) : "";
  }

  template <class Write>
  void lie_in_journal(const TrueOrder& order, const Write& write) {
    const auto& id = order.client_id;
    if (chance(random_, 5))
      write(order.decided + 3, fmt::format("order_sent {} {} buy 77 market", id, order.symbol));
    if (chance(random_, 5))
      write(order.decided + 9, fmt::format("fill {} ours-only 30 {}", id, price_of(order.symbol)));
    if (!order.fills.empty() && chance(random_, 5))
      write(order.fills[0].time + 1,
            fmt::format("fill {} {} 7 {}", id, order.fills[0].id, order.fills[0].price));
    if (chance(random_, 5)) write(order.decided + 60, "order_cancelled " + id);
    if (chance(random_, 4))
      write(between(random_, 0, 3000),
            fmt::format("position_snapshot {} sell 40 {}", order.symbol, price_of(order.symbol)));
  }

  // An earlier reconciliation whose corrections the engine appended; later lines come after them.
  void append_earlier_run(Scenario& out, std::vector<Line>& lines) {
    const int then = between(random_, 0, as_of_);
    Scenario earlier = out;
    for (const auto& line : lines)
      if (line.time <= then) earlier.journal.push_back(line.text);
    std::erase_if(earlier.decisions, [&](const auto& d) { return d.substr(0, 8) > at(then); });
    tell(earlier, then);
    std::istringstream corrections(corrections_text(run(earlier)));
    auto place = std::find_if(lines.begin(), lines.end(), [&](const Line& l) { return l.time > then; });
    for (std::string text; std::getline(corrections, text);) place = lines.insert(place, {then, text}) + 1;
  }

  // What the broker says at `time`.
  void tell(Scenario& out, int time) {
    out.as_of = out.now = at(time);
    const int lists_fills = between(random_, 0, 2);  // none, all, some
    if (lists_fills > 0) out.fills.emplace();
    std::map<std::string, std::vector<std::pair<int, std::string>>> traded;
    for (const auto& order : orders_) {
      if (!order.reached || order.decided + 2 > time) continue;
      const bool lies = tell_order(out, order, time);
      for (const auto& fill : order.fills) {
        if (fill.time > time) continue;
        traded[order.symbol].emplace_back(fill.time,
                                          fmt::format("{} {} {}", order.side, fill.size, fill.price));
        if (!lies && (lists_fills == 1 || (lists_fills == 2 && chance(random_, 60))))
          out.fills->push_back(fmt::format("{} {} {} {} {} {} {}", fill.id, order.broker_id, order.symbol,
                                           order.side, fill.size, fill.price, at(fill.time)));
      }
      if (wild_ && !lies && out.fills && chance(random_, 10))
        out.fills->push_back(fmt::format("x{0} {0} {1} {2} {3} {4} {5}", order.broker_id, order.symbol,
                                         order.side, 10 * between(random_, 1, 20), price_of(order.symbol),
                                         at(time)));
    }
    if (chance(random_, wild_ ? 85 : 100)) tell_positions(out, traded);
    if (!wild_) return;
    if (chance(random_, 20)) out.orders.push_back("O1 - EURUSD buy 10 0 accepted");
    if (chance(random_, 20)) out.orders.push_back("O2 stranger GBPUSD sell 10 5 partially_filled");
    if (chance(random_, 10)) out.coverage = R"({"orders":"partial"})";
    if (chance(random_, 10)) out.coverage = R"({"orders":"open_only"})";
  }

  // True when the row is not as it is: then no fills are listed with it.
  bool tell_order(Scenario& out, const TrueOrder& order, int time) {
    const int filled = order.filled_at(time);
    std::string more = " created_at=" + at(order.decided + 2);
    if (filled > 0 && chance(random_, 60)) more += " avg_fill_price=" + order.average_at(time);
    if (!order.limit.empty() && chance(random_, 60)) more += " type=limit price=" + order.limit;
    const auto row = [&](const std::string& broker_id, const std::string& client_id, const std::string& side,
                         int size) {
      return fmt::format("{} {} {} {} {} {} {}", broker_id, client_id, order.symbol, side, size, filled,
                         order.status_at(time)) +
             more;
    };
    const int size = order.size_at(time);
    const int lie = wild_ ? between(random_, 1, 40) : 0;
    if (lie == 1) return true;  // not listed at all
    if (lie == 2)
      out.orders.push_back(row(order.broker_id, order.client_id, order.side == "buy" ? "sell" : "buy", size));
    if (lie == 3) out.orders.push_back(row(order.broker_id, order.client_id, order.side, size + 50));
    if (lie == 4) out.orders.push_back(row(order.broker_id, "another-" + order.client_id, order.side, size));
    if (lie >= 2 && lie <= 4) return true;
    if (lie == 5) out.orders.push_back(row(order.broker_id + "bis", order.client_id, order.side, size));
    out.orders.push_back(
        row(order.broker_id, lie == 6 || lie == 7 ? "-" : order.client_id, order.side, size));
    return false;
  }

  void tell_positions(Scenario& out,
                      std::map<std::string, std::vector<std::pair<int, std::string>>>& traded) {
    PositionBook book;
    for (const auto& balance : balances_) {
      std::istringstream words(balance);
      std::string symbol, side, units, price;
      words >> symbol >> side >> units >> price;
      book.set(Symbol(symbol), Decimal::parse(units).value(), Decimal::parse(price).value());
    }
    for (auto& [symbol, fills] : traded) {
      std::stable_sort(fills.begin(), fills.end(), [](auto& a, auto& b) { return a.first < b.first; });
      for (const auto& [time, text] : fills) {
        std::istringstream words(text);
        std::string side, size, price;
        words >> side >> size >> price;
        (void)book.add(Symbol(symbol), signed_units(parse_side(side).value(), Decimal::parse(size).value()),
                       Decimal::parse(price).value());
      }
    }
    out.positions.emplace();
    for (const auto& row : book.rows())
      out.positions->push_back(
          fmt::format("{} {} {} {}", row.symbol.value, row.net_units.is_negative() ? "sell" : "buy",
                      row.net_units.abs().text(), row.avg_price ? row.avg_price->text() : "-"));
  }

  Random& random_;
  bool wild_;
  int as_of_ = 0;
  std::vector<TrueOrder> orders_;
  std::vector<std::string> balances_;
};

}  // namespace

Scenario random_account(std::mt19937& random, Mood mood) { return World(random, mood).scenario(); }

const std::vector<std::string>& account_symbols() {
  static const std::vector<std::string> symbols{"EURUSD", "GBPUSD", "USDJPY"};
  return symbols;
}

std::uint32_t run_seed() {
  const char* const wanted = std::getenv("TIYF_SEED");
  return wanted != nullptr ? static_cast<std::uint32_t>(std::stoul(wanted)) : std::random_device{}();
}

std::string dump(const Texts& texts) {
  return "decision log:\n" + texts.decisions + "journal:\n" + texts.journal + "broker:\n" + texts.broker +
         "\nnow " + texts.now;
}

}  // namespace tiyf::scenario
