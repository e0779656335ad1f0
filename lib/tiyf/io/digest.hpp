// SHA-256 (OpenSSL).
#pragma once

#include <cstdint>
#include <future>
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

// What names a text.
struct TextDigest {
  std::string sha256;
  std::uint64_t lines = 0;  // the last one counts without its newline, too
};
[[nodiscard]] TextDigest digest_text(std::string_view text);
// The same beside what its reader does meanwhile; `text` must stay where it is until then. A short one is
// done at once.
[[nodiscard]] std::future<TextDigest> digest_beside(std::string_view text);

}  // namespace tiyf::io
