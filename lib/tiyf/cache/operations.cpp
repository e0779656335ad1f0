#include "tiyf/cache/operations.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tiyf::cache {
namespace {

// Processes read their clocks a moment apart, and NTP slews; a step is more than that.
constexpr Duration kClockSlack{1'000'000'000};
constexpr std::size_t kIdsInNotice = 10;

Outcome outcome_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fresh:
      return Outcome::fresh;
    case Verdict::duplicate:
      return Outcome::duplicate;
    case Verdict::closed:
      return Outcome::closed;
    case Verdict::conflict:
      return Outcome::conflict;
  }
  return Outcome::conflict;
}

std::string first_ids(const std::vector<Entry>& entries) {
  std::string ids;
  for (std::size_t i = 0; i < std::min(entries.size(), kIdsInNotice); ++i) {
    if (i > 0) ids += ',';
    ids += entries[i].client_id.value;
  }
  return entries.size() > kIdsInNotice ? ids + ",…" : ids;
}

void notice_open_expired(const std::vector<Entry>& open, UtcTime now, Notices& notices) {
  if (open.empty()) return;
  notices.push_back(
      {"open_entries_expired",
       {{"count", std::to_string(open.size())},
        {"broker_client_order_ids", first_ids(open)},
        {"message",
         fmt::format(
             "not closed within the TTL (now {}) and free again: see that the broker does not work them "
             "still, and that the clock is right",
             now.text())}}});
}

Answer judged(const std::optional<Entry>& stored, const Claim& claim, Verdict verdict) {
  Answer answer{.outcome = outcome_of(verdict), .id = claim.id, .entry = std::nullopt, .differs = {}};
  if (verdict == Verdict::fresh) return answer;
  answer.entry = stored;
  if (verdict == Verdict::conflict) answer.differs = differences(*stored, claim);
  return answer;
}

}  // namespace

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::fresh:
      return "new";
    case Outcome::duplicate:
      return "duplicate";
    case Outcome::closed:
      return "closed";
    case Outcome::conflict:
      return "conflict";
    case Outcome::marked:
      return "marked";
    case Outcome::unknown:
      return "unknown";
    case Outcome::backwards:
      return "backwards";
    case Outcome::found:
      return "found";
  }
  return "";
}

Notice created(const std::string& file) {
  return {"cache_created",
          {{"file", file}, {"message", "there was no cache here: a new one, in which no id is known"}},
          Notice::Weight::info};
}

void notice_clock(const Store& store, UtcTime now, Notices& notices) {
  const auto seen = store.seen_utc();
  if (!seen || now + kClockSlack >= *seen) return;
  notices.push_back(
      {"clock_behind",
       {{"now", now.text()},
        {"seen_utc", seen->text()},
        {"message",
         "the clock is behind the one that last wrote this cache: entries made now expire early"}}});
}

Result<Purged> purge(Store& store, UtcTime now, Notices& notices) {
  TIYF_TRY(entries, store.expired_at(now));
  std::vector<Entry> open;
  for (const Entry& entry : entries) {
    TIYF_CHECK(store.erase(entry.client_id));
    if (is_open(entry)) open.push_back(entry);
  }
  notice_open_expired(open, now, notices);
  return Purged{.entries = entries.size(), .open = open.size()};
}

Result<Answer> reserve(Store& store, const Claim& claim, const Terms& terms, UtcTime now) {
  TIYF_TRY(entry, granted(claim, now, terms.ttl));
  TIYF_TRY(stored, store.find(claim.id));
  const Verdict verdict = judge(stored, claim, now, terms.closed_ids);
  Answer answer = judged(stored, claim, verdict);
  if (verdict != Verdict::fresh) return answer;
  TIYF_CHECK(store.put(entry));
  answer.entry = entry;
  return answer;
}

Result<Answer> check(Store& store, const Claim& claim, const Terms& terms, UtcTime now, Notices& notices) {
  TIYF_TRY(stored, store.find(claim.id));
  if (stored && is_open(*stored) && expired(*stored, now)) notice_open_expired({*stored}, now, notices);
  return judged(stored, claim, judge(stored, claim, now, terms.closed_ids));
}

Result<Answer> mark(Store& store, const ClientOrderId& id, Status status, UtcTime now) {
  TIYF_TRY(stored, store.find(id));
  if (!stored || expired(*stored, now)) return Answer{Outcome::unknown, id, std::nullopt, {}};
  Entry entry = *stored;
  switch (move_of(entry.status, status)) {
    case Move::none:
      return Answer{Outcome::marked, id, entry, {}};  // nothing to write
    case Move::backward:
      return Answer{Outcome::backwards, id, entry, {}};
    case Move::forward:
      break;
  }
  entry.status = status;
  entry.updated_utc = now;
  TIYF_CHECK(store.put(entry));
  return Answer{Outcome::marked, id, entry, {}};
}

Result<Answer> get(Store& store, const ClientOrderId& id) {
  TIYF_TRY(stored, store.find(id));
  return Answer{stored ? Outcome::found : Outcome::unknown, id, stored, {}};
}

Result<Imported> import(Store& store, const std::vector<Entry>& entries, Import how, UtcTime now,
                        Notices& notices) {
  if (how == Import::into_empty && store.count() > 0)
    return fail(ErrorKind::cannot_create,
                fmt::format("the cache is not empty but holds {}: import into an empty one, or merge",
                            store.count()));
  Imported done;
  std::vector<Entry> changed, left_out;
  for (const Entry& entry : entries) {
    TIYF_TRY(stored, store.find(entry.client_id));
    if (expired(entry, now)) {
      ++done.expired;
      if (is_open(entry) && !stored) left_out.push_back(entry);
      continue;
    }
    const auto both = stored ? merged(*stored, entry) : entry;
    if (!both)
      return fail(ErrorKind::malformed,
                  fmt::format("{} stands in the cache for another order ({} differs): nothing imported",
                              entry.client_id.value, fmt::join(differences(*stored, claim_of(entry)), ", ")));
    if (stored && *both == *stored) {
      ++done.unchanged;
      continue;
    }
    ++(stored ? done.updated : done.added);
    changed.push_back(*both);
  }
  for (const Entry& entry : changed) TIYF_CHECK(store.put(entry));
  store.create_if_missing();
  notice_open_expired(left_out, now, notices);
  return done;
}

}  // namespace tiyf::cache
