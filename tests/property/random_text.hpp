// Random texts for the tests of fast paths. TIYF_SEED=N repeats a run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

namespace tiyf_test {

inline constexpr int kCases = 50'000;

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  char of(std::string_view characters) { return characters[below(characters.size())]; }
  std::string digits(std::size_t count) {
    std::string out;
    while (count-- > 0) out += of("0123456789");
    return out;
  }
  // At most a few characters changed, put in or left out.
  void spoil(std::string& text, std::string_view with) {
    for (auto changes = below(3); changes > 0 && !text.empty(); --changes) {
      const auto at = below(text.size());
      if (one_in(3))
        text.erase(at, 1);
      else if (one_in(2))
        text.insert(at, 1, of(with));
      else
        text[at] = of(with);
    }
  }

 private:
  std::mt19937 engine_;
};

inline std::uint32_t seed() {
  const char* const wanted = std::getenv("TIYF_SEED");
  return wanted != nullptr ? static_cast<std::uint32_t>(std::stoul(wanted)) : std::random_device{}();
}

inline std::string decimal_text(Random& random) {
  auto text =
      (random.one_in(8) ? "-" : "") + random.digits(random.one_in(6) ? random.below(21) : random.below(7));
  if (random.one_in(2)) text += '.' + random.digits(random.below(11));
  random.spoil(text, "0123456789.-+/: ");
  return text;
}

}  // namespace tiyf_test
