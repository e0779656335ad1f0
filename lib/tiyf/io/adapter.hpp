// The broker, asked through an adapter program (CONTRACT §5 "Adapter protocol"; docs/writing-an-adapter.md).
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "tiyf/base/result.hpp"
#include "tiyf/io/child.hpp"
#include "tiyf/model/cancel.hpp"
#include "tiyf/model/config.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf::io {

inline constexpr std::size_t kMostAdapterOutput = std::size_t{256} * 1024 * 1024;

// Between two tries of one request: 200ms, then twice as long each time, at most 5s.
inline constexpr Duration kFirstBackOff{200 * kMilliseconds.nanos};
inline constexpr Duration kLongestBackOff{5 * kSeconds.nanos};

// What is worth a line in the log while the adapter is asked.
struct AdapterListener {
  std::function<void(std::string_view line)> on_stderr_line;
  std::function<void(int attempt, const Error&)> on_retry;  // that try failed, and another one follows
};

class Adapter {
 public:
  struct Observed {
    Snapshot snapshot;
    std::string text;  // the bytes that it printed
  };

  // `rules.command` is not empty. `environment`: what the program has beside ours, or in place of it.
  Adapter(const BrokerRules& rules, const Instruments& instruments, AdapterListener listener,
          std::map<std::string, std::string> environment = {})
      : rules_(rules),
        instruments_(instruments),
        listener_(std::move(listener)),
        environment_(std::move(environment)) {}

  // Each is tried up to `rules.attempts` times, within `rules.timeout` a try. unreachable (3): no try exited
  // with 0 and printed what its schema says; the message names the program, what the last try met and where
  // to look for what it said, never its arguments or its words. A cancel is tried again too: its answer may
  // have been lost, and cancelling by id twice is the same as once. What is returned is what the broker
  // answered last, confirmed or not. A program that is not there is not tried again. interrupted: a signal
  // came.
  [[nodiscard]] Result<Observed> snapshot() const;
  [[nodiscard]] Result<CancelAnswer> cancel(const BrokerOrderId& id) const;

  // The program, as messages name it.
  [[nodiscard]] const std::string& program() const { return rules_.command.front(); }

 private:
  template <class Read>
  auto ask(std::initializer_list<std::string> request, Read&& read) const;
  [[nodiscard]] Result<std::string> ask_once(const std::vector<std::string>& argv, const std::string& name,
                                             const OnStderrLine& on_stderr_line) const;

  const BrokerRules& rules_;
  const Instruments& instruments_;
  AdapterListener listener_;
  std::map<std::string, std::string> environment_;
};

}  // namespace tiyf::io
