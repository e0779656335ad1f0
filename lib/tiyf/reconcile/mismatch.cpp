#include "tiyf/reconcile/mismatch.hpp"

#include <algorithm>
#include <iterator>

namespace tiyf::reconciling {
namespace {

template <class T>
bool both_given_and_differ(const std::optional<T>& a, const std::optional<T>& b) {
  return a && b && *a != *b;
}

}  // namespace

std::vector<std::string> mismatched_fields(const Order& ours, const Order& theirs) {
  // An adopted order (decided here) is compared with its decision or cache entry like an open one.
  const bool open_here = !is_terminal(ours.status);
  const bool open_or_filled_there = is_open(theirs.status) || theirs.status == OrderStatus::filled;
  const bool compared = open_here && open_or_filled_there;
  const bool fills_to_apply = theirs.filled > ours.filled;

  std::vector<std::string> identity, terms;
  if (ours.symbol != theirs.symbol) identity.emplace_back("symbol");
  if (ours.side != theirs.side) identity.emplace_back("side");
  if (ours.size != theirs.size) terms.emplace_back("size");
  if (both_given_and_differ(ours.type, theirs.type)) terms.emplace_back("type");
  if (both_given_and_differ(ours.price, theirs.price)) terms.emplace_back("price");
  const bool filled_short = compared && theirs.status == OrderStatus::filled && theirs.filled < theirs.size;
  // Closed on one side at least: our size can no longer be the reason why the broker filled more than it.
  const bool beyond_both =
      (!open_here || !open_or_filled_there) && theirs.filled > std::max(ours.filled, ours.size);
  const bool other_order = (compared || fills_to_apply) && !identity.empty();
  if (!other_order && !(compared && !terms.empty()) && !filled_short && !beyond_both) return {};

  auto fields = std::move(identity);
  std::move(terms.begin(), terms.end(), std::back_inserter(fields));
  if (filled_short || beyond_both) fields.emplace_back("filled");
  return fields;
}

}  // namespace tiyf::reconciling
