// Cancelling at the broker, each request and each answer recorded in the history before the next step: a
// crash between a cancel and the report leaves a trace (CONTRACT §4 "stale_order_cancelled").
#pragma once

#include <string>
#include <vector>

#include "state.hpp"
#include "tiyf/io/adapter.hpp"
#include "tiyf/io/clock.hpp"

namespace tiyf {

struct CancelDesk {
  const io::Adapter& adapter;
  const StateDir& state;
  const io::Clock& clock;
  const std::string& reconcile_id;
  const cli::Log& log;
};

// In the given order. Stops at the first that the broker could not be asked for (unreachable), that a signal
// ended (interrupted) or that could not be recorded (73, 74): what is not recorded is not asked for.
[[nodiscard]] Result<CancelAnswers> cancel_orders(const std::vector<Cancellable>& orders,
                                                  const CancelDesk& desk);

}  // namespace tiyf
