// trades.csv in the making: all fills of our orders after the run (CONTRACT §5), kept as lines, because there
// are many.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf {

class TradesCsv {
 public:
  // In any order. `slippage_pips` is adverse-positive; none without an intended price, a fill price or a pip
  // size.
  void add(const TradeView& trade, const std::optional<Decimal>& slippage_pips);

  // RFC 4180: the header, then a line a trade by time, decision id, client id, broker id and fill id; in
  // pieces.
  using Put = std::function<Result<void>(std::string_view)>;
  // Runs both, at the same time where that is worth it for so many things (io::both).
  using Both = std::function<void(std::size_t, const std::function<void()>&, const std::function<void()>&)>;
  [[nodiscard]] Result<void> write(const Put& put, const Both& both);

 private:
  struct Row {
    UtcTime ts;
    std::uint32_t size;
    const char* text;  // a line of a block
  };
  static bool before(const Row& a, const Row& b) { return a.ts == b.ts ? before_then(a, b) : a.ts < b.ts; }
  static bool before_then(const Row& a, const Row& b);  // of one time
  // Room for so many characters behind what is written.
  [[nodiscard]] char* room(std::size_t size);
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size, used = 0;
  };
  std::vector<Block> blocks_;
  std::vector<Row> rows_;
};

}  // namespace tiyf
