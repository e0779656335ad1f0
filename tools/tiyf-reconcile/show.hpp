// A report as text for people: 80 columns, worst first.
#pragma once

#include <string>
#include <string_view>

#include "tiyf/base/result.hpp"

namespace tiyf {

enum class Colour { off, on };
enum class Detail {
  what_matters,  // long lists are cut and say so
  all,
};

// malformed (65) when the text is not a tiyf.reconcile_report.v1.
[[nodiscard]] Result<std::string> show_report(std::string_view text, std::string_view file, Detail detail,
                                              Colour colour);

}  // namespace tiyf
