// Invariant R5 of reconcile/settling.hpp over random accounts: orders that are let go while the logs are read
// change nothing but memory. The fold goes as tools/tiyf-reconcile/inputs.cpp does: decisions by time, and
// once more with what was missed pinned.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "support/account.hpp"
#include "support/outputs.hpp"
#include "tiyf/documents/broker_text.hpp"
#include "tiyf/documents/config.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/events/event_reader.hpp"
#include "tiyf/fold/order_book.hpp"
#include "tiyf/reconcile/settling.hpp"

using namespace tiyf;
using namespace tiyf::scenario;

namespace {

constexpr std::uint32_t kCases = 60;

// Closed orders that the broker does not list, so many that a book lets go of those before them.
void pad(std::vector<std::string>& journal, std::size_t place, const std::string& name) {
  std::vector<std::string> lines;
  for (int n = 0; n < 260; ++n) {
    const auto id = name + std::to_string(n) + "-EURUSD";
    lines.push_back("09:00:00 order_sent " + id + " EURUSD buy 1 market");
    lines.push_back("09:00:00 order_rejected " + id);
  }
  journal.insert(journal.begin() + static_cast<long>(place), lines.begin(), lines.end());
}

class Job {
 public:
  Job(const Texts& texts, const CacheEntries* cache)
      : texts_(texts),
        cache_(cache),
        config_(documents::read_config(texts.config, "config").value()),
        now_(UtcTime::parse(texts.now).value()) {}

  // As adapters and event logs come: the whole snapshot in memory.
  [[nodiscard]] Outcome with_whole_snapshot() {
    auto brokers = documents::read_broker_snapshot(texts_.broker, "broker", config_.instruments).value();
    const auto listed = list_orders(brokers);
    const auto settled = fold(listed);
    std::size_t place = 0;
    std::erase_if(brokers.orders, [&](const Order&) { return settled[place++]; });
    return compare(std::move(brokers));
  }

  // As a snapshot file is read: its closed rows stay text. None: it is not plain.
  [[nodiscard]] std::optional<Outcome> with_text() {
    auto text = std::make_unique<const std::string>(texts_.broker);
    const auto plain = documents::BrokerText::read(text, config_.instruments);
    if (!plain) return std::nullopt;
    const auto settled = fold(plain->listed());
    return compare(plain->unsettled(settled));
  }

  std::size_t let_go = 0, looks = 0;

 private:
  // Counts the orders that are not there to push others out.
  struct Counting : Settler {
    explicit Counting(Settling& rules) : by(rules) {}
    void settle(std::span<Closed> orders) override {
      by.settle(orders);
      for (const auto& closed : orders)
        if (closed.settled && !closed.order->client_id->value.starts_with("pad")) ++settled;
    }
    Settling& by;
    std::size_t settled = 0;
  };

  std::vector<bool> fold(const ListedOrders& listed) {
    OrderBook::Pinned pinned;
    while (true) {
      ++looks;
      trades_.clear();
      Settling settling(listed, cache_, config_.reconcile,
                        [&](const TradeView& trade) { trades_.push_back(kept(trade)); });
      OrderBook book(BookSide::ours, "journal", "decisions");
      Counting counting{settling};
      book.let_go(counting, pinned);
      if (!pinned.empty())
        read(Dialect::decision_log, texts_.decisions,
             [&](const Event& e) { return book.pinned_decision(e); });
      read_by_time(book);
      ours_ = book.finish(now_).value();
      if (book.missed().empty()) {
        duplicates_ = book.duplicate_fills();
        let_go += counting.settled;
        return settling.settled();
      }
      pinned.insert(book.missed().begin(), book.missed().end());
    }
  }

  void read(Dialect dialect, const std::string& text, EventReader::OnEvent on_event) {
    EventReader reader(dialect, "log", config_.instruments, UnknownEvents::count, std::move(on_event));
    REQUIRE(reader.feed(text));
    REQUIRE(reader.finish());
  }

  void read_by_time(OrderBook& book) {
    std::optional<UtcTime> decided;
    EventReader decisions(Dialect::decision_log, "log", config_.instruments, UnknownEvents::count,
                          [&](const Event& event) {
                            decided = event.ts;
                            return book.decision(event);
                          });
    std::string_view rest = texts_.decisions;
    const auto advance = [&] {
      const auto end = rest.find('\n') + 1;
      REQUIRE(decisions.feed(rest.substr(0, end)));
      rest.remove_prefix(end);
    };
    read(Dialect::order_journal, texts_.journal, [&](const Event& event) {
      while (!rest.empty() && (!decided || *decided <= event.ts)) advance();
      return book.apply(event);
    });
    while (!rest.empty()) advance();
    REQUIRE(decisions.finish());
  }

  Outcome compare(Snapshot brokers) {
    Outcome out;
    out.config = config_;
    out.brokers = std::make_unique<const Snapshot>(std::move(brokers));
    const ReconcileContext context{
        .rules = config_.reconcile, .instruments = config_.instruments, .now = now_, .cache = cache_};
    out.result = reconcile(std::move(ours_), *out.brokers, context).value();
    out.advice = retry_advice(out.result, *out.brokers, context);
    out.status = assess(out.result.findings, config_.reconcile);
    out.duplicate_fills = duplicates_;
    std::move(trades_.begin(), trades_.end(), std::back_inserter(out.result.trades));
    return out;
  }

  const Texts& texts_;
  const CacheEntries* cache_;
  Config config_;
  UtcTime now_;
  Snapshot ours_;
  std::uint64_t duplicates_ = 0;
  std::vector<Trade> trades_;
};

}  // namespace

TEST_CASE("reconcile R5: letting go of settled orders changes nothing over random accounts") {
  const auto seed = run_seed();
  std::size_t let_go = 0, looks = 0;
  for (std::uint32_t n = 0; n < kCases; ++n) {
    std::mt19937 random(seed + n);
    auto account = random_account(random, Mood::wild);
    const auto bare = account.texts();
    pad(account.journal, account.journal.size(), "pad-b");
    pad(account.journal, random() % (account.journal.size() + 1), "pad-a");
    const auto texts = account.texts();
    INFO("repeat with TIYF_SEED=" << seed + n << "\n" << dump(bare));
    const auto cache = cache_of(account);
    const auto* const entries = cache ? &*cache : nullptr;
    const auto kept = run(texts, entries);
    Job job(texts, entries);
    const auto whole = job.with_whole_snapshot();
    REQUIRE(outputs(whole) == outputs(kept));
    REQUIRE(whole.duplicate_fills == kept.duplicate_fills);
    if (const auto text = job.with_text()) REQUIRE(outputs(*text) == outputs(kept));
    let_go += job.let_go;
    looks += job.looks;
  }
  MESSAGE("seed " << seed << ": " << let_go << " orders let go in " << looks << " looks at " << kCases
                  << " accounts");
  if (std::getenv("TIYF_SEED") == nullptr) CHECK(let_go > kCases / 2);
}
