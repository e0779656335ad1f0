// A log while it is read: handed out chunk by chunk to whoever asks, and digested meanwhile by a thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tiyf/base/result.hpp"
#include "tiyf/io/source.hpp"

namespace tiyf::io {

class LogReading {
 public:
  // Nothing is opened before the first next().
  explicit LogReading(Source& source);
  ~LogReading();  // stops reading
  LogReading(const LogReading&) = delete;
  LogReading& operator=(const LogReading&) = delete;

  // The next chunk, good until the one after it is asked for; empty at the end. Errors as Source::read has them; after
  // one, and after the end, there is nothing more to ask for.
  [[nodiscard]] Result<std::string_view> next();

  // Of the whole content; asked at the end.
  [[nodiscard]] std::string sha256();
  [[nodiscard]] std::uint64_t lines() const;  // the last one counts without its newline too

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tiyf::io
