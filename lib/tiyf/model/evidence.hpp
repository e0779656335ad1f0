// Where a fact comes from: a line of one of the run's inputs.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace tiyf {

// The run's inputs by role. Reports name the role, never the path: a path would differ by machine (CONTRACT
// §1).
enum class Input : std::uint8_t {
  config,
  decision_log,
  order_journal,
  broker_events,
  broker_snapshot,
  local_snapshot
};
[[nodiscard]] std::string_view name(Input input);

// Eight bytes, because an order has one for each of its lines. In the order of inputs, then of lines.
class Evidence {
 public:
  static constexpr std::uint64_t kLastLine = (std::uint64_t{1} << 56U) - 1;  // more than fit any disk

  // `line`: at most kLastLine.
  constexpr Evidence(Input input, std::uint64_t line)
      : place_(std::uint64_t{static_cast<std::uint8_t>(input)} << kLineBits | line) {}

  [[nodiscard]] constexpr Input input() const { return static_cast<Input>(place_ >> kLineBits); }
  [[nodiscard]] constexpr std::uint64_t line() const { return place_ & kLastLine; }

  friend constexpr auto operator<=>(const Evidence&, const Evidence&) = default;

 private:
  static constexpr unsigned kLineBits = 56;
  std::uint64_t place_;
};

}  // namespace tiyf
