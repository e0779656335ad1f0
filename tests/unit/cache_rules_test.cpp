// CONTRACT §6 "tiyf-cache": what reserve, check and mark answer.
#include <doctest/doctest.h>

#include "tiyf/cache/rules.hpp"

namespace {

using namespace tiyf;
using namespace tiyf::cache;

const UtcTime kNow = UtcTime::parse("2025-10-06T12:00:00Z").value();

Claim claim() {
  return {ClientOrderId("o-1"), DecisionId("d-1"), Symbol("EURUSD"), Side::buy, Decimal(1000)};
}

Entry entry(Status status) {
  Entry made = granted(claim(), kNow, kDefaultTtl).value();
  made.status = status;
  return made;
}

}  // namespace

TEST_CASE("an id that is not in the cache, or whose TTL has ended, is new") {
  CHECK(judge(std::nullopt, claim(), kNow, ClosedIds::keep) == Verdict::fresh);
  const Entry stored = entry(Status::sent);
  CHECK(judge(stored, claim(), stored.ttl_utc - Duration{1}, ClosedIds::keep) == Verdict::duplicate);
  CHECK(judge(stored, claim(), stored.ttl_utc, ClosedIds::keep) == Verdict::fresh);  // now ≥ ttl_utc
}

TEST_CASE("a live id is a duplicate while open, closed once closed, and taken again only when asked") {
  CHECK(judge(entry(Status::sent), claim(), kNow, ClosedIds::reuse) == Verdict::duplicate);
  CHECK(judge(entry(Status::pending_fill), claim(), kNow, ClosedIds::reuse) == Verdict::duplicate);
  CHECK(judge(entry(Status::closed), claim(), kNow, ClosedIds::keep) == Verdict::closed);
  CHECK(judge(entry(Status::closed), claim(), kNow, ClosedIds::reuse) == Verdict::fresh);
}

TEST_CASE("another decision, symbol, side or size under a live id is a conflict, whatever its status") {
  for (const Status status : {Status::sent, Status::pending_fill, Status::closed}) {
    for (const char* field : {"decision_id", "symbol", "side", "size"}) {
      Claim other = claim();
      const std::string name = field;
      if (name == "decision_id") other.decision_id = DecisionId("d-2");
      if (name == "symbol") other.symbol = Symbol("USDJPY");
      if (name == "side") other.side = Side::sell;
      if (name == "size") other.size = Decimal(1001);
      CHECK(judge(entry(status), other, kNow, ClosedIds::keep) == Verdict::conflict);
      CHECK(judge(entry(status), other, kNow, ClosedIds::reuse) == Verdict::conflict);
      CHECK(differences(entry(status), other) == std::vector<std::string>{name});
    }
  }
}

TEST_CASE("what a check does not give is not compared") {
  const Claim bare{.id = ClientOrderId("o-1")};
  CHECK(judge(entry(Status::sent), bare, kNow, ClosedIds::keep) == Verdict::duplicate);
  CHECK(granted(bare, kNow, kDefaultTtl).error().kind == ErrorKind::usage);
}

TEST_CASE("a TTL lasts longer than nothing and ends before the calendar") {
  CHECK(granted(claim(), kNow, Duration{}).error().kind == ErrorKind::usage);
  const UtcTime late = UtcTime::parse("9999-12-31T00:00:00Z").value();
  CHECK(granted(claim(), late, kDefaultTtl).error().kind == ErrorKind::usage);
  CHECK(granted(claim(), kNow, kDefaultTtl).value().ttl_utc.text() == "2025-10-08T12:00:00Z");
}

TEST_CASE("a TTL is a duration above zero, and the refusal says what is wrong with it") {
  CHECK(parse_ttl("90m").value() == Duration{5'400'000'000'000});
  CHECK(parse_ttl("106751d"));
  for (const char* text : {"106752d", "500000d", "3000000h", "99999999999999999999s"})
    CHECK_MESSAGE(parse_ttl(text).error().message == "too long, a TTL has at most 106751d", text);
  for (const char* text : {"", "0s", "-1h", "d", "48", "1h30m", "500000 d"})
    CHECK_MESSAGE(parse_ttl(text).error().message == "a duration above zero, such as 48h", text);
}

TEST_CASE("a status moves forward only") {
  CHECK(move_of(Status::sent, Status::pending_fill) == Move::forward);
  CHECK(move_of(Status::sent, Status::closed) == Move::forward);
  CHECK(move_of(Status::closed, Status::closed) == Move::none);
  CHECK(move_of(Status::closed, Status::pending_fill) == Move::backward);
}

TEST_CASE("merging keeps the later status, TTL and update, and refuses two orders under one id") {
  Entry a = entry(Status::closed), b = entry(Status::sent);
  b.ttl_utc = b.ttl_utc + Duration{1};
  const auto both = merged(a, b);
  REQUIRE(both);
  CHECK(both->status == Status::closed);
  CHECK(both->ttl_utc == b.ttl_utc);
  CHECK(merged(b, a) == both);
  b.size = Decimal(2);
  CHECK_FALSE(merged(a, b));
}
