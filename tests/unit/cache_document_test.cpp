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
  const std::vector<Entry> entries{entry("a"), entry("ü")};
  const auto document = render(entries).value();
  CHECK(parse(document, "export.json").value() == entries);
  const auto top = json::parse_document(document, "x").value();
  std::vector<std::string> keys;
  for (const auto& [key, value] : top.members) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"schema", "crc32", "entries"});
}

TEST_CASE(
    "a JSON store's file keeps the latest clock, an exported document has none and is such a file, too") {
  const std::vector<Entry> entries{entry("a")};
  const auto seen = UtcTime::parse("2025-10-07T00:00:00Z");
  const auto file = render_store_file({entries, seen}).value();
  const auto back = parse_store_file(file);
  REQUIRE(back);
  CHECK(back->entries == entries);
  CHECK(back->seen_utc == seen);
  CHECK(parse(file, "cache.json").value() == entries);  // for import it is a document like any other
  const auto copied = parse_store_file(render(entries).value());
  REQUIRE(copied);
  CHECK(copied->entries == entries);
  CHECK_FALSE(copied->seen_utc);
}

TEST_CASE("a JSON store's file whose latest clock is not covered is refused, and so is a member too many") {
  const auto file = render_store_file({{entry("a")}, UtcTime::parse("2025-10-07T00:00:00Z")}).value();
  const auto pointer = [](const std::string& text) { return parse_store_file(text).error().pointer; };
  CHECK(pointer(replaced(file, "\"seen_utc\": \"2025", "\"seen_utc\": \"2065")) == "/seen_crc32");
  CHECK(pointer(replaced(file, "\"seen_utc\"", "\"seen_utd\"")) == "/seen_utd");
  CHECK(pointer(replaced(file, "  \"seen_utc\": \"2025-10-07T00:00:00Z\",\n", "")) == "/seen_utc");
  const auto crc = file.find("  \"seen_crc32\"");
  REQUIRE(crc != std::string::npos);
  CHECK(pointer(std::string(file).erase(crc, file.find('\n', crc) + 1 - crc)) == "/seen_crc32");
  CHECK(pointer(replaced(file, "\"entries\"", "\"more\": 1, \"entries\"")) == "/more");
}

TEST_CASE("the crc32 is zlib's over the compact entries with sorted keys") {
  const std::string canonical =
      R"([{"broker_client_order_id":"a","decision_id":"d-\"1\"","side":"sell","size":1000.5,"status":"pending_fill",)"
      R"("symbol":"EURUSD","ttl_utc":"2025-10-08T12:00:00Z","updated_utc":"2025-10-06T12:00:00.25Z"}])";
  CHECK(cache::crc32(canonical) == 0x6988FCFDU);
  CHECK(cache::crc32("123456789") == 0xCBF43926U);
  CHECK(cache::crc32("") == 0U);
  CHECK(cache::crc32("56789", cache::crc32("1234")) == 0xCBF43926U);
  std::string long_text;
  for (int i = 0; i < 8192; ++i) long_text += "ab";
  CHECK(cache::crc32(long_text) == 0xC62D224AU);
  const auto document = render({entry("a")}).value();
  const auto value = json::parse_document(document, "x").value();
  CHECK(cache::canonical(*value.find("entries")).value() == canonical);
  CHECK(parse(document, "x"));
}

TEST_CASE("order of keys, blanks and spelling of numbers are free; values are not") {
  const auto document = render({entry("a")}).value();
  CHECK(parse(replaced(document, "1000.5", "1.0005e3"), "x"));
  const auto wrong = parse(replaced(document, "1000.5", "1000.6"), "cache.json");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::malformed);
  CHECK(wrong.error().pointer == "/crc32");
  CHECK_FALSE(parse(replaced(document, "\"crc32\"", "\"crc33\""), "x"));
  CHECK_FALSE(parse(replaced(document, "cache.v1", "cache.v2"), "x"));
}

TEST_CASE("an id stands once") { CHECK_FALSE(parse(render({entry("a"), entry("a")}).value(), "x")); }

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
