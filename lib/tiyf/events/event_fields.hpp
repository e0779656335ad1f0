// The fields of one scanned line, typed. Internal to events/.
#pragma once

#include <array>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tiyf/events/event.hpp"
#include "tiyf/json/line_reader.hpp"
#include "tiyf/model/config.hpp"

namespace tiyf::events {

// Places in kKeys; every key that any event of any log knows (CONTRACT §2), so that "a known key twice" means
// the same in every line.
enum Key : std::size_t {
  key_ts,
  key_event,
  key_client_id,
  key_broker_id,
  key_decision_id,
  key_fill_id,
  key_symbol,
  key_side,
  key_size,
  key_price,
  key_type,
  key_units,
  key_avg_price,
  key_reason,
  key_inferred,
  key_daily_loss_cap,
  key_symbol_caps,
};
inline constexpr std::array<std::string_view, 17> kKeys{"ts",
                                                        "event",
                                                        "broker_client_order_id",
                                                        "broker_order_id",
                                                        "decision_id",
                                                        "fill_id",
                                                        "symbol",
                                                        "side",
                                                        "size",
                                                        "price",
                                                        "type",
                                                        "units",
                                                        "avg_price",
                                                        "reason",
                                                        "inferred",
                                                        "daily_loss_cap",
                                                        "symbol_caps"};

template <class T>
using OrFault = std::expected<T, json::LineFault>;
using Check = OrFault<void>;

enum class Need { required, optional };

// The symbols that a log names, each looked up once; they stay where they are.
class Symbols {
 public:
  explicit Symbols(const Instruments& instruments) : instruments_(instruments) {}
  [[nodiscard]] const Symbol& of(std::string_view spelling);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  const Instruments& instruments_;
  std::unordered_map<std::string, Symbol, Hash, std::equal_to<>> known_;
};

// Reads fields of the line last scanned into an event. Each call fails with the column of the value (a
// missing field: of the line's start) and says what the field must be.
class Fields {
 public:
  Fields(const json::LineScanner& scanner, Symbols& symbols) : scanner_(scanner), symbols_(symbols) {}

  [[nodiscard]] OrFault<std::string_view> text(Key key, Need need) const;  // non-empty; "" when absent
  [[nodiscard]] OrFault<UtcTime> time(Key key) const;
  [[nodiscard]] OrFault<std::optional<Decimal>> positive(Key key, Need need) const;
  [[nodiscard]] OrFault<std::optional<Decimal>> nonnegative(Key key, Need need) const;
  [[nodiscard]] OrFault<const Symbol*> symbol(Need need) const;
  [[nodiscard]] OrFault<std::optional<Side>> side(Need need) const;
  [[nodiscard]] OrFault<std::optional<OrderType>> type(Need need) const;
  [[nodiscard]] OrFault<bool> flag(Key key) const;  // false when absent
  [[nodiscard]] OrFault<Limits> limits() const;

 private:
  [[nodiscard]] OrFault<const json::Slice*> get(Key key, Need need) const;
  [[nodiscard]] OrFault<std::optional<Decimal>> number(Key key, Need need) const;
  const json::LineScanner& scanner_;
  Symbols& symbols_;
};

[[nodiscard]] std::unexpected<json::LineFault> fault(std::uint64_t column, std::string message);

}  // namespace tiyf::events
