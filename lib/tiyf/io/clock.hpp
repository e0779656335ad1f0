// The clock of a tool: frozen by --now or TIYF_NOW, else the system's (CONTRACT §1 "Clock").
#pragma once

#include <map>
#include <optional>
#include <string>

#include "tiyf/base/result.hpp"
#include "tiyf/base/utc_time.hpp"

namespace tiyf::io {

class Clock {
 public:
  // `now_flag` beats the environment's TIYF_NOW. usage (64) when either is no RFC 3339 time.
  [[nodiscard]] static Result<Clock> make(const std::optional<std::string>& now_flag);

  [[nodiscard]] UtcTime now() const;
  [[nodiscard]] bool frozen() const { return frozen_.has_value(); }
  // What a program that is started has to find in its environment to have this clock: TIYF_NOW when it is
  // frozen.
  [[nodiscard]] std::map<std::string, std::string> environment() const;
  // Monotonic time since some start, for durations; 0 when frozen.
  [[nodiscard]] Duration monotonic() const;

 private:
  std::optional<UtcTime> frozen_;
};

}  // namespace tiyf::io
