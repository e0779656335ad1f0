// The requests of OANDA's v20 REST API, as paths below the base address. Nothing but letters, digits and "-"
// of an account and digits of an id get into them.
#pragma once

#include <string>

#include "tiyf/oanda/answers.hpp"

namespace tiyf::oanda {

inline constexpr std::string_view kPracticeUrl = "https://api-fxpractice.oanda.com";
inline constexpr std::string_view kLiveUrl = "https://api-fxtrade.oanda.com";

// Letters, digits and "-", as in 101-004-1435156-001.
[[nodiscard]] bool is_account_id(std::string_view text);

class Requests {
 public:
  explicit Requests(std::string_view account);  // is_account_id

  [[nodiscard]] std::string summary() const { return base_ + "/summary"; }
  [[nodiscard]] std::string pending_orders() const { return base_ + "/pendingOrders"; }
  [[nodiscard]] std::string open_positions() const { return base_ + "/openPositions"; }
  [[nodiscard]] std::string instruments() const { return base_ + "/instruments"; }
  [[nodiscard]] std::string transaction(TransactionId id) const;
  // The index of pages; without an end: up to now.
  [[nodiscard]] std::string transactions_from(UtcTime from) const;
  // Fills alone, of an earlier span.
  [[nodiscard]] std::string fills_between(UtcTime from, UtcTime to) const;
  [[nodiscard]] std::string page(IdRange range) const;
  [[nodiscard]] std::string page_of_fills(IdRange range) const;
  [[nodiscard]] std::string since(TransactionId id) const;
  [[nodiscard]] std::string cancel(TransactionId order) const;

 private:
  std::string base_;
};

}  // namespace tiyf::oanda
