// Where a tool that writes one document writes it: stdout, or --output FILE (CONTRACT §1 "-").
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "tiyf/io/files.hpp"

namespace tiyf {

inline void add_output(CLI::App& app, std::optional<std::string>& path) {
  app.add_option("--output", path, "Write the document to FILE, whole or not at all, instead of stdout")
      ->type_name("FILE");
}

[[nodiscard]] inline Result<void> write_result(std::string_view text,
                                               const std::optional<std::string>& path) {
  return path && *path != "-" ? io::write_whole(*path, text) : io::write_stdout(text);
}

}  // namespace tiyf
