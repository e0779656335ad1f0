// Diagnostics: stderr only, one line each, logfmt or JSON (CONTRACT §1 "Diagnostics").
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tiyf/base/result.hpp"

namespace tiyf::cli {

enum class Level { debug, info, warn, error };
enum class LogFormat { logfmt, json };

class Log {
 public:
  using Pair = std::pair<std::string_view, std::string>;

  Log() = default;
  Log(LogFormat format, Level least) : format_(format), least_(least) {}

  // level=warn event=torn_tail file=… line=… message="…": level and event first, then the pairs as given; in
  // JSON an object with the same keys, every value a string. A pair with an empty value is left out. Bytes
  // that are not UTF-8 become U+FFFD. No time stamps: nothing depends on when it ran. One write(2) a line;
  // below the least level nothing.
  void write(Level level, std::string_view event, const std::vector<Pair>& pairs) const;

  // What write() writes, whatever the level, without its newline.
  [[nodiscard]] std::string line(Level level, std::string_view event, const std::vector<Pair>& pairs) const;

  [[nodiscard]] bool says(Level level) const { return level >= least_; }

  // level=error event=KIND file= line= column= pointer= message="FILE:LINE:COLUMN: …"
  void error(const Error& error) const;

 private:
  LogFormat format_ = LogFormat::logfmt;
  Level least_ = Level::info;
};

}  // namespace tiyf::cli
