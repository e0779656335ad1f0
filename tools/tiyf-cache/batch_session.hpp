// The work of `batch`: lines in, groups of commands, one commit a group, answers out in order.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "desk.hpp"
#include "tiyf/cache/command.hpp"

namespace tiyf_cache {

class BatchSession {
 public:
  BatchSession(std::string path, io::Clock clock, const cli::Log& log);

  // A line that is no command is answered with {"result":"malformed",…} in its place.
  void add(const json::Line& line);
  [[nodiscard]] bool full() const;
  [[nodiscard]] bool empty() const { return waiting_.empty(); }
  // Carries out what was added, in one turn and one commit, then prints the answers. Errors are of stdout
  // only.
  [[nodiscard]] Result<void> flush();

  // 0; 65 when a line was malformed; 3 when the cache failed for a command.
  [[nodiscard]] int exit_code() const;

 private:
  struct Refused {
    std::uint64_t line;
    std::optional<ClientOrderId> id;
    Error error;
  };
  struct Accepted {
    std::uint64_t line;
    cache::Command command;
  };
  using Item = std::variant<Accepted, Refused>;

  [[nodiscard]] Result<std::string> answers(cache::Notices& notices);
  [[nodiscard]] Result<std::string> answer(const Accepted& accepted, UtcTime now, cache::Notices& notices);
  [[nodiscard]] static Result<std::string> answer(const Refused& refused);
  [[nodiscard]] Result<std::string> failed(const cache::Command& command, const Error& error) const;
  [[nodiscard]] Result<std::string> all_failed(const Error& error);

  std::string path_;
  io::Clock clock_;
  const cli::Log& log_;
  std::unique_ptr<cache::Store> store_;  // kept from turn to turn: it knows what it has checked
  cache::CommandReader reader_;
  std::vector<Item> waiting_;
  bool any_malformed_ = false;
  bool any_failed_ = false;
};

}  // namespace tiyf_cache
