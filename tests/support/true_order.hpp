// An order of a random account as it really went, and the chances it is made of. Internal to account.cpp.
#pragma once

#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "tiyf/model/order.hpp"

namespace tiyf::scenario {

using Random = std::mt19937;

inline int between(Random& random, int low, int high) {
  return std::uniform_int_distribution<int>(low, high)(random);
}
inline bool chance(Random& random, int percent) { return between(random, 1, 100) <= percent; }

inline std::string at(int seconds) {
  return fmt::format("{:02}:{:02}:{:02}", 9 + seconds / 3600, seconds / 60 % 60, seconds % 60);
}

struct TrueFill {
  int time;
  std::string id;
  int size;
  std::string price;
};

// An order as it really went, times in seconds from 09:00.
struct TrueOrder {
  std::string client_id, broker_id, symbol, side, terms;
  std::string limit;  // its price; empty: a market order
  int size = 0;
  int decided = 0;
  bool reached = true;    // the broker
  bool unopened = false;  // neither log has its opening: its other journal lines are a gap
  std::vector<TrueFill> fills;
  int replaced = -1;  // when, or -1
  int size_before = 0;
  std::string end;  // cancelled, rejected, expired; empty: none
  int ended = 0;

  [[nodiscard]] int size_at(int time) const { return replaced >= 0 && time < replaced ? size_before : size; }
  [[nodiscard]] int filled_at(int time) const {
    int sum = 0;
    for (const auto& fill : fills)
      if (fill.time <= time) sum += fill.size;
    return sum;
  }
  [[nodiscard]] std::string status_at(int time) const {
    if (filled_at(time) >= size_at(time)) return "filled";
    if (!end.empty() && ended <= time) return end;
    return filled_at(time) > 0 ? "partially_filled" : "accepted";
  }
  [[nodiscard]] std::string average_at(int time) const {
    Order filled;
    for (const auto& fill : fills)
      if (fill.time <= time)
        filled.fills.push_back(
            {.id = FillId(fill.id), .size = Decimal(fill.size), .price = Decimal::parse(fill.price).value()});
    (void)average_fills(filled);
    return filled.avg_fill_price->text();
  }
};

}  // namespace tiyf::scenario
