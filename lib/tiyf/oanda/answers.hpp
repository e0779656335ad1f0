// The answers of OANDA's v20 REST API that a snapshot or a cancel needs. All are malformed (65) with the JSON
// pointer when they are not what the published description says; `source` ("GET /v3/…") stands where a file
// name would. Every answer names the newest transaction of the account that it knows (`last`).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tiyf/oanda/transaction.hpp"

namespace tiyf::oanda {

struct Answer {
  std::string text;
  std::string source;
  std::string account;  // the one asked for: require_account
};

[[nodiscard]] Result<TransactionId> read_summary(const Answer& answer);

struct PendingOrder {
  TransactionId id = 0;
  UtcTime created_at;
  std::optional<ClientOrderId> client_id;
  std::optional<TransactionId> replaces;
  Terms terms;
};
struct PendingOrders {
  std::vector<PendingOrder> orders;
  std::vector<TransactionId> dependents;  // take profits and stop losses: no units of their own
  TransactionId last = 0;
};
[[nodiscard]] Result<PendingOrders> read_pending_orders(const Answer& answer);

// A hedging account holds both legs of one instrument.
struct Leg {
  std::string instrument;
  Side side = Side::buy;
  Decimal units;  // positive: a short position's negative units are turned round
  Decimal avg_price;

  friend bool operator==(const Leg&, const Leg&) = default;
};
struct OpenPositions {
  std::vector<Leg> legs;
  TransactionId last = 0;
};
[[nodiscard]] Result<OpenPositions> read_open_positions(const Answer& answer);

// Units by instrument: maximumPositionSize, else (0 or absent: none) maximumOrderUnits, which a position made
// by one order cannot pass either. An instrument that states neither has no row.
[[nodiscard]] Result<std::map<std::string, Decimal>> read_unit_caps(const Answer& answer);

// Both ends included.
struct IdRange {
  TransactionId from = 0;
  TransactionId to = 0;

  friend bool operator==(const IdRange&, const IdRange&) = default;
};
// Where the transactions of a span of time are: pages to ask for one by one, `count` transactions in all.
// Of a page's address only its two ids are taken: wherever it points, the token goes to the host we were
// given.
struct TransactionIndex {
  std::vector<IdRange> pages;
  std::uint64_t count = 0;
  TransactionId last = 0;
};
[[nodiscard]] Result<TransactionIndex> read_transaction_index(const Answer& answer);

struct Transactions {
  std::vector<Transaction> list;
  TransactionId last = 0;
};
[[nodiscard]] Result<Transactions> read_transactions(const Answer& answer);
[[nodiscard]] Result<Transaction> read_one_transaction(const Answer& answer);
// The time of transaction `id`, whatever it is about; malformed when the answer is another one.
[[nodiscard]] Result<UtcTime> read_time_of(const Answer& answer, TransactionId id);

// What a cancel that the broker accepted did; malformed unless it is about `order`, and no other stands in
// its stead.
[[nodiscard]] Result<Transaction> read_cancelled(const Answer& answer, TransactionId order);

// What an answer that is no success says of itself: errorMessage, errorCode, rejectReason; "" when it says
// nothing. Never fails: whatever came in may be foreign.
[[nodiscard]] std::string read_error_message(std::string_view text);
// Does such an answer say that there is no such order to cancel? A 404 alone may be anyone's.
[[nodiscard]] bool denies_order(std::string_view text);

}  // namespace tiyf::oanda
