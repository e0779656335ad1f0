// Results and errors. Bad foreign data is ordinary input: functions that may meet it return Result<T>.
// A mismatch between engine and broker is a value (model/finding.hpp), never an Error.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace tiyf {

// Why a job could not be done. Each kind maps to one exit code (CONTRACT §1, cli/exit_code.hpp).
enum class ErrorKind {
  usage,          // 64: the command line
  malformed,      // 65: an input is not what its schema says
  missing,        // 66: an input, config or asked-for id is missing or unreadable
  unreachable,    // 3: the broker, or the cache, could not be asked
  internal,       // 70: a broken invariant of ours
  cannot_create,  // 73: an output cannot be created
  io,             // 74: reading or writing failed half-way
  locked,         // 75: another run holds the lock
  config,         // 78: the config is not usable
  interrupted,    // a signal ended it; the process mostly dies of that signal before anyone sees this
};

struct Error {
  ErrorKind kind;
  std::string message;       // one sentence: what is wrong and what to do
  std::string file{};        // as the user named it; "-" for stdin
  std::uint64_t line = 0;    // 1-based; 0: no line
  std::uint64_t column = 0;  // 1-based, in bytes; 0: no column
  std::string pointer{};     // JSON pointer (RFC 6901) within a document

  // "FILE:LINE:COLUMN: message" with the parts that are known; the pointer, where there is one, leads the
  // message.
  [[nodiscard]] std::string text() const;
};

template <class T>
struct [[nodiscard]] Result : std::expected<T, Error> {
  using std::expected<T, Error>::expected;
  // Not defaulted: a defaulted one has all of an Error's room zeroed first, for every `return {}`.
  constexpr Result() : std::expected<T, Error>() {}
};

[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return std::unexpected(Error{kind, std::move(message)});
}
[[nodiscard]] inline std::unexpected<Error> fail(Error error) { return std::unexpected(std::move(error)); }

}  // namespace tiyf

// TIYF_TRY(name, expression): `auto name` is the value, or the enclosing function returns the error.
#define TIYF_TRY(name, ...)                                                         \
  auto name##_or_error = (__VA_ARGS__);                                             \
  if (!name##_or_error) return std::unexpected(std::move(name##_or_error).error()); \
  auto name = *std::move(name##_or_error)

// TIYF_CHECK(expression): the enclosing function returns the error of a Result<void>, if there is one.
#define TIYF_CHECK(...)                                          \
  do {                                                           \
    if (auto checked_result = (__VA_ARGS__); !checked_result)    \
      return std::unexpected(std::move(checked_result).error()); \
  } while (false)
