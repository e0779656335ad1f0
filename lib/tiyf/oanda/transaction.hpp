// One entry of an OANDA account's history (v20 "Transaction"), reduced to what it says about orders.
//
// An order's id is the id of the transaction that created it, and ids count up by one through an account's
// history. Numbers are read from their text, so they are exact or an error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tiyf/json/value.hpp"
#include "tiyf/model/order.hpp"

namespace tiyf::oanda {

using TransactionId = std::uint64_t;

// Digits, as OANDA writes its ids, in a string or a number; malformed otherwise.
[[nodiscard]] Result<TransactionId> read_transaction_id(const json::Cursor& cursor);
[[nodiscard]] std::optional<TransactionId> parse_transaction_id(std::string_view text);

// What an order asks for. An instrument stays spelled as OANDA spells it.
struct Terms {
  std::string instrument;
  Decimal units;  // signed: negative sells; never zero
  std::optional<OrderType>
      type;  // none: of a kind that is neither market, limit nor stop (market if touched, fixed price)
  std::optional<Decimal> price;  // limit, stop or trigger price
};

enum class TransactionKind {
  order_created,      // `terms`, `client_id`, `replaces`
  dependent_created,  // take profit or stop loss: closes a trade, has no units of its own; `dependent_type`,
                      // `price`
  order_rejected,   // never became an order; `terms` unless they cannot be expressed (then `reason` says why)
  order_filled,     // `order_id`, `terms` of the fill itself, `price`, `place`
  order_cancelled,  // `order_id`, `reason`, `replaced`, `replaced_by`
  extensions_changed,  // `order_id`, `client_id`
  other,               // says nothing about an order
};

// Where in the broker's answers something stands: for what proves wrong only beside something else.
struct Place {
  std::string source, pointer;
};

struct Transaction {
  TransactionId id = 0;
  UtcTime time;
  TransactionKind kind = TransactionKind::other;
  TransactionId order_id = 0;  // the order it is about; of a created or rejected one its own id
  std::optional<ClientOrderId> client_id;
  std::optional<Terms> terms;
  std::optional<OrderType> dependent_type;
  std::optional<Decimal> price;
  std::string reason;
  std::optional<TransactionId> replaces;  // an earlier order, in whose stead this one stands
  bool replaced = false;                  // cancelled because another order, a later one, stands in its stead
  std::optional<TransactionId> replaced_by;
  Place place;
};

// An answer for another account: config (78), unlike all else that is wrong with an answer, for nothing of it
// may count.
[[nodiscard]] Result<void> require_account(const json::Cursor& theirs, std::string_view account);

// `account`: see require_account.
[[nodiscard]] Result<Transaction> read_transaction(const json::Cursor& object, std::string_view account);

// Terms out of an order or its creating transaction: `type` LIMIT or LIMIT_ORDER and so on. None for one
// without units that hangs on a trade; malformed when it is neither that nor an order with instrument and
// units.
[[nodiscard]] Result<std::optional<Terms>> read_terms(const json::Cursor& object, std::string_view type);

// replacesOrderID of order `own`, where there is one; malformed unless it is an earlier one.
[[nodiscard]] Result<std::optional<TransactionId>> read_replaces(const json::Cursor& object,
                                                                 TransactionId own);

// clientExtensions.id, where there is one.
[[nodiscard]] Result<std::optional<ClientOrderId>> read_client_id(const json::Cursor& object,
                                                                  std::string_view member);

}  // namespace tiyf::oanda
