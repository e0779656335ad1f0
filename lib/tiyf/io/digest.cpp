#include "tiyf/io/digest.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <array>
#include <stdexcept>

#include "tiyf/base/text.hpp"

namespace tiyf::io {

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};

  // Only a broken OpenSSL fails here: no input can.
  static void require(int done) {
    if (done != 1) throw std::runtime_error("OpenSSL cannot compute SHA-256");
  }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  State::require(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr));
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  State::require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  State::require(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size));
  return tiyf::hex(std::string(digest.begin(), digest.begin() + size));
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 digest;
  digest.update(bytes);
  return digest.hex();
}

std::uint32_t crc32(std::string_view bytes) {
  // zlib's own type for bytes; the values are the same.
  const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
  return static_cast<std::uint32_t>(::crc32_z(0, data, bytes.size()));
}

}  // namespace tiyf::io
