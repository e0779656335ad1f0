// Snapshots as documents: tiyf.broker_snapshot.v1 and tiyf.local_snapshot.v1 (CONTRACT §2, §3;
// schemas/broker_snapshot.v1.schema.json, schemas/local_snapshot.v1.schema.json).
//
// Reading: the order of rows never matters. Malformed (65), with the JSON pointer: what the schema refuses,
// ids listed twice with different rows, a listed fill that disagrees with its order, sums that do not fit 18
// digits. What the rows themselves say that cannot be (one fill id with two prices, more filled than asked
// for) is a finding.
//
// Beyond the broker's shape the documents carry, so that piping one tool into another loses nothing: an
// order's last_event_at, close_reason, evidence (and on our side decision_id, intended_price), a fill's
// inferred, replaced and line, and `findings` of the folding.
#pragma once

#include <string>
#include <string_view>

#include "tiyf/json/writer.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf::documents {

inline constexpr std::string_view kBrokerSnapshotSchema = "tiyf.broker_snapshot.v1";
inline constexpr std::string_view kLocalSnapshotSchema = "tiyf.local_snapshot.v1";

// `file` is only for messages. Symbols come back in our spelling, orders sorted by broker order id, each with
// its fills by time, then fill id; a symbol's position rows netted.
[[nodiscard]] Result<Snapshot> read_broker_snapshot(std::string_view text, std::string_view file,
                                                    const Instruments& instruments);

// The same for our side; orders sorted by client order id. `decided` and `sent` occur only here.
[[nodiscard]] Result<Snapshot> read_local_snapshot(std::string_view text, std::string_view file,
                                                   const Instruments& instruments);

// Rows sorted by order id (fills: then time, fill id; positions: symbol). What is written reads back and
// writes the same bytes. Malformed (65) when a number does not fit 18 digits.
[[nodiscard]] Result<std::string> write_broker_snapshot(const Snapshot& snapshot, json::Layout layout);
[[nodiscard]] Result<std::string> write_local_snapshot(const Snapshot& snapshot, json::Layout layout);

}  // namespace tiyf::documents
