// What `tiyf-limits compare` and `exposure` say: tiyf.limits_report.v1 (CONTRACT §6;
// schemas/limits_report.v1.schema.json).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tiyf/limits/compare.hpp"
#include "tiyf/limits/exposure.hpp"

namespace tiyf::limits {

struct CompareOutcome {
  UtcTime now;
  std::string check_id;                      // derived from the inputs' content and the clock: the alert's id
  std::string config_hash;                   // SHA-256 of canonical_text, lower-case hex
  std::optional<std::string> expected_hash;  // what --config-hash asked for, lower-case hex
  std::optional<Limits> broker_limits;
  std::vector<Difference> differences;

  [[nodiscard]] bool hash_differs() const { return expected_hash && *expected_hash != config_hash; }
  // A difference, or another config hash: ALERT_BROKER_LIMIT_MISMATCH, exit 2.
  [[nodiscard]] bool mismatch() const { return hash_differs() || !differences.empty(); }
};

// What differs, in one line: the alert's message.
[[nodiscard]] std::string mismatch_message(const CompareOutcome& outcome);

[[nodiscard]] Result<std::string> report_json(const CompareOutcome& outcome);
[[nodiscard]] Result<std::string> report_json(const ExposureReport& report, UtcTime now);

}  // namespace tiyf::limits
