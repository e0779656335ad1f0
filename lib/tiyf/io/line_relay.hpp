// Bytes in, lines out, within bounds: what another program says on stderr. For io/ only.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace tiyf::io {

class LineRelay {
 public:
  using OnLine = std::function<void(std::string_view)>;
  // A line longer than `line_limit` comes in pieces; what goes beyond `total_limit` is counted, not passed
  // on.
  LineRelay(OnLine on_line, std::size_t line_limit, std::size_t total_limit)
      : on_line_(std::move(on_line)), line_limit_(line_limit), total_left_(total_limit) {}

  void take(std::string_view bytes);
  void finish();  // a last line without its newline, and how much was left out

 private:
  void emit();
  OnLine on_line_;
  std::size_t line_limit_;
  std::size_t total_left_;
  std::size_t left_out_ = 0;
  std::string line_;
};

}  // namespace tiyf::io
