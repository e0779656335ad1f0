// Takes a snapshot of an account that does not hold still.
//
// 1. The summary: is it the account asked for?
// 2. The history: the transactions of the time asked for, page by page. Ids count up by one, so each must be
//    there, from the one after the last older one to the newest.
// 3. Pending orders, open positions, and the transactions since the last one known. Each answer names the
//    newest transaction that it knows; when all three name the same one they show the account at one moment,
//    else the three are asked for again, at most kRounds times. An account that never held still: coverage
//    `partial`, with a warning.
// 4. Older orders that the history closes, or shows to have been replaced, are looked up by their creating
//    transaction, and the earlier fills of orders older than the history.
// 5. The largest sizes by instrument.
//
// What must be there is there or it fails; of the history whatever is missing makes the coverage `partial`.
#pragma once

#include "broker.hpp"
#include "tiyf/oanda/snapshot.hpp"

namespace tiyf {

// `clock` counts where the server's does not: when it is frozen, and when the server sends no Date.
// as_of is the server's time of the first answer of the round that is shown (nothing has changed since), and
// never before the newest transaction.
[[nodiscard]] Result<oanda::Account> take_account(Broker& broker, const Settings& settings,
                                                  const io::Clock& clock, bool with_limits,
                                                  const cli::Log& log);

}  // namespace tiyf
