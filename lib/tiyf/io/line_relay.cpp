#include "tiyf/io/line_relay.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tiyf::io {

void LineRelay::take(std::string_view bytes) {
  const auto taken = std::min(bytes.size(), total_left_);
  total_left_ -= taken;
  left_out_ += bytes.size() - taken;
  for (const char c : bytes.substr(0, taken)) {
    if (c != '\n') line_ += c;
    if (c == '\n' || line_.size() >= line_limit_) emit();
  }
}

void LineRelay::finish() {
  emit();
  if (left_out_ != 0) on_line_(fmt::format("({} more bytes were left out)", left_out_));
}

void LineRelay::emit() {
  if (line_.ends_with('\r')) line_.pop_back();
  if (!line_.empty()) on_line_(line_);
  line_.clear();
}

}  // namespace tiyf::io
