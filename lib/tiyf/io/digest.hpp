// SHA-256 (OpenSSL) and CRC-32 (zlib).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tiyf::io {

// Incremental SHA-256; hex() ends it.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(std::string_view bytes);
  [[nodiscard]] std::string hex();  // 64 lower-case digits

 private:
  struct State;
  std::unique_ptr<State> state_;
};
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// The IEEE CRC-32 (zlib's).
[[nodiscard]] std::uint32_t crc32(std::string_view bytes);

}  // namespace tiyf::io
