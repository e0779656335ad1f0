// Asks the processor for memory that is needed soon, so that nobody waits for it then.
#pragma once

#include <cstddef>

namespace tiyf {

// GCC takes a function that does nothing but fetch for one without effect and leaves out the calls of it
// (seen with GCC 12); the empty statement, which may do anything as far as it knows, prevents that.
inline void fetch(const void* address) {
  __builtin_prefetch(address);
  asm volatile("");
}

inline void fetch_all(const void* address, std::size_t size) {
  constexpr std::size_t line = 64;
  const auto* const bytes = static_cast<const char*>(address);
  for (std::size_t at = 0; at < size; at += line) fetch(bytes + at);
}

}  // namespace tiyf
