#include "tiyf/oanda/transaction.hpp"

#include <algorithm>
#include <charconv>

namespace tiyf::oanda {
namespace {

using json::Cursor;

constexpr std::string_view kRejectSuffix = "_REJECT";
constexpr std::string_view kOrderSuffix = "_ORDER";
constexpr std::string_view kReplaced = "CLIENT_REQUEST_REPLACED";

std::string_view without_suffix(std::string_view text, std::string_view suffix) {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

// Take profit, stop loss, trailing and guaranteed stop loss: they close a trade and have no units of their
// own.
bool is_dependent(std::string_view order_type) {
  return order_type == "TAKE_PROFIT" || order_type.ends_with("STOP_LOSS");
}

std::optional<OrderType> type_of(std::string_view order_type) {
  if (order_type == "MARKET") return OrderType::market;
  if (order_type == "LIMIT" || order_type == "TAKE_PROFIT") return OrderType::limit;
  if (order_type == "STOP" || order_type.ends_with("STOP_LOSS")) return OrderType::stop;
  // Market if touched waits for a price on either side of the market, like a limit or like a stop; which one
  // is not said. It is left open rather than guessed, so that no mismatch is made of it.
  return std::nullopt;
}

Result<std::optional<std::string>> text_of(const Cursor& object, std::string_view key) {
  TIYF_TRY(member, object.maybe(key));
  if (!member) return std::nullopt;
  TIYF_TRY(text, member->string());
  return std::optional(std::move(text));
}

Result<std::optional<Decimal>> price_of(const Cursor& object, std::string_view key) {
  TIYF_TRY(member, object.maybe(key));
  if (!member) return std::nullopt;
  TIYF_TRY(price, member->positive_decimal());
  return std::optional(price);
}

struct Part {
  Decimal units, price;
};

Result<std::optional<Part>> read_part(const Cursor& trade) {
  TIYF_TRY(price, price_of(trade, "price"));
  if (!price) return std::nullopt;
  TIYF_TRY(units_at, trade.at("units"));
  TIYF_TRY(units, units_at.decimal());
  return std::optional(Part{units.abs(), *price});
}

// The trades that a fill opened, reduced and closed; none when one of them lacks its price.
Result<std::optional<std::vector<Part>>> read_parts(const Cursor& fill) {
  std::vector<Cursor> trades;
  for (const auto* key : {"tradeOpened", "tradeReduced"}) {
    TIYF_TRY(trade, fill.maybe(key));
    if (trade) trades.push_back(*trade);
  }
  TIYF_TRY(closed, fill.maybe("tradesClosed"));
  if (closed) {
    TIYF_TRY(items, closed->items());
    trades.insert(trades.end(), items.begin(), items.end());
  }
  std::vector<Part> parts;
  for (const auto& trade : trades) {
    TIYF_TRY(part, read_part(trade));
    if (!part) return std::nullopt;
    parts.push_back(*part);
  }
  return std::optional(std::move(parts));
}

// OANDA calls the trades' prices the exact ones and the fill's own deprecated: the trades' average where they
// cover the fill, else what the fill says.
Result<Decimal> read_fill_price(const Cursor& fill, Decimal units) {
  TIYF_TRY(parts, read_parts(fill));
  if (parts && !parts->empty()) {
    Order sum;
    Decimal covered;
    for (const auto& part : *parts) {
      covered += part.units;
      sum.fills.push_back({.id = FillId{}, .size = part.units, .price = part.price});
    }
    if (covered == units.abs()) {
      if (!average_fills(sum)) return fill.error("the trades' average price does not fit");
      if (sum.avg_fill_price) return *sum.avg_fill_price;
    }
  }
  TIYF_TRY(price, price_of(fill, "price"));
  if (price) return *price;
  TIYF_TRY(average, price_of(fill, "fullVWAP"));
  if (average) return *average;
  return fill.error("a fill without a price");
}

Result<Decimal> read_units(const Cursor& object) {
  TIYF_TRY(units_at, object.at("units"));
  TIYF_TRY(units, units_at.decimal());
  if (units.is_zero()) return units_at.error("0 units");
  return units;
}

Result<std::string> read_instrument(const Cursor& object) {
  TIYF_TRY(instrument_at, object.at("instrument"));
  return instrument_at.nonempty_string();
}

Result<void> read_order_id(const Cursor& object, Transaction& t) {
  TIYF_TRY(order_at, object.at("orderID"));
  TIYF_TRY(id, read_transaction_id(order_at));
  t.order_id = id;
  TIYF_TRY(client, text_of(object, "clientOrderID"));
  if (client && !client->empty()) t.client_id = ClientOrderId{*std::move(client)};
  return {};
}

Place place_of(const Cursor& object) {
  auto error = object.error("").error();
  return {std::move(error.file), std::move(error.pointer)};
}

Result<void> read_fill(const Cursor& object, Transaction& t) {
  t.kind = TransactionKind::order_filled;
  t.place = place_of(object);
  TIYF_CHECK(read_order_id(object, t));
  TIYF_TRY(instrument, read_instrument(object));
  TIYF_TRY(units, read_units(object));
  TIYF_TRY(price, read_fill_price(object, units));
  t.price = price;
  t.terms = Terms{std::move(instrument), units, std::nullopt, std::nullopt};
  return {};
}

Result<void> read_cancel(const Cursor& object, Transaction& t) {
  t.kind = TransactionKind::order_cancelled;
  TIYF_CHECK(read_order_id(object, t));
  TIYF_TRY(reason, text_of(object, "reason"));
  t.reason = reason.value_or("");
  TIYF_TRY(successor_at, object.maybe("replacedByOrderID"));
  if (successor_at) {
    TIYF_TRY(successor, read_transaction_id(*successor_at));
    if (successor <= t.order_id) return successor_at->error("an order is replaced only by a later one");
    t.replaced_by = successor;
  }
  t.replaced = t.reason == kReplaced || t.replaced_by;
  return {};
}

Result<Terms> read_size(const Cursor& object, std::string_view order_type) {
  TIYF_TRY(instrument, read_instrument(object));
  TIYF_TRY(units, read_units(object));
  return Terms{std::move(instrument), units, type_of(order_type), std::nullopt};
}

Result<void> read_created(const Cursor& object, std::string_view order_type, Transaction& t) {
  t.order_id = t.id;
  TIYF_TRY(client, read_client_id(object, "clientExtensions"));
  t.client_id = std::move(client);
  if (is_dependent(order_type)) {
    t.kind = TransactionKind::dependent_created;
    t.dependent_type = type_of(order_type);
    TIYF_TRY(price, price_of(object, "price"));
    t.price = price;
    return {};
  }
  TIYF_TRY(terms, read_terms(object, order_type));
  t.kind = terms ? TransactionKind::order_created : TransactionKind::dependent_created;
  t.terms = std::move(terms);
  TIYF_TRY(replaces, read_replaces(object, t.id));
  t.replaces = replaces;
  return {};
}

// What was refused may be refused for its units: then there are no terms to list. Or for its price: then they
// are without it.
Result<void> read_rejected(const Cursor& object, std::string_view order_type, Transaction& t) {
  if (is_dependent(order_type)) return {};
  t.kind = TransactionKind::order_rejected;
  t.order_id = t.id;
  TIYF_TRY(client, read_client_id(object, "clientExtensions"));
  t.client_id = std::move(client);
  TIYF_TRY(reason, text_of(object, "rejectReason"));
  t.reason = reason.value_or("");
  auto terms = read_size(object, order_type);
  if (!terms) return {};
  if (const auto price = price_of(object, "price")) terms->price = *price;
  t.terms = *std::move(terms);
  return {};
}

Result<void> read_by_type(const Cursor& object, std::string_view type, Transaction& t) {
  if (type == "ORDER_FILL") return read_fill(object, t);
  if (type == "ORDER_CANCEL") return read_cancel(object, t);
  if (type == "ORDER_CLIENT_EXTENSIONS_MODIFY") {
    t.kind = TransactionKind::extensions_changed;
    TIYF_CHECK(read_order_id(object, t));
    TIYF_TRY(client, read_client_id(object, "clientExtensionsModify"));
    if (client) t.client_id = std::move(client);
    return {};
  }
  if (type.ends_with(kOrderSuffix)) return read_created(object, without_suffix(type, kOrderSuffix), t);
  const auto rejected = without_suffix(type, kRejectSuffix);
  if (rejected != type && rejected.ends_with(kOrderSuffix))
    return read_rejected(object, without_suffix(rejected, kOrderSuffix), t);
  return {};
}

}  // namespace

std::optional<TransactionId> parse_transaction_id(std::string_view text) {
  TransactionId id = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id);
  const bool whole = fault == std::errc{} && end == text.data() + text.size() && !text.empty();
  return whole ? std::optional(id) : std::nullopt;
}

Result<TransactionId> read_transaction_id(const Cursor& cursor) {
  const auto& value = cursor.value();
  if (value.kind == json::Kind::string || value.kind == json::Kind::number)
    if (const auto id = parse_transaction_id(value.text)) return *id;
  return cursor.error("not an id of digits");
}

Result<std::optional<TransactionId>> read_replaces(const Cursor& object, TransactionId own) {
  TIYF_TRY(replaces_at, object.maybe("replacesOrderID"));
  if (!replaces_at) return std::nullopt;
  TIYF_TRY(id, read_transaction_id(*replaces_at));
  if (id >= own) return replaces_at->error("an order replaces only an earlier one");
  return std::optional(id);
}

Result<std::optional<ClientOrderId>> read_client_id(const Cursor& object, std::string_view member) {
  TIYF_TRY(extensions, object.maybe(member));
  if (!extensions) return std::nullopt;
  TIYF_TRY(id, text_of(*extensions, "id"));
  if (!id || id->empty()) return std::nullopt;
  return std::optional(ClientOrderId{*std::move(id)});
}

Result<std::optional<Terms>> read_terms(const Cursor& object, std::string_view type) {
  const auto order_type = without_suffix(type, kOrderSuffix);
  if (is_dependent(order_type) || (!object.has("units") && object.has("tradeID"))) return std::nullopt;
  TIYF_TRY(terms, read_size(object, order_type));
  TIYF_TRY(price, price_of(object, "price"));
  terms.price = price;
  return std::optional(std::move(terms));
}

Result<void> require_account(const Cursor& theirs, std::string_view account) {
  TIYF_TRY(id, theirs.string());
  if (id == account) return {};
  auto error = theirs.error("the broker answers for account " + id + ", not for " + std::string(account));
  error.error().kind = ErrorKind::config;
  return error;
}

Result<Transaction> read_transaction(const Cursor& object, std::string_view account) {
  Transaction t;
  TIYF_TRY(id_at, object.at("id"));
  TIYF_TRY(id, read_transaction_id(id_at));
  t.id = id;
  TIYF_TRY(time_at, object.at("time"));
  TIYF_TRY(time, time_at.time());
  t.time = time;
  TIYF_TRY(account_at, object.at("accountID"));
  TIYF_CHECK(require_account(account_at, account));
  TIYF_TRY(type_at, object.at("type"));
  TIYF_TRY(type, type_at.string());
  TIYF_CHECK(read_by_type(object, type, t));
  return t;
}

}  // namespace tiyf::oanda
