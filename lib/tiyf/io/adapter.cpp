#include "tiyf/io/adapter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "tiyf/base/text.hpp"
#include "tiyf/documents/cancel_answer.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/io/stop.hpp"

namespace tiyf::io {
namespace {

// What is wrong with a child's end; nothing when it exited with 0.
std::optional<std::string> complaint(const ChildResult& result, const BrokerRules& rules) {
  switch (result.end) {
    case ChildEnd::exited:
      if (result.code == 0) return std::nullopt;
      return fmt::format("exited with code {}", result.code);
    case ChildEnd::killed:
      return fmt::format("was killed by signal {}", result.code);
    case ChildEnd::timed_out:
      return fmt::format("did not answer within {} and was killed", rules.timeout.text());
    case ChildEnd::too_much:
      return fmt::format("printed more than {} MiB and was killed", kMostAdapterOutput / (1024 * 1024));
    case ChildEnd::not_started:
      return fmt::format(
          "could not be started: {}; {}", std::generic_category().message(result.code),
          result.code == ENOEXEC
              ? "it is no program for this machine, nor a script that begins with #! and its interpreter"
              : "check broker.command and PATH");
  }
  return "ended in an unknown way";
}

// No other try will find a program that is not there.
bool is_hopeless(const ChildResult& result) {
  return result.end == ChildEnd::not_started &&
         (result.code == ENOENT || result.code == EACCES || result.code == ENOTDIR || result.code == ENOEXEC);
}

}  // namespace

Result<std::string> Adapter::ask_once(const std::vector<std::string>& argv, const std::string& name,
                                      const OnStderrLine& on_stderr_line) const {
  TIYF_TRY(result, run_child({argv, rules_.timeout, kMostAdapterOutput, environment_}, on_stderr_line));
  const auto wrong = complaint(result, rules_);
  if (!wrong) return std::move(result.output);
  return fail(Error{is_hopeless(result) ? ErrorKind::missing : ErrorKind::unreachable, *wrong, name});
}

template <class Read>
auto Adapter::ask(std::initializer_list<std::string> request, Read&& read) const {
  auto argv = rules_.command;
  argv.insert(argv.end(), request.begin(), request.end());
  const auto name = printable(fmt::format("{} {}", program(), *request.begin()));
  using Answer = decltype(read(std::string(), name));
  bool spoke = false;
  const auto on_stderr_line = [&](std::string_view line) {
    spoke = true;
    listener_.on_stderr_line(line);
  };
  auto pause = kFirstBackOff;
  for (int attempt = 1;; ++attempt) {
    const auto answer = [&]() -> Answer {
      TIYF_TRY(text, ask_once(argv, name, on_stderr_line));
      return read(std::move(text), name);
    };
    auto answered = answer();
    if (answered || answered.error().kind == ErrorKind::interrupted) return answered;
    auto error = std::move(answered).error();
    if (attempt == rules_.attempts || error.kind == ErrorKind::missing) {
      error.kind = ErrorKind::unreachable;
      error.message +=
          fmt::format("; the broker is unreachable ({} {})", attempt, attempt == 1 ? "try" : "tries");
      // What it wrote itself may hold a secret, and the error goes into documents: only where to look.
      if (spoke)
        error.message += fmt::format("; its messages are in the log (program={})", printable(program()));
      return Answer(fail(std::move(error)));
    }
    listener_.on_retry(attempt, error);
    if (auto waited = wait_for(pause); !waited) return Answer(fail(std::move(waited).error()));
    pause = std::min(Duration{2 * pause.nanos}, kLongestBackOff);
  }
}

Result<Adapter::Observed> Adapter::snapshot() const {
  return ask({"snapshot"}, [this](std::string text, const std::string& name) -> Result<Observed> {
    TIYF_TRY(snapshot, documents::read_broker_snapshot(text, name, instruments_));
    return Observed{std::move(snapshot), std::move(text)};
  });
}

Result<CancelAnswer> Adapter::cancel(const BrokerOrderId& id) const {
  // It would reach the program cut short, as the id of another order.
  if (id.value.find('\0') != std::string::npos)
    return fail(Error{ErrorKind::unreachable, "an order id that holds a NUL cannot be given to a program",
                      printable(program())});
  return ask({"cancel", id.value}, [](const std::string& text, const std::string& name) {
    return documents::read_cancel_answer(text, name);
  });
}

}  // namespace tiyf::io
