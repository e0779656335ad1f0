#include "tiyf/oanda/answers.hpp"

#include <algorithm>

namespace tiyf::oanda {
namespace {

using json::Cursor;

// The parsed text and the cursor at its top, which points into it.
struct Document {
  json::Value value;
  std::string source;

  [[nodiscard]] Cursor top() const { return {value, source}; }
};

Result<Document> parse(const Answer& answer) {
  const auto first = answer.text.find_first_not_of(" \t\r\n");
  const auto malformed = [&](std::string what) {
    return fail(Error{.kind = ErrorKind::malformed, .message = std::move(what), .file = answer.source});
  };
  if (first == std::string::npos) return malformed("the broker's answer is empty");
  if (answer.text[first] == '<') return malformed("the broker's answer is a web page (HTML), not JSON");
  TIYF_TRY(value, json::parse_document(answer.text, answer.source));
  return Document{std::move(value), answer.source};
}

Result<TransactionId> read_last(const Cursor& top) {
  TIYF_TRY(last_at, top.at("lastTransactionID"));
  return read_transaction_id(last_at);
}

Result<std::vector<Cursor>> read_list(const Cursor& top, std::string_view key) {
  TIYF_TRY(list_at, top.at(key));
  return list_at.items();
}

Result<void> read_pending_order(const Cursor& object, PendingOrders& out) {
  TIYF_TRY(id_at, object.at("id"));
  TIYF_TRY(id, read_transaction_id(id_at));
  TIYF_TRY(type_at, object.at("type"));
  TIYF_TRY(type, type_at.string());
  TIYF_TRY(terms, read_terms(object, type));
  if (!terms) {
    out.dependents.push_back(id);
    return {};
  }
  TIYF_TRY(replaces, read_replaces(object, id));
  PendingOrder order{.id = id, .replaces = replaces, .terms = *std::move(terms)};
  TIYF_TRY(created_at, object.at("createTime"));
  TIYF_TRY(created, created_at.time());
  order.created_at = created;
  TIYF_TRY(client, read_client_id(object, "clientExtensions"));
  order.client_id = std::move(client);
  out.orders.push_back(std::move(order));
  return {};
}

// The long side's units are never negative, the short side's never positive; either may be flat.
Result<std::optional<Leg>> read_leg(const Cursor& position, std::string_view key, Side side) {
  TIYF_TRY(leg, position.at(key));
  TIYF_TRY(units_at, leg.at("units"));
  TIYF_TRY(units, units_at.decimal());
  if (units.is_zero()) return std::nullopt;
  if (units.is_negative() != (side == Side::sell))
    return units_at.error("units of the other side: " + units.text());
  TIYF_TRY(price_at, leg.at("averagePrice"));
  TIYF_TRY(price, price_at.positive_decimal());
  TIYF_TRY(instrument_at, position.at("instrument"));
  TIYF_TRY(instrument, instrument_at.nonempty_string());
  return std::optional(Leg{std::move(instrument), side, units.abs(), price});
}

Result<std::optional<Decimal>> read_cap(const Cursor& instrument, std::string_view key) {
  TIYF_TRY(member, instrument.maybe(key));
  if (!member) return std::nullopt;
  TIYF_TRY(cap, member->nonnegative_decimal());
  return cap.is_zero() ? std::nullopt : std::optional(cap);
}

// The digits after `name=` in an address's query.
std::optional<TransactionId> query_id(std::string_view url, std::string_view name) {
  for (const char before : {'?', '&'}) {
    const auto at = url.find(before + std::string(name) + "=");
    if (at == std::string_view::npos) continue;
    const auto value = url.substr(at + name.size() + 2);
    return parse_transaction_id(value.substr(0, value.find('&')));
  }
  return std::nullopt;
}

Result<IdRange> read_page(const Cursor& cursor) {
  TIYF_TRY(url, cursor.string());
  const auto from = query_id(url, "from"), to = query_id(url, "to");
  if (url.find("/transactions/idrange?") == std::string::npos || !from || !to || *from > *to)
    return cursor.error("not the address of a page of transactions");
  return IdRange{*from, *to};
}

}  // namespace

Result<TransactionId> read_summary(const Answer& answer) {
  TIYF_TRY(document, parse(answer));
  TIYF_TRY(account, document.top().at("account"));
  TIYF_TRY(id_at, account.at("id"));
  TIYF_CHECK(require_account(id_at, answer.account));
  return read_last(document.top());
}

Result<PendingOrders> read_pending_orders(const Answer& answer) {
  TIYF_TRY(document, parse(answer));
  PendingOrders out;
  TIYF_TRY(last, read_last(document.top()));
  out.last = last;
  TIYF_TRY(rows, read_list(document.top(), "orders"));
  for (const auto& row : rows) TIYF_CHECK(read_pending_order(row, out));
  return out;
}

Result<OpenPositions> read_open_positions(const Answer& answer) {
  TIYF_TRY(document, parse(answer));
  OpenPositions out;
  TIYF_TRY(last, read_last(document.top()));
  out.last = last;
  TIYF_TRY(rows, read_list(document.top(), "positions"));
  for (const auto& row : rows) {
    TIYF_TRY(long_leg, read_leg(row, "long", Side::buy));
    if (long_leg) out.legs.push_back(*std::move(long_leg));
    TIYF_TRY(short_leg, read_leg(row, "short", Side::sell));
    if (short_leg) out.legs.push_back(*std::move(short_leg));
  }
  return out;
}

Result<std::map<std::string, Decimal>> read_unit_caps(const Answer& answer) {
  TIYF_TRY(document, parse(answer));
  std::map<std::string, Decimal> caps;
  TIYF_TRY(rows, read_list(document.top(), "instruments"));
  for (const auto& row : rows) {
    TIYF_TRY(name_at, row.at("name"));
    TIYF_TRY(name, name_at.nonempty_string());
    TIYF_TRY(position, read_cap(row, "maximumPositionSize"));
    TIYF_TRY(order, read_cap(row, "maximumOrderUnits"));
    if (position || order) caps.insert_or_assign(name, position ? *position : *order);
  }
  return caps;
}

Result<TransactionIndex> read_transaction_index(const Answer& answer) {
  TIYF_TRY(document, parse(answer));
  const auto top = document.top();
  TransactionIndex out;
  TIYF_TRY(last, read_last(top));
  out.last = last;
  TIYF_TRY(count_at, top.at("count"));
  TIYF_TRY(count, count_at.count());
  out.count = count;
  TIYF_TRY(pages, read_list(top, "pages"));
  for (const auto& page : pages) {
    TIYF_TRY(range, read_page(page));
    out.pages.push_back(range);
  }
  return out;
}

Result<Transactions> read_transactions(const Answer& answer) {
  TIYF_TRY(document, parse(answer));
  Transactions out;
  TIYF_TRY(last, read_last(document.top()));
  out.last = last;
  TIYF_TRY(rows, read_list(document.top(), "transactions"));
  for (const auto& row : rows) {
    TIYF_TRY(transaction, read_transaction(row, answer.account));
    out.list.push_back(std::move(transaction));
  }
  std::sort(out.list.begin(), out.list.end(),
            [](const Transaction& a, const Transaction& b) { return a.id < b.id; });
  return out;
}

Result<Transaction> read_one_transaction(const Answer& answer) {
  TIYF_TRY(document, parse(answer));
  TIYF_TRY(object, document.top().at("transaction"));
  return read_transaction(object, answer.account);
}

Result<UtcTime> read_time_of(const Answer& answer, TransactionId id) {
  TIYF_TRY(document, parse(answer));
  TIYF_TRY(object, document.top().at("transaction"));
  TIYF_TRY(account_at, object.at("accountID"));
  TIYF_CHECK(require_account(account_at, answer.account));
  TIYF_TRY(id_at, object.at("id"));
  TIYF_TRY(theirs, read_transaction_id(id_at));
  if (theirs != id) return id_at.error("not transaction " + std::to_string(id));
  TIYF_TRY(time_at, object.at("time"));
  return time_at.time();
}

Result<Transaction> read_cancelled(const Answer& answer, TransactionId order) {
  TIYF_TRY(document, parse(answer));
  TIYF_TRY(object, document.top().at("orderCancelTransaction"));
  TIYF_TRY(transaction, read_transaction(object, answer.account));
  if (transaction.kind != TransactionKind::order_cancelled || transaction.order_id != order ||
      transaction.replaced)
    return object.error("the broker's answer does not say that order " + std::to_string(order) +
                        " is cancelled");
  return transaction;
}

std::string read_error_message(std::string_view text) {
  const auto parsed = json::parse_document(text, "");
  if (!parsed) return {};
  std::string out;
  const auto add = [&](const json::Value* value) {
    if (value == nullptr || value->kind != json::Kind::string || value->text.empty()) return;
    out += (out.empty() ? "" : " ") + value->text;
  };
  add(parsed->find("errorCode"));
  add(parsed->find("errorMessage"));
  if (const auto* reject = parsed->find("orderCancelRejectTransaction")) add(reject->find("rejectReason"));
  constexpr std::size_t kMost = 200;  // a message is a line
  return out.substr(0, kMost);
}

bool denies_order(std::string_view text) {
  const auto parsed = json::parse_document(text, "");
  if (!parsed) return false;
  const auto* const code = parsed->find("errorCode");
  return parsed->find("orderCancelRejectTransaction") != nullptr ||
         (code != nullptr && code->text.find("ORDER") != std::string::npos);
}

}  // namespace tiyf::oanda
