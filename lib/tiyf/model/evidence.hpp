// Where a fact comes from: a line of one of the run's inputs.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace tiyf {

// The run's inputs by role. Reports name the role, never the path: a path would differ by machine (CONTRACT
// §1).
enum class Input { config, decision_log, order_journal, broker_events, broker_snapshot, local_snapshot };
[[nodiscard]] std::string_view name(Input input);

struct Evidence {
  Input input;
  std::uint64_t line;  // 1-based

  friend auto operator<=>(const Evidence&, const Evidence&) = default;
};

}  // namespace tiyf
