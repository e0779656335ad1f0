#include "tiyf/io/digest.hpp"

// The plain SHA256_ functions: EVP would load providers and link a whole libcrypto into each tool for the
// same bytes.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "tiyf/base/text.hpp"

namespace tiyf::io {

struct Sha256::State {
  SHA256_CTX context;

  // Only a broken OpenSSL fails here: no input can.
  static void require(int done) {
    if (done != 1) throw std::runtime_error("OpenSSL cannot compute SHA-256");
  }
};

Sha256::Sha256() : state_(std::make_unique<State>()) { State::require(SHA256_Init(&state_->context)); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  State::require(SHA256_Update(&state_->context, bytes.data(), bytes.size()));
}

std::string Sha256::hex() {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  State::require(SHA256_Final(digest.data(), &state_->context));
  return tiyf::hex(std::string(digest.begin(), digest.end()));
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 digest;
  digest.update(bytes);
  return digest.hex();
}

TextDigest digest_text(std::string_view text) {
  TextDigest digest;
  Sha256 sha256;
  // Each part twice while it is in a core's cache.
  constexpr std::size_t part = std::size_t{1} << 15U;
  for (std::size_t at = 0; at < text.size(); at += part) {
    const auto bytes = text.substr(at, part);
    sha256.update(bytes);
    digest.lines += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  }
  digest.sha256 = sha256.hex();
  if (!text.empty() && text.back() != '\n') ++digest.lines;
  return digest;
}

std::future<TextDigest> digest_beside(std::string_view text) {
  constexpr std::size_t worth_a_thread = std::size_t{1} << 20U;
  if (text.size() >= worth_a_thread)
    return std::async(std::launch::async | std::launch::deferred, digest_text, text);
  std::promise<TextDigest> done;
  done.set_value(digest_text(text));
  return done.get_future();
}

}  // namespace tiyf::io
