#include "claim_flags.hpp"

#include <fmt/format.h>

#include "tiyf/base/text.hpp"

namespace tiyf_cache {

using namespace tiyf;

void ClaimFlags::bind(CLI::App& verb, Needs needs) {
  const auto add = [&](const char* name, std::optional<std::string>& target, const char* what,
                       const char* text) {
    return verb.add_option(name, target, what)->option_text(text)->required(needs == Needs::every_field);
  };
  add("--id", id, "the broker_client_order_id", "ID")->required();
  add("--decision-id", decision_id, "the decision that the order carries out", "ID");
  add("--symbol", symbol, "its instrument, in our spelling", "SYMBOL");
  add("--side", side, "buy or sell", "SIDE");
  add("--size", size, "its units", "UNITS");
  verb.add_option("--ttl", ttl, "how long the id stays in use (default 48h)")->option_text("DURATION");
  verb.add_flag("--reuse-closed", reuse_closed, "take an id again that was used and closed within its TTL");
}

Result<std::string> id_text(const std::optional<std::string>& text, std::string_view flag) {
  if (!text || text->empty()) return fail(ErrorKind::usage, fmt::format("{} must not be empty", flag));
  if (!is_utf8(*text)) return fail(ErrorKind::usage, fmt::format("{} is not UTF-8", flag));
  return *text;
}

Result<cache::Claim> ClaimFlags::claim() const {
  TIYF_TRY(client_id, id_text(id, "--id"));
  cache::Claim claim{.id = ClientOrderId(client_id)};
  if (decision_id) {
    TIYF_TRY(text, id_text(decision_id, "--decision-id"));
    claim.decision_id = DecisionId(text);
  }
  if (symbol) {
    TIYF_TRY(text, id_text(symbol, "--symbol"));
    claim.symbol = Symbol(to_upper(text));
  }
  if (side) {
    claim.side = parse_side(*side);
    if (!claim.side) return fail(ErrorKind::usage, fmt::format("--side {}: buy or sell", *side));
  }
  if (size) {
    const auto number = Decimal::parse(*size);
    if (!number)
      return fail(ErrorKind::malformed, fmt::format("--size {}: {}", *size, describe(number.error())));
    if (!number->is_positive())
      return fail(ErrorKind::usage, fmt::format("--size {}: must be above zero", *size));
    claim.size = *number;
  }
  return claim;
}

Result<cache::Terms> ClaimFlags::terms() const {
  cache::Terms terms;
  if (reuse_closed) terms.closed_ids = cache::ClosedIds::reuse;
  if (!ttl) return terms;
  const auto duration = cache::parse_ttl(*ttl);
  if (!duration) return fail(ErrorKind::usage, fmt::format("--ttl {}: {}", *ttl, duration.error().message));
  terms.ttl = *duration;
  return terms;
}

}  // namespace tiyf_cache
