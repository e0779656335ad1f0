#include "tiyf/oanda/requests.hpp"

#include <algorithm>

namespace tiyf::oanda {
namespace {

constexpr std::string_view kPageSize = "1000";  // the most that OANDA gives in one page

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A time in a query: its colons are the only reserved characters.
std::string escaped(UtcTime time) {
  std::string out;
  for (const char c : time.text()) out += c == ':' ? std::string("%3A") : std::string(1, c);
  return out;
}

}  // namespace

bool is_account_id(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || is_letter_or_digit(c); });
}

Requests::Requests(std::string_view account) : base_("/v3/accounts/" + std::string(account)) {}

std::string Requests::transaction(TransactionId id) const {
  return base_ + "/transactions/" + std::to_string(id);
}

std::string Requests::transactions_from(UtcTime from) const {
  return base_ + "/transactions?from=" + escaped(from) + "&pageSize=" + std::string(kPageSize);
}

std::string Requests::fills_between(UtcTime from, UtcTime to) const {
  return base_ + "/transactions?from=" + escaped(from) + "&to=" + escaped(to) +
         "&pageSize=" + std::string(kPageSize) + "&type=ORDER_FILL";
}

std::string Requests::page(IdRange range) const {
  return base_ + "/transactions/idrange?from=" + std::to_string(range.from) +
         "&to=" + std::to_string(range.to);
}

std::string Requests::page_of_fills(IdRange range) const { return page(range) + "&type=ORDER_FILL"; }

std::string Requests::since(TransactionId id) const {
  return base_ + "/transactions/sinceid?id=" + std::to_string(id);
}

std::string Requests::cancel(TransactionId order) const {
  return base_ + "/orders/" + std::to_string(order) + "/cancel";
}

}  // namespace tiyf::oanda
