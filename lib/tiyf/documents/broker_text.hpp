// A broker's snapshot that stays text: what it lists is known, and the rows that a comparison needs are read
// when it is known which those are. Most of a long list is of orders that are settled, and never becomes
// anything else.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/model/config.hpp"
#include "tiyf/model/listed_orders.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf::documents {

class BrokerText {
 public:
  // Takes the text, unless it is not plain or at fault; read_broker_snapshot() tells which. `instruments`
  // must outlive it.
  [[nodiscard]] static std::optional<BrokerText> read(std::unique_ptr<const std::string>& text,
                                                      const Instruments& instruments);

  [[nodiscard]] const Snapshot& head() const { return head_; }  // everything but orders and fills
  [[nodiscard]] const ListedOrders& listed() const { return listed_; }
  // The snapshot without the settled orders and their fills.
  [[nodiscard]] Snapshot unsettled(const std::vector<bool>& settled) const;

  BrokerText(BrokerText&&) = default;
  BrokerText& operator=(BrokerText&&) = default;
  BrokerText(const BrokerText&) = delete;  // the list has views of the text

 private:
  explicit BrokerText(const Instruments& instruments) : instruments_(&instruments) {}
  struct Walk;
  [[nodiscard]] bool walk(std::string_view text, std::string& rest);
  [[nodiscard]] bool name_orders(const Walk& walked);
  void place_fills();

  std::unique_ptr<const std::string> text_;
  const Instruments* instruments_;
  Snapshot head_;
  ListedOrders listed_;
  std::vector<const char*> order_rows_, fill_rows_;  // where they start, by their place in their list
  std::vector<std::uint32_t> order_of_fill_;         // likewise; none: kNoOrder
};

}  // namespace tiyf::documents
