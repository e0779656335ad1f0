// CONTRACT §1 "Clock", and the digests against their published vectors.
#include <doctest/doctest.h>

#include <cstdlib>

#include "tiyf/io/clock.hpp"
#include "tiyf/io/digest.hpp"

using namespace tiyf;

TEST_CASE("io: --now freezes the clock and its durations, and beats TIYF_NOW") {
  ::setenv("TIYF_NOW", "2024-01-01T00:00:00Z", 1);
  const auto flag = io::Clock::make("2025-10-06T14:00:00.5+02:00").value();
  const auto variable = io::Clock::make(std::nullopt).value();
  ::setenv("TIYF_NOW", "yesterday", 1);
  const auto wrong = io::Clock::make(std::nullopt);
  ::unsetenv("TIYF_NOW");
  CHECK(flag.now().text() == "2025-10-06T12:00:00.5Z");
  CHECK(flag.frozen());
  CHECK(flag.monotonic() == Duration{0});
  CHECK(flag.environment().at("TIYF_NOW") == "2025-10-06T12:00:00.5Z");
  CHECK(variable.now().text() == "2024-01-01T00:00:00Z");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::usage);
  CHECK(wrong.error().message.find("TIYF_NOW") != std::string::npos);
  CHECK(io::Clock::make("").error().kind == ErrorKind::usage);
}

TEST_CASE("io: the clock that is not frozen moves") {
  ::unsetenv("TIYF_NOW");
  const auto clock = io::Clock::make(std::nullopt).value();
  CHECK_FALSE(clock.frozen());
  CHECK(clock.environment().empty());
  CHECK(clock.now() > *UtcTime::parse("2024-01-01T00:00:00Z"));
  const auto start = clock.monotonic();
  while (clock.monotonic() == start) {
  }
  CHECK(clock.monotonic() > start);
}

TEST_CASE("io: SHA-256 (FIPS 180-2)") {
  CHECK(io::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(io::sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  io::Sha256 parts;
  parts.update("a");
  parts.update("bc");
  CHECK(parts.hex() == io::sha256_hex("abc"));
}
