// A fill from named texts, whichever notation they came in. Internal to slippage/.
#pragma once

#include <array>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tiyf/slippage/read_fills.hpp"

namespace tiyf::slippage {

enum FillKey : std::size_t {
  key_utc_ts,
  key_decision_id,
  key_client_id,
  key_broker_id,
  key_fill_id,
  key_symbol,
  key_side,
  key_size,
  key_price,
  key_intended_price,
};
inline constexpr std::array<std::string_view, 10> kFillKeys{
    "utc_ts", "decision_id", "broker_client_order_id", "broker_order_id", "fill_id", "symbol", "side",
    "size",   "price",       "intended_price"};

struct FieldFault {
  std::size_t key;
  std::string message;
};

// The text of a field; none when the row lacks it (an empty CSV cell is none).
using FieldText = std::function<std::optional<std::string_view>(FillKey)>;

// Whether a fill may lack its price is the notation's business: `price` none is passed on.
[[nodiscard]] std::expected<FillToJudge, FieldFault> make_fill(const FieldText& text,
                                                               const Instruments& instruments);

[[nodiscard]] Result<FillList> read_jsonl_fills(std::string_view text, std::string_view file,
                                                const Instruments& instruments);
[[nodiscard]] Result<FillList> read_csv_fills(std::string_view text, std::string_view file,
                                              const Instruments& instruments);

}  // namespace tiyf::slippage
