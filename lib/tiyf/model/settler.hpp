// Who may tell a fold that closed orders are settled: that nothing will ever be said of them.
#pragma once

#include <cstdint>
#include <span>

#include "tiyf/model/order.hpp"

namespace tiyf {

class Settler {
 public:
  // An order without a finding of its own and without inferred fills.
  struct Closed {
    const Order* order;
    std::uint64_t client_hash;  // id_hash of its client id
    bool settled = false;       // the answer
  };

  virtual ~Settler() = default;
  // Some at once, so that what is asked of memory for one can come while another is looked at.
  virtual void settle(std::span<Closed> orders) = 0;
};

}  // namespace tiyf
