// The fields of one scanned line, typed. Internal to events/.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tiyf/base/text.hpp"
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

enum class Need { required, optional };

// The symbols that a log names, each looked up once; they stay where they are.
class Symbols {
 public:
  explicit Symbols(const Instruments& instruments) : instruments_(instruments) {}
  [[nodiscard]] const Symbol& of(std::string_view spelling);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return id_hash(text); }
  };
  struct Recent {  // a short spelling, told by its ends and its size
    std::array<std::uint32_t, 2> ends{};
    std::size_t size = 0;
    const Symbol* symbol = nullptr;
  };
  [[nodiscard]] const Symbol& look_up(std::string_view spelling);
  const Instruments& instruments_;
  std::unordered_map<std::string, Symbol, Hash, std::equal_to<>> known_;
  std::array<Recent, 64> recent_{};  // by a hash of the ends; known_ has them all
};

// What lines of a log have said before and mostly say again.
struct Memory {
  explicit Memory(const Instruments& instruments) : symbols(instruments) {}
  Symbols symbols;
  UtcTime::Day day;
};

// Reads fields of the line last scanned into an event. Each read returns false when the field is not what it
// must be; fault() then says so with the column of the value (a missing field: of the line's start). An
// optional field that is absent leaves its target as it is.
class Fields {
 public:
  Fields(const json::LineScanner& scanner, Memory& memory) : scanner_(scanner), memory_(memory) {}

  [[nodiscard]] bool text(Key key, Need need, std::string_view& out) {
    const auto* slice = scanner_.at(key);
    if (slice == nullptr) return absent(key, need);
    if (slice->kind != json::Kind::string || slice->text.empty()) return must_be(key, "a non-empty string");
    out = slice->text;
    return true;
  }
  [[nodiscard]] bool time(Key key, UtcTime& out);
  [[nodiscard]] bool positive(Key key, Need need, std::optional<Decimal>& out);
  [[nodiscard]] bool nonnegative(Key key, Need need, std::optional<Decimal>& out);
  [[nodiscard]] bool symbol(Need need, const Symbol*& out);
  [[nodiscard]] bool side(Need need, std::optional<Side>& out);
  [[nodiscard]] bool type(Need need, std::optional<OrderType>& out);
  [[nodiscard]] bool flag(Key key, bool& out);
  [[nodiscard]] bool limits(Limits& out);

  [[nodiscard]] json::LineFault&& fault() && { return std::move(fault_); }

 private:
  [[nodiscard]] bool number(Key key, Need need, std::optional<Decimal>& out);
  [[nodiscard]] bool absent(Key key, Need need) { return need == Need::optional || missing(key); }
  bool missing(Key key);
  bool must_be(Key key, std::string_view what);
  bool fail_at(std::uint64_t column, std::string message);
  const json::LineScanner& scanner_;
  Memory& memory_;
  json::LineFault fault_{};
};

}  // namespace tiyf::events
