// What the fold keeps of one order beside its state. Internal to fold/.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tiyf/base/fetch.hpp"
#include "tiyf/base/result.hpp"
#include "tiyf/events/event.hpp"
#include "tiyf/model/finding.hpp"
#include "tiyf/model/order.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf::fold {

// What few orders have; apart, so that the others stay small.
struct Oddities {
  // The terms of the first decision and of the first opening line as bytes, where the order itself does not
  // say them any more; else empty.
  std::string decided_terms, opened_terms;
  std::vector<std::uint64_t> resent_lines;
  std::vector<std::uint64_t> conflict_lines;
  std::vector<std::uint64_t> gap_lines;
};

// Whose id names an order: our client id on our side, the broker's on theirs.
enum class NamedBy : std::uint8_t { us, broker };

// Of whole cache lines, so that what later lines of a log touch is few of them: the four in front of
// `order.decision_id`.
struct alignas(64) Record {
  std::uint64_t hash = 0;  // of key()
  NamedBy named_by = NamedBy::us;
  bool decided = false;
  bool opened = false;
  bool acknowledged = false;
  bool queued = false;  // closed, and waiting to be let go
  bool pinned = false;  // is not let go: the log comes back to it later
  std::optional<OrderStatus> terminal;
  std::uint64_t opening_line = 0;
  std::uint64_t last_line = 0;
  std::unique_ptr<Oddities> oddities;
  Order order;

  [[nodiscard]] std::string_view key() const {
    return named_by == NamedBy::us ? order.client_id->value : order.broker_id->value;
  }
  // Fetches all of it, or what a line after the opening one will look at.
  void expect() const { fetch_all(this, sizeof *this); }
  void expect_later() const {
    fetch_all(this, static_cast<std::size_t>(bytes(&order.decision_id) - bytes(this)));
  }

  void clear();  // for another order, which start() gives the rest; the memory of lists stays
  // The order as its decision, or its opening line, says.
  void decide(const Event& decision);
  void open(const Event& opening);
  // Whether the first decision, or the first opening line, had the same values. A decision's time is not one
  // of them: a restarted engine decides the same again, later.
  [[nodiscard]] bool decided_as(const Event& decision) const;
  [[nodiscard]] bool opened_as(const Event& opening) const;
  // Before the order stops saying what it was opened with.
  void keep_terms();

  void note(Input input, const Event& event);  // evidence and last event
  [[nodiscard]] Oddities& odd() { return *(oddities ? oddities : oddities = std::make_unique<Oddities>()); }
  [[nodiscard]] bool has_gap() const { return oddities && !oddities->gap_lines.empty(); }
  [[nodiscard]] OrderStatus status() const;
  [[nodiscard]] std::uint64_t first_decision_line() const;
  // Closed, with nothing to be said of it by the fold itself, and no fill that others may still replace.
  [[nodiscard]] bool plainly_closed() const;

 private:
  static const char* bytes(const void* address) { return static_cast<const char*>(address); }
  void start(const Event& opening);
  void take_terms(const Event& opening);  // its price and time
  [[nodiscard]] bool says_broker_id(const Event& opening) const;
  [[nodiscard]] bool says(const Event& opening, const std::optional<Decimal>& price) const;
  [[nodiscard]] std::string terms_of(const Event& opening) const;
};

// An event that outlives its line.
class StoredEvent {
 public:
  enum class Decided { yes, not_yet };  // whether the order's decision was known when it came
  StoredEvent(const Event& event, Decided decided, PositionBook::Place place);
  [[nodiscard]] Event view() const;
  [[nodiscard]] std::uint64_t line() const { return event_.line; }
  // Of a fill whose symbol is known: where it would stand in the position; else 0.
  [[nodiscard]] PositionBook::Place place() const { return place_; }
  [[nodiscard]] Decided decided() const { return decided_; }

 private:
  Event event_;
  std::optional<Symbol> symbol_;
  std::string client_id_, broker_id_, decision_id_, fill_id_, reason_;
  Decided decided_;
  PositionBook::Place place_;
};

// Finishes the order (status, average) and appends the record's own findings: overfill, fill_conflict,
// duplicate_order_sent, journal_gap.
[[nodiscard]] Checked<void> conclude(Record& record, Input input, std::vector<Finding>& findings);

// A journal_gap for an id of which the log has nothing but these lines.
[[nodiscard]] Finding gap_finding(Input input, const std::vector<StoredEvent>& events);

// fill_conflict of a fill that no known order claims; one an order, with all its lines.
void add_loose_conflict(Input input, const LooseFill& first, std::uint64_t line,
                        std::vector<Finding>& findings);

}  // namespace tiyf::fold
