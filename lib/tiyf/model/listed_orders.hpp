// A broker's orders, as much of them as it takes to tell whether one of ours is settled; small, because there
// are many.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "tiyf/base/fetch.hpp"
#include "tiyf/base/text.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf {

struct ListedFill {
  std::string_view id;
  Decimal size;
  std::optional<Decimal> price;
};

struct ListedOrder {
  std::string_view client_id;  // empty: none
  std::string_view broker_id;
  Decimal filled;
  std::uint32_t first_fill = 0;
  std::uint32_t fill_count = 0;
  // Closed, and nothing is odd about it. What is not plain is never settled: it is for the comparison.
  bool plainly_closed = false;
};

// Rows by the id_hash of an id; which rows bear the id itself is asked of the rows.
class IdIndex {
 public:
  explicit IdIndex(std::size_t rows = 0);
  void add(std::uint64_t hash, std::size_t row) {
    find_or_add(hash, row, [](std::size_t) { return false; });
  }
  // It is looked up soon: what that looks at is fetched meanwhile, and when that has come, what it leads to.
  void expect(std::uint64_t hash) const { fetch(&filter_[bit(hash) / kWord]); }
  void expect_slot(std::uint64_t hash) const {
    if (passes(hash)) fetch(&slots_[hash & (slots_.size() - 1)]);
  }
  // visit(row) for each row whose id may be this one.
  template <class Visit>
  void each(std::uint64_t hash, Visit visit) const {
    static_cast<void>(find(hash, [&visit](std::size_t row) {
      visit(row);
      return false;
    }));
  }
  // The first row whose id may be this one and of which bears_it(row) is true.
  template <class BearsIt>
  [[nodiscard]] std::optional<std::size_t> find(std::uint64_t hash, BearsIt bears_it) const {
    if (!passes(hash)) return std::nullopt;
    return slot_of(hash, bears_it).second;
  }
  // The same; adds the row where there is none.
  template <class BearsIt>
  std::optional<std::size_t> find_or_add(std::uint64_t hash, std::size_t row, BearsIt bears_it) {
    const auto [slot, found] = slot_of(hash, bears_it);
    if (!found) put(slot, hash, row);
    return found;
  }

 private:
  [[nodiscard]] bool passes(std::uint64_t hash) const {
    return (filter_[bit(hash) / kWord] & mask(hash)) != 0;
  }
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t row = 0;  // row + 1; 0: free
  };
  // Where the row stands, or the free slot where it would.
  template <class BearsIt>
  [[nodiscard]] std::pair<std::size_t, std::optional<std::size_t>> slot_of(std::size_t hash,
                                                                           BearsIt& bears_it) const {
    auto i = hash & (slots_.size() - 1);
    for (; slots_[i].row != 0; i = (i + 1) & (slots_.size() - 1))
      if (slots_[i].hash == upper(hash) && bears_it(std::size_t{slots_[i].row} - 1))
        return {i, slots_[i].row - 1};
    return {i, std::nullopt};
  }
  void put(std::size_t slot, std::size_t hash, std::size_t row) {
    filter_[bit(hash) / kWord] |= mask(hash);
    slots_[slot] = {upper(hash), static_cast<std::uint32_t>(row + 1)};
  }
  [[nodiscard]] static std::uint32_t upper(std::size_t hash) {
    return static_cast<std::uint32_t>(hash >> 32U);
  }
  static constexpr std::size_t kWord = 64;
  [[nodiscard]] std::size_t bit(std::size_t hash) const {
    return (hash >> 20U) & (filter_.size() * kWord - 1);
  }
  [[nodiscard]] static std::uint64_t mask(std::size_t hash) {
    return std::uint64_t{1} << ((hash >> 20U) % kWord);
  }
  std::vector<Slot> slots_;  // a power of two, at most half full
  std::vector<std::uint64_t>
      filter_;  // some bits a row: small enough for a cache, and most ids are in no row
};

// The views live as long as what they were made from. No two orders have the same broker id.
struct ListedOrders {
  std::vector<ListedOrder> orders;
  std::vector<ListedFill> fills;  // an order's stand together
  IdIndex by_broker_id;           // of the orders

  [[nodiscard]] std::span<const ListedFill> fills_of(const ListedOrder& order) const {
    return std::span(fills).subspan(order.first_fill, order.fill_count);
  }
};

// Of a snapshot that is in memory as a whole; it must outlive the list and stay as it is.
[[nodiscard]] ListedOrders list_orders(const Snapshot& broker);

}  // namespace tiyf
