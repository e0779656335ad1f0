#include "tiyf/io/clock.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

namespace tiyf::io {
namespace {

constexpr const char* kVariable = "TIYF_NOW";

Result<UtcTime> parse(std::string_view source, const std::string& text) {
  if (const auto time = UtcTime::parse(text)) return *time;
  return fail(
      ErrorKind::usage,
      fmt::format("{} is not a time: '{}'; write RFC 3339 such as 2025-10-06T12:00:00Z", source, text));
}

}  // namespace

Result<Clock> Clock::make(const std::optional<std::string>& now_flag) {
  Clock clock;
  const char* const variable = std::getenv(kVariable);
  if (now_flag) {
    TIYF_TRY(time, parse("--now", *now_flag));
    clock.frozen_ = time;
  } else if (variable != nullptr && *variable != '\0') {
    TIYF_TRY(time, parse(fmt::format("the environment's {}", kVariable), variable));
    clock.frozen_ = time;
  }
  return clock;
}

UtcTime Clock::now() const {
  if (frozen_) return *frozen_;
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return UtcTime{} + Duration{std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count()};
}

std::map<std::string, std::string> Clock::environment() const {
  if (!frozen_) return {};
  return {{kVariable, frozen_->text()}};
}

Duration Clock::monotonic() const {
  if (frozen_) return {};
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(since_start).count()};
}

}  // namespace tiyf::io
