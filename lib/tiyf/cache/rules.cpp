#include "tiyf/cache/rules.hpp"

#include <algorithm>

namespace tiyf::cache {
namespace {

const UtcTime kEndOfTime = UtcTime::parse("9999-12-31T23:59:59Z").value();

}  // namespace

Result<Duration> parse_ttl(std::string_view text) {
  const auto ttl = Duration::parse(text);
  if (ttl && *ttl > Duration{}) return *ttl;
  const auto unit = std::min(text.find_first_not_of("0123456789"), text.size());
  if (!ttl && unit > 0 && Duration::parse("1" + std::string(text.substr(unit))))
    return fail(ErrorKind::usage, "too long, a TTL has at most 106751d");
  return fail(ErrorKind::usage, "a duration above zero, such as 48h");
}

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::fresh:
      return "new";
    case Verdict::duplicate:
      return "duplicate";
    case Verdict::closed:
      return "closed";
    case Verdict::conflict:
      return "conflict";
  }
  return "";
}

Claim claim_of(const Entry& entry) {
  return {entry.client_id, entry.decision_id, entry.symbol, entry.side, entry.size};
}

std::vector<std::string> differences(const Entry& entry, const Claim& claim) {
  std::vector<std::string> names;
  if (claim.decision_id && *claim.decision_id != entry.decision_id) names.emplace_back("decision_id");
  if (claim.symbol && *claim.symbol != entry.symbol) names.emplace_back("symbol");
  if (claim.side && *claim.side != entry.side) names.emplace_back("side");
  if (claim.size && *claim.size != entry.size) names.emplace_back("size");
  return names;
}

Verdict judge(const std::optional<Entry>& stored, const Claim& claim, UtcTime now, ClosedIds closed_ids) {
  if (!stored || expired(*stored, now)) return Verdict::fresh;
  if (!differences(*stored, claim).empty()) return Verdict::conflict;
  if (is_open(*stored)) return Verdict::duplicate;
  return closed_ids == ClosedIds::reuse ? Verdict::fresh : Verdict::closed;
}

Result<Entry> granted(const Claim& claim, UtcTime now, Duration ttl) {
  if (!claim.decision_id || !claim.symbol || !claim.side || !claim.size)
    return fail(ErrorKind::usage, "a reservation needs decision_id, symbol, side and size");
  if (ttl <= Duration{}) return fail(ErrorKind::usage, "the TTL must be longer than nothing");
  if (ttl > kEndOfTime - now) return fail(ErrorKind::usage, "the TTL leads beyond the year 9999");
  return Entry{.client_id = claim.id,
               .decision_id = *claim.decision_id,
               .symbol = *claim.symbol,
               .side = *claim.side,
               .size = *claim.size,
               .ttl_utc = now + ttl,
               .status = Status::sent,
               .updated_utc = now};
}

Move move_of(Status from, Status to) {
  if (from == to) return Move::none;
  return from < to ? Move::forward : Move::backward;
}

std::optional<Entry> merged(const Entry& a, const Entry& b) {
  if (a.client_id != b.client_id || !differences(b, claim_of(a)).empty()) return std::nullopt;
  Entry both = a;
  both.status = std::max(a.status, b.status);
  both.ttl_utc = std::max(a.ttl_utc, b.ttl_utc);
  both.updated_utc = std::max(a.updated_utc, b.updated_utc);
  return both;
}

}  // namespace tiyf::cache
