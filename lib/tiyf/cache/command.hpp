// The lines that `tiyf-cache batch` reads (CONTRACT §6), schema cache_batch_command.v1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "tiyf/base/result.hpp"
#include "tiyf/cache/operations.hpp"
#include "tiyf/json/line_reader.hpp"

namespace tiyf::cache {

struct ReserveCommand {
  Claim claim;
  Terms terms;
};
struct CheckCommand {
  Claim claim;
  Terms terms;
};
struct MarkCommand {
  ClientOrderId id;
  Status status;
};
struct GetCommand {
  ClientOrderId id;
};
using Command = std::variant<ReserveCommand, CheckCommand, MarkCommand, GetCommand>;

[[nodiscard]] const ClientOrderId& id_of(const Command& command);
[[nodiscard]] bool writes(const Command& command);  // reserve, mark

// Reads one line after the other; keeps its buffers.
class CommandReader {
 public:
  CommandReader();
  // malformed (65) with the column.
  [[nodiscard]] Result<Command> read(std::string_view line);
  // Of the last line, where it is a JSON object that has one, whatever else is wrong with it.
  [[nodiscard]] std::optional<ClientOrderId> client_id() const;

 private:
  json::LineScanner scanner_;
};

// Carries a command out within a turn of the store.
[[nodiscard]] Result<Answer> carry_out(Store& store, const Command& command, UtcTime now, Notices& notices);

}  // namespace tiyf::cache
