#include "tiyf/cli/log.hpp"

#include "tiyf/base/text.hpp"
#include "tiyf/cli/exit_code.hpp"
#include "tiyf/io/streams.hpp"

namespace tiyf::cli {
namespace {

std::string_view name(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "error";
}

// What users and brokers wrote may be any bytes, a log line must be text: U+FFFD stands for each byte that is
// none.
std::string as_utf8(std::string_view text) {
  std::string out;
  for (;;) {
    const auto sound = utf8_prefix(text);
    out += text.substr(0, sound);
    if (sound == text.size()) return out;
    out += "\xEF\xBF\xBD";
    text.remove_prefix(sound + 1);
  }
}

std::string logfmt_line(const std::vector<Log::Pair>& pairs) {
  std::string line;
  for (const auto& [key, value] : pairs) {
    if (!line.empty()) line += ' ';
    line += key;
    line += '=';
    line += logfmt_value(value);
  }
  return line;
}

std::string json_line(const std::vector<Log::Pair>& pairs) {
  std::string line = "{";
  for (const auto& [key, value] : pairs) {
    if (line.size() > 1) line += ',';
    append_json_string(line, key);
    line += ':';
    append_json_string(line, value);
  }
  return line + '}';
}

std::string number(std::uint64_t value) { return value == 0 ? std::string() : std::to_string(value); }

}  // namespace

std::string Log::line(Level level, std::string_view event, const std::vector<Pair>& pairs) const {
  std::vector<Pair> all{{"level", std::string(name(level))}, {"event", as_utf8(event)}};
  for (const auto& [key, value] : pairs)
    if (!value.empty()) all.emplace_back(key, as_utf8(value));
  return format_ == LogFormat::json ? json_line(all) : logfmt_line(all);
}

void Log::write(Level level, std::string_view event, const std::vector<Pair>& pairs) const {
  if (level >= least_) io::write_stderr(line(level, event, pairs) + '\n');
}

void Log::error(const Error& error) const {
  write(Level::error, cli::name(error.kind),
        {{"file", error.file},
         {"line", number(error.line)},
         {"column", number(error.column)},
         {"pointer", error.pointer},
         {"message", error.text()}});
}

}  // namespace tiyf::cli
