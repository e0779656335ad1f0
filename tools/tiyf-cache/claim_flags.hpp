// The flags of reserve and check.
#pragma once

#include <optional>
#include <string>

#include "tiyf/cache/operations.hpp"
#include "tiyf/cache/rules.hpp"
#include "tiyf/cli/tool.hpp"

namespace tiyf_cache {

enum class Needs { every_field, only_the_id };

struct ClaimFlags {
  std::optional<std::string> id, decision_id, symbol, side, size, ttl;
  bool reuse_closed = false;

  void bind(CLI::App& verb, Needs needs);
  [[nodiscard]] tiyf::Result<tiyf::cache::Claim> claim()
      const;  // usage (64); malformed (65): a size that is no number
  [[nodiscard]] tiyf::Result<tiyf::cache::Terms> terms() const;  // usage (64)
};

// A text that may be an id: UTF-8, not empty. usage (64), naming the flag.
[[nodiscard]] tiyf::Result<std::string> id_text(const std::optional<std::string>& text,
                                                std::string_view flag);

}  // namespace tiyf_cache
