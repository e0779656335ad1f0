// Who may tell a fold that a closed order is settled: that nothing will ever be said of it.
#pragma once

#include "tiyf/model/order.hpp"

namespace tiyf {

class Settler {
 public:
  virtual ~Settler() = default;
  // settle() is asked of it soon: fetches from memory what that will look at.
  virtual void expect(const Order& closed) const = 0;
  // `closed` is without a finding of its own and without inferred fills.
  [[nodiscard]] virtual bool settle(const Order& closed) = 0;
};

}  // namespace tiyf
