// tiyf.order_id_cache.v1 (CONTRACT §6 "export / import").
#include <doctest/doctest.h>

#include "tiyf/cache/checksum.hpp"
#include "tiyf/cache/document.hpp"
#include "tiyf/io/digest.hpp"

namespace {

using namespace tiyf;
using namespace tiyf::cache;

Entry entry(const char* id) {
  return {.client_id = ClientOrderId(id),
          .decision_id = DecisionId("d-\"1\""),
          .symbol = Symbol("EURUSD"),
          .side = Side::sell,
          .size = Decimal::parse("1000.5").value(),
          .ttl_utc = UtcTime::parse("2025-10-08T12:00:00Z").value(),
          .status = Status::pending_fill,
          .updated_utc = UtcTime::parse("2025-10-06T12:00:00.25Z").value()};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a document comes back as it was written") {
  const Contents contents{{entry("a"), entry("ü")}, UtcTime::parse("2025-10-07T00:00:00Z")};
  const auto back = parse(render(contents).value(), "cache.json");
  REQUIRE(back);
  CHECK(back->entries == contents.entries);
  CHECK(back->seen_utc == contents.seen_utc);
}

TEST_CASE("the crc32 is zlib's over the compact entries with sorted keys") {
  const std::string canonical =
      R"([{"broker_client_order_id":"a","decision_id":"d-\"1\"","side":"sell","size":1000.5,"status":"pending_fill",)"
      R"("symbol":"EURUSD","ttl_utc":"2025-10-08T12:00:00Z","updated_utc":"2025-10-06T12:00:00.25Z"}])";
  CHECK(cache::crc32(canonical) == io::crc32(canonical));
  CHECK(cache::crc32("123456789") == 0xCBF43926U);
  const auto document = render({{entry("a")}, std::nullopt}).value();
  const auto value = json::parse_document(document, "x").value();
  CHECK(cache::canonical(*value.find("entries")).value() == canonical);
  CHECK(parse(document, "x"));
}

TEST_CASE("order of keys, blanks and spelling of numbers are free; values are not") {
  const auto document = render({{entry("a")}, std::nullopt}).value();
  CHECK(parse(replaced(document, "1000.5", "1.0005e3"), "x"));
  const auto wrong = parse(replaced(document, "1000.5", "1000.6"), "cache.json");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::malformed);
  CHECK(wrong.error().pointer == "/crc32");
  CHECK_FALSE(parse(replaced(document, "\"crc32\"", "\"crc33\""), "x"));
  CHECK_FALSE(parse(replaced(document, "cache.v1", "cache.v2"), "x"));
}

TEST_CASE("an id stands once") {
  CHECK_FALSE(parse(render({{entry("a"), entry("a")}, std::nullopt}).value(), "x"));
}

TEST_CASE("a set digest forgets what is removed and sees what is exchanged") {
  SetDigest a, b;
  a.add(1);
  a.add(2);
  b.add(2);
  b.add(1);
  CHECK(a == b);
  b.remove(1);
  CHECK_FALSE(a == b);
  b.add(1);
  CHECK(a == b);
  SetDigest c;
  c.add(0);
  c.add(3);  // the same plain sum
  CHECK_FALSE(a == c);
}
