#include "take.hpp"

#include <algorithm>
#include <set>

#include "tiyf/base/text.hpp"

namespace tiyf {
namespace {

using oanda::TransactionId;

constexpr int kRounds = 4;
constexpr std::size_t kMostLookups = 200;  // single requests; beyond that the time would not do either
constexpr int kLongestChain = 20;          // of replaced orders from before the window: looked up one by one

class Taker {
 public:
  Taker(Broker& broker, const Settings& settings, const io::Clock& clock)
      : broker_(broker), settings_(settings), clock_(clock) {}

  Result<oanda::Account> take(bool with_limits);

 private:
  Result<void> load_window();
  Result<void> require_earlier(TransactionId before_first, TransactionId last, UtcTime since);
  Result<void> load_pages(const oanda::TransactionIndex& index, bool fills_only);
  Result<void> load_moment();
  void require_openings();
  Result<void> load_newer();
  Result<void> load_openings();
  Result<void> load_earlier_fills();
  Result<std::map<std::string, Decimal>> load_caps(const oanda::Account& account);
  [[nodiscard]] UtcTime as_of() const;
  [[nodiscard]] UtcTime since() const;

  // A part of the history that is not to be had is a gap, unless the broker will not talk to us at all.
  template <class Answer>
  Result<std::optional<Answer>> or_gap(Result<Answer> answer) {
    if (answer) return std::optional(*std::move(answer));
    if (answer.error().kind == ErrorKind::config) return fail(std::move(answer).error());
    history_.add_gap(broker_.redacted(answer.error().text()));
    return std::nullopt;
  }

