// The long lists of a snapshot, row by row, without a document in memory: what a broker lists is most of what a run holds.
// Reads only what is plainly right. Whatever it cannot vouch for is left to the full reading, which says what is wrong and
// where; the two agree on everything that both accept (tests/property). Internal to documents/.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/documents/snapshot.hpp"
#include "tiyf/documents/snapshot_parts.hpp"

namespace tiyf::documents {

struct SnapshotRows {
  std::vector<Order> orders;                    // as listed, repeated rows too
  std::optional<std::vector<LooseFill>> fills;  // none: no such list
  std::string rest;                             // the document without its rows
};

// None: not plain. Only a broker's snapshot is read this way.
[[nodiscard]] std::optional<SnapshotRows> read_plain_rows(std::string_view text, const Instruments& instruments,
                                                          const LeaveOut& leave_out);

// Walks through the rows without keeping them; the views are of `text`. False: not plain, or a row has escapes.
struct SeenOrder {
  const Order& order;
  std::string_view client_id, broker_id;
};
struct SeenFill {
  const LooseFill& fill;
  std::string_view id, broker_id;
};
struct OnRow {
  std::function<void(const SeenOrder&)> order;
  std::function<void(const SeenFill&)> fill;
};
[[nodiscard]] bool walk_plain_rows(std::string_view text, const Instruments& instruments, const OnRow& on_row,
                                   std::string& rest);

}  // namespace tiyf::documents
