// What a broker adapter prints for `cancel` (CONTRACT §5; schemas/cancel_answer.v1.schema.json).
#pragma once

#include <string_view>

#include "tiyf/base/result.hpp"
#include "tiyf/model/cancel.hpp"

namespace tiyf::documents {

// `file` is only for messages. Malformed (65), with the JSON pointer.
[[nodiscard]] Result<CancelAnswer> read_cancel_answer(std::string_view text, std::string_view file);

}  // namespace tiyf::documents
