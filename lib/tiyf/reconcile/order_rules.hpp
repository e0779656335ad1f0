// The findings of one order, or of one broker order that nobody here knows (CONTRACT §4, the table).
// Internal.
#pragma once

#include <vector>

#include "tiyf/reconcile/caught.hpp"
#include "tiyf/reconcile/match.hpp"
#include "tiyf/reconcile/reconcile.hpp"

namespace tiyf::reconciling {

struct OrderRules {
  const Snapshot& broker;
  const ReconcileContext& context;

  // Appends what is to be said of the match to `findings`, and what is to be caught up with to `caught`.
  void judge(const Match& match, std::vector<Finding>& findings, Catch& caught) const;
  void judge_unknown(const Order& order, std::vector<Finding>& findings) const;
  void judge_duplicates(const Order* local, const std::vector<const Order*>& orders,
                        std::vector<Finding>& findings) const;

 private:
  void judge_absent(const Match& match, std::vector<Finding>& findings) const;
  void judge_present(const Match& match, std::vector<Finding>& findings, Catch& caught) const;
  // When the broker was asked, or now if that is earlier.
  [[nodiscard]] UtcTime asked_at() const;
};

// The first fill of ours that the broker lists with another size or price (null: none); an inferred one has
// an id of its own.
[[nodiscard]] const Fill* conflicting_fill(const Order& ours, const Order& theirs);

[[nodiscard]] Finding order_finding(FindingKind kind, const Order* local, const Order* broker,
                                    std::string message);

}  // namespace tiyf::reconciling
