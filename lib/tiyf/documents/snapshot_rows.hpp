// The long lists of a snapshot, row by row, without a document in memory: what a broker lists is most of what
// a run holds. Reads only what is plainly right. Whatever it cannot vouch for is left to the full reading,
// which says what is wrong and where; the two agree on everything that both accept (tests/property). Internal
// to documents/.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tiyf/documents/snapshot_row.hpp"

namespace tiyf::documents {

// False stops the walk.
struct OnRow {
  std::function<bool(const OrderRow&)> order;
  std::function<bool(const FillRow&)> fill;
};

// Walks through the rows of a broker's snapshot, in the order in which they stand; `rest` is the document
// without them. False: not plain, or stopped.
[[nodiscard]] bool walk_rows(std::string_view text, RowReader& reader, const OnRow& on_row,
                             std::string& rest);

}  // namespace tiyf::documents
