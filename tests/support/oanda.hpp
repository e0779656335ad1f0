// Answers of OANDA's API as text, for tests of what becomes of them.
#pragma once

#include <string>
#include <vector>

#include "tiyf/oanda/order_list.hpp"

namespace tiyf::scenario {

inline constexpr const char* kAccount = "101-004-1435156-001";

// A transaction: `fields` are further members, `"units":"100"`. One minute of history an id.
std::string oanda_transaction(oanda::TransactionId id, const std::string& type, const std::string& fields);
UtcTime oanda_time(oanda::TransactionId id);

// An order as its creating transaction or a list of pending orders has it.
std::string oanda_terms(const std::string& instrument, const std::string& units, const std::string& price,
                        const std::string& client_id = "");

oanda::Answer oanda_answer(std::string text);
oanda::Transactions oanda_list(const std::vector<std::string>& transactions, oanda::TransactionId last);
oanda::PendingOrders oanda_pending(const std::vector<std::string>& orders, oanda::TransactionId last);
std::string oanda_pending_row(oanda::TransactionId id, const std::string& type, const std::string& fields);

// A window of transactions by type and fields, with ids from `first` on.
using OandaRows = std::vector<std::pair<std::string, std::string>>;
oanda::History oanda_history(const OandaRows& rows, oanda::TransactionId first = 1);
// Fields of an ORDER_FILL and of an ORDER_CANCEL.
std::string oanda_fill(const std::string& order, const std::string& units, const std::string& price = "1.2");
std::string oanda_cancel(const std::string& order, const std::string& reason);
std::string oanda_replaced(const std::string& order, const std::string& by);

}  // namespace tiyf::scenario
