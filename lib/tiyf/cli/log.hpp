// Diagnostics: stderr only, one line each, logfmt or JSON (CONTRACT §1 "Diagnostics").
#pragma once

#include <initializer_list>
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

  // level=warn event=torn_tail file=… line=… message="…": level and event first, then the pairs as given.
  // A pair with an empty value is left out. No time stamps: nothing depends on when it ran.
  void write(Level level, std::string_view event, const std::vector<Pair>& pairs) const;

  void error(const Error& error) const;  // level=error event=KIND file= line= column= pointer= message="FILE:LINE:COLUMN: …"

 private:
  LogFormat format_ = LogFormat::logfmt;
  Level least_ = Level::info;
};

}  // namespace tiyf::cli