  Broker& broker_;
  const Settings& settings_;
  const io::Clock& clock_;
  oanda::History history_;
  oanda::PendingOrders pending_;
  oanda::OpenPositions positions_;
  TransactionId last_ = 0;
  std::optional<UtcTime> moment_;  // the server's time when the moment shown began
};

Result<void> Taker::load_window() {
  if (const auto* id = std::get_if<TransactionId>(&settings_.since)) {
    if (*id > last_)
      return fail(ErrorKind::malformed, "--since-id " + std::to_string(*id) +
                                            " is ahead of the account, whose last transaction is " +
                                            std::to_string(last_));
    last_ = *id;
    return {};
  }
  const auto since = std::get<UtcTime>(settings_.since);
  TIYF_TRY(index,
           or_gap(broker_.read(broker_.requests().transactions_from(since), oanda::read_transaction_index)));
  if (!index) return {};
  auto first = index->last + 1;
  last_ = index->pages.empty() ? index->last : 0;
  for (const auto page : index->pages) {
    first = std::min(first, page.from);
    last_ = std::max(last_, page.to);  // the rest comes with what is new
  }
  for (const auto hole : oanda::holes(index->pages))
    history_.add_gap("the index of transactions leaves out " + std::to_string(hole.from) + " to " +
                     std::to_string(hole.to));
  TIYF_CHECK(require_earlier(first - 1, index->last, since));
  return load_pages(*index, false);
}

// Ids count up by one: unless the one before the first that the index has is of an earlier time, the index
// leaves out the beginning, or all of it. That an account has none before its first is as good.
Result<void> Taker::require_earlier(TransactionId before_first, TransactionId last, UtcTime since) {
  if (before_first == 0) return {};
  auto answer = broker_.read(broker_.requests().transaction(before_first), [&](const oanda::Answer& text) {
    return oanda::read_time_of(text, before_first);
  });
  if (!answer && answer.error().kind == ErrorKind::missing && before_first != last) return {};
  TIYF_TRY(time, or_gap(std::move(answer)));
  if (time && *time >= since)
    history_.add_gap("the index of transactions leaves out " + std::to_string(before_first) + " of " +
                     time->text());
  return {};
}

Result<void> Taker::load_pages(const oanda::TransactionIndex& index, bool fills_only) {
  std::uint64_t seen = 0;
  const auto& requests = broker_.requests();
  for (const auto page : index.pages) {
    const auto path = fills_only ? requests.page_of_fills(page) : requests.page(page);
    TIYF_TRY(list, or_gap(broker_.read(path, oanda::read_transactions)));
    if (!list) continue;
    seen += list->list.size();
    if (fills_only)
      oanda::add_earlier_fills(history_, pending_, std::move(list->list));
    else
      history_.add_page(std::move(list->list), page);
  }
  if (seen != index.count)
    history_.add_gap("the pages hold " + counted(seen, "transaction") + " of " + std::to_string(index.count));
  return {};
}

// The transactions after the last one known, however many answers they come in; the newest one there is.
Result<void> Taker::load_newer() {
  for (;;) {
    TIYF_TRY(list, broker_.read(broker_.requests().since(last_), oanda::read_transactions));
    const auto newest = list.last;
    last_ = history_.add_newer(std::move(list), last_);
    if (last_ >= newest) return {};
  }
}

void Taker::require_openings() {
  if (const auto* since = std::get_if<UtcTime>(&settings_.since))
    for (auto& gap : oanda::unopened(history_, pending_, *since)) history_.add_gap(std::move(gap));
}

Result<void> Taker::load_moment() {
  for (int round = 1; round <= kRounds; ++round) {
    TIYF_TRY(pending, broker_.read(broker_.requests().pending_orders(), oanda::read_pending_orders));
    moment_ = broker_.date();
    TIYF_TRY(positions, broker_.read(broker_.requests().open_positions(), oanda::read_open_positions));
    TIYF_CHECK(load_newer());
    pending_ = std::move(pending);
    positions_ = std::move(positions);
    // Answers that agree with each other may still be older than what was read before them.
    if (pending_.last == last_ && positions_.last == last_) return {};
  }
  history_.add_gap("the account did not hold still: orders as of transaction " +
                   std::to_string(pending_.last) + ", positions as of " + std::to_string(positions_.last) +
                   ", history up to " + std::to_string(last_));
  return {};
}

// What one replaced is only known when it is there itself: so round by round. What is left over is said to be
// unknown by the list.
Result<void> Taker::load_openings() {
  std::set<TransactionId> asked;
  for (int round = 0; round < kLongestChain; ++round) {
    const auto before = asked.size();
    for (const auto id : oanda::missing_transactions(history_, pending_)) {
      if (asked.size() == kMostLookups) return {};
      if (!asked.insert(id).second) continue;
      TIYF_TRY(opening,
               or_gap(broker_.read(broker_.requests().transaction(id), oanda::read_one_transaction)));
      if (opening && opening->id == id) history_.add_earlier(*std::move(opening));
    }
    if (asked.size() == before) return {};
  }
  return {};
}

Result<void> Taker::load_earlier_fills() {
  const auto from = oanda::needs_fills_from(history_, pending_);
  if (!from) return {};
  const auto* const first = history_.first();
  const auto to = first != nullptr ? first->time : as_of();
  TIYF_TRY(index,
           or_gap(broker_.read(broker_.requests().fills_between(*from, to), oanda::read_transaction_index)));
  return index ? load_pages(*index, true) : Result<void>{};
}

UtcTime Taker::as_of() const {
  auto time = clock_.frozen() || !moment_ ? clock_.now() : *moment_;
  for (const auto& [id, t] : history_.all()) time = std::max(time, t.time);
  return time;
}

// After an id: from the first one listed on; the one before it may have closed an order at that very moment.
UtcTime Taker::since() const {
  if (const auto* time = std::get_if<UtcTime>(&settings_.since)) return *time;
  const auto* const first = history_.first();
  return first != nullptr ? first->time + Duration{1} : as_of();
}

// All of them, or with a config those that it caps and those that the account holds or trades.
Result<std::map<std::string, Decimal>> Taker::load_caps(const oanda::Account& account) {
  TIYF_TRY(caps, broker_.read(broker_.requests().instruments(), oanda::read_unit_caps));
  if (!settings_.has_config) return caps;
  const auto ours = settings_.config.risk_limits ? settings_.config.risk_limits->symbol_caps : std::nullopt;
  std::erase_if(caps, [&](const auto& cap) {
    const auto& instrument = cap.first;
    const bool capped = ours && ours->contains(settings_.config.instruments.symbol(instrument));
    const bool held = std::any_of(account.legs.begin(), account.legs.end(),
                                  [&](const auto& leg) { return leg.instrument == instrument; });
    const bool traded = std::any_of(account.orders.orders.begin(), account.orders.orders.end(),
                                    [&](const auto& order) { return order.symbol.value == instrument; });
    return !capped && !held && !traded;
  });
  return caps;
}

Result<oanda::Account> Taker::take(bool with_limits) {
  TIYF_TRY(last, broker_.read(broker_.requests().summary(), oanda::read_summary));
  last_ = last;
  TIYF_CHECK(load_window());
  TIYF_CHECK(load_moment());
  require_openings();
  TIYF_CHECK(load_openings());
  TIYF_CHECK(load_earlier_fills());
  oanda::Account account{.id = settings_.account, .as_of = as_of(), .legs = std::move(positions_.legs)};
  account.coverage.since = since();
  TIYF_TRY(orders, oanda::list_orders(history_, pending_));
  account.orders = std::move(orders);
  account.orders.gaps.insert(account.orders.gaps.begin(), history_.gaps().begin(), history_.gaps().end());
  if (!account.orders.gaps.empty()) account.coverage.orders = OrderCoverage::partial;
  if (with_limits) {
    TIYF_TRY(caps, load_caps(account));
    account.unit_caps = std::move(caps);
  }
  return account;
}

}  // namespace

Result<oanda::Account> take_account(Broker& broker, const Settings& settings, const io::Clock& clock,
                                    bool with_limits, const cli::Log& log) {
  TIYF_TRY(account, Taker(broker, settings, clock).take(with_limits));
  for (const auto& gap : account.orders.gaps)
    log.write(cli::Level::warn, "coverage_partial", {{"message", broker.redacted(gap)}});
  const auto& dependents = account.orders.dependents;
  if (!dependents.empty())
    log.write(cli::Level::info, "dependent_orders_left_out",
              {{"count", std::to_string(dependents.size())},
               {"message", "take profits and stop losses are pending, which have no units of their own"}});
  const auto& rejects = account.orders.empty_rejects;
  if (!rejects.empty())
    log.write(cli::Level::info, "rejected_orders_left_out",
              {{"count", std::to_string(rejects.size())},
               {"message", "the broker refused orders without units, which never came to be"}});
  return account;
}

}  // namespace tiyf
