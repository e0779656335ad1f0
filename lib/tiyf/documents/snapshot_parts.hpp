// The parts of a snapshot reader; documents/snapshot.cpp puts them together.
#pragma once

#include <vector>

#include "tiyf/json/value.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf::documents {

enum class Book { ours, brokers };

// Whose orders are read, and how their symbols are spelled.
struct SnapshotReader {
  Book book;
  const Instruments& instruments;

  // Sorted by the book's order id; an identical second row counts once.
  [[nodiscard]] Result<std::vector<Order>> orders(const json::Cursor& list) const;
  // Attaches the rows to their orders, or to loose_fills; may add fill_conflict findings.
  [[nodiscard]] Result<void> fills(const json::Cursor& list, Snapshot& snapshot) const;
  [[nodiscard]] Result<PositionBook> positions(const json::Cursor& list) const;
};

// The orders by their book's id, an identical second row once; none when two rows of one order differ.
[[nodiscard]] std::optional<std::vector<Order>> sort_orders(Book book, std::vector<Order> rows);

// Attaches fills to the orders, which are sorted, or to loose_fills; may add fill_conflict findings. Gives
// the first row whose symbol or side is not its order's; then nothing is attached.
[[nodiscard]] std::optional<std::size_t> attach_fills(Book book, std::vector<LooseFill> fills,
                                                      Snapshot& snapshot);

// A broker's snapshot in two steps: all but its rows, of a document whose lists are empty; then with its
// rows, as listed. None: at fault, which the full reading tells of.
[[nodiscard]] std::optional<Snapshot> read_head(std::string_view rest, const Instruments& instruments);
[[nodiscard]] std::optional<Snapshot> with_rows(Snapshot head, std::vector<Order> orders,
                                                std::vector<LooseFill> fills);

// Adds `finding` unless the snapshot brought one of that kind for the same order and side of the log.
void add_once(std::vector<Finding>& findings, Finding finding);

// `kind` with where = local or broker.
[[nodiscard]] Finding book_finding(FindingKind kind, Book book, const Symbol& symbol);

}  // namespace tiyf::documents
