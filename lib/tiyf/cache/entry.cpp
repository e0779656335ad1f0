#include "tiyf/cache/entry.hpp"

#include <array>

namespace tiyf::cache {
namespace {

constexpr std::array<std::string_view, 3> kStatusNames{"sent", "pending_fill", "closed"};

}  // namespace

std::string_view name(Status status) { return kStatusNames.at(static_cast<std::size_t>(status)); }

std::optional<Status> parse_status(std::string_view text) {
  for (const Status status : {Status::sent, Status::pending_fill, Status::closed})
    if (text == name(status)) return status;
  return std::nullopt;
}

}  // namespace tiyf::cache
