// What a generated day is to be found guilty of: each plant writes one known discrepancy and counts it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "day.hpp"
#include "plan.hpp"

namespace tiyf::bench {

class Plants {
 public:
  Plants(Planner& planner, Day& day) : planner_(planner), day_(day) {}

  // Kinds that can stand anywhere in the day, one after the other.
  static constexpr int kKinds = 8;
  void plant(int kind, Milliseconds decided);

  // An order of last Friday that is still working.
  void carried_over();
  // What the crash itself left behind: orders sent and not journaled, an acknowledgement lost, a decision not
  // sent.
  void at_the_crash(int each);
  // An ordinary order, with what the crash makes of it.
  void ordinary(const Order& order);

  // Findings by kind, as CONTRACT §4 names them.
  [[nodiscard]] const std::map<std::string, std::int64_t>& findings() const { return findings_; }
  [[nodiscard]] std::int64_t duplicate_fills() const { return duplicate_fills_; }

 private:
  void stale(Milliseconds decided);
  void orphan(Milliseconds decided);
  void mismatch(Milliseconds decided);
  void closed_here(Milliseconds decided);
  void fill_missing(Milliseconds decided);
  void fill_conflict(Milliseconds decided);
  void duplicate_fill(Milliseconds decided);
  void duplicate_order(Milliseconds decided);
  void count_caught(const Order& ours, const Order& theirs);

  Planner& planner_;
  Day& day_;
  std::map<std::string, std::int64_t> findings_;
  std::int64_t duplicate_fills_ = 0;
};

}  // namespace tiyf::bench
