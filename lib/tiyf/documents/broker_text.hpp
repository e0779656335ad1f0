// A broker's snapshot that stays text: what it lists is known, and the rows that a comparison needs are read when it is
// known which those are. Most of a long list is of orders that are settled, and never becomes anything else.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/listed_orders.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf::documents {

class BrokerText {
 public:
  // Takes the text, unless it is not plain or at fault; read_broker_snapshot() tells which. `instruments` must outlive it.
  [[nodiscard]] static std::optional<BrokerText> read(std::string& text, const Instruments& instruments);

  [[nodiscard]] const Snapshot& head() const { return head_; }  // everything but orders and fills
  [[nodiscard]] const ListedOrders& listed() const { return listed_; }
  // The snapshot without the settled orders and their fills. Errors as of read_broker_snapshot().
  [[nodiscard]] Result<Snapshot> unsettled(const std::vector<bool>& settled, std::string_view file) const;

  BrokerText(BrokerText&&) = default;
  BrokerText& operator=(BrokerText&&) = default;
  BrokerText(const BrokerText&) = delete;  // the list has views of the text

 private:
  BrokerText(std::unique_ptr<std::string> text, const Instruments& instruments)
      : text_(std::move(text)), instruments_(&instruments) {}
  struct FillRow;
  [[nodiscard]] bool walk(std::vector<FillRow>& fills, std::string& rest);
  void place(std::vector<FillRow>& fills);

  std::unique_ptr<std::string> text_;
  const Instruments* instruments_;
  Snapshot head_;
  ListedOrders listed_;
  std::vector<std::uint32_t> order_of_fill_;  // by the fill's place in its list; none: kNoOrder
};

}  // namespace tiyf::documents
