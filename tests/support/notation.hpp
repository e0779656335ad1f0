// A short notation for the inputs of a reconciliation, so that a rule test shows its case and nothing else:
//
//   12:00:00 order_sent c1 EURUSD buy 1000 limit 1.1      a line of a decision log, a journal or an event log
//   B1 c1 EURUSD buy 1000 400 partially_filled            an order row of a broker snapshot
//   f1 B1 EURUSD buy 400 1.1 12:00:02                     a fill row
//   EURUSD buy 1000 1.1                                   a position row
//
// Words stand in the order of the contract's tables (CONTRACT §2); "-" leaves one out, KEY=VALUE adds any
// other member. A time of day is one of 2025-10-06. Text that starts with '{' or '#' stands as it is.
// decision_id is "d-" and the client id unless it is given; a row's created_at is 12:00:00.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tiyf/events/event.hpp"

namespace tiyf::scenario {

[[nodiscard]] std::string timestamp(std::string_view text);

// One JSONL line, without its newline.
[[nodiscard]] std::string log_line(Dialect dialect, std::string_view notation);
// Lines, each with its newline.
[[nodiscard]] std::string log_text(Dialect dialect, const std::vector<std::string>& notations);

[[nodiscard]] std::string order_row(std::string_view notation);
[[nodiscard]] std::string fill_row(std::string_view notation);
[[nodiscard]] std::string position_row(std::string_view notation);
// "[row,row]"
[[nodiscard]] std::string array_of(const std::vector<std::string>& notations,
                                   std::string (*row)(std::string_view));

}  // namespace tiyf::scenario
