// io/digest.hpp: what names a text, beside its reading or before.
#include <doctest/doctest.h>

#include "tiyf/io/digest.hpp"

using namespace tiyf;

TEST_CASE("digest: the lines of a text are its newlines, and a last one without") {
  CHECK(io::digest_text("").lines == 0);
  CHECK(io::digest_text("\n").lines == 1);
  CHECK(io::digest_text("a").lines == 1);
  CHECK(io::digest_text("a\nb").lines == 2);
  CHECK(io::digest_text("a\n\nb\n").lines == 3);
  CHECK(io::digest_text("abc").sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("digest: beside its reading a text, short or long, has the same digest") {
  std::string text;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{10}, (std::size_t{1} << 20U) - 1, std::size_t{3'000'000}}) {
    while (text.size() < size)
      text += static_cast<char>(text.size() % 61 == 60 ? '\n' : 'a' + text.size() % 26);
    const auto once = io::digest_text(text);
    auto beside = io::digest_beside(text);
    const auto digest = beside.get();
    CHECK(digest.sha256 == once.sha256);
    CHECK(digest.sha256 == io::sha256_hex(text));
    CHECK(digest.lines == once.lines);
  }
}
