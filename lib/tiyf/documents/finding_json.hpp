// A finding as JSON (CONTRACT §4 "Each finding"), in reports and in snapshots:
// {"kind","severity","symbol"?,"broker_client_order_id"?,"broker_order_id"?,"decision_id"?,"local"?,"broker"?,
//  "message","evidence":[{"input","line"}], …the kind's extras}
#pragma once

#include <vector>

#include "tiyf/json/value.hpp"
#include "tiyf/json/writer.hpp"
#include "tiyf/model/finding.hpp"

namespace tiyf::documents {

void write_finding(json::Writer& writer, const Finding& finding);

// The members of an object that is open in `writer`, sorted by name, so that they come out alike whoever made
// them.
void write_fields(json::Writer& writer, const Fields& fields);

// [{"input","line"}, …]
void write_evidence(json::Writer& writer, const std::vector<Evidence>& evidence);

// Numbers come back as Decimal, times as text: both write as they were read.
[[nodiscard]] Result<Finding> read_finding(const json::Cursor& object);

[[nodiscard]] Result<std::vector<Evidence>> read_evidence(const json::Cursor& list);

}  // namespace tiyf::documents
