// An input that can be read more than once: a file, or a stream, which is copied aside first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tiyf/base/result.hpp"
#include "tiyf/io/posix.hpp"

namespace tiyf::io {

// Whether a stream (a pipe, /dev/fd/N, a terminal) has to be kept for a later pass.
enum class Reading { once, again };

class Source {
 public:
  // "-" is stdin. Opens nothing yet.
  Source(std::string name, Reading reading) : name_(std::move(name)), reading_(reading) {}

  // Reads the whole content once, from its beginning; one pass at a time, which the source must outlive. A
  // regular file is opened anew by each, so that what its writer added or put in its place is seen; as stdin
  // it is read again from where stdin stood at first. A stream is copied first (Reading::again), all of it,
  // to an unlinked temporary file in TMPDIR or /tmp: each pass gives the same bytes, and the stream's writer
  // never waits for what its reader waits for.
  class Pass {
   public:
    explicit Pass(Source& source) : source_(source) {}
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    // The next bytes, up to 128 KiB as they come in (a pipe's pause ends them), in `buffer`; none: the end.
    // missing (66): absent, a directory or unreadable; io (74): a read failed half-way, or the copy could not
    // be kept. An error stays: of a file for this pass, of a stream, which has lost bytes, for every later
    // one.
    [[nodiscard]] Result<std::string_view> next(std::string& buffer);

   private:
    friend class Source;
    enum class State { fresh, reading, ended };
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> start();
    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<std::string> all();
    [[nodiscard]] Error remember(Error error);
    [[nodiscard]] int descriptor() const {
      return (file_ ? *file_ : source_.spool_ ? *source_.spool_ : *source_.input_).number();
    }

    Source& source_;
    State state_ = State::fresh;
    std::optional<Descriptor> file_;  // a regular file's own
    std::optional<Error> failure_;
  };

  // A pass in one piece.
  [[nodiscard]] Result<std::string> read_all() { return Pass(*this).all(); }

 private:
  [[nodiscard]] Result<void> copy();

  std::string name_;
  Reading reading_;
  // Of a stream until it ends, and of stdin always.
  std::optional<Descriptor> input_;
  std::optional<Descriptor> spool_;    // of a stream: its copy
  std::optional<std::int64_t> start_;  // of a regular file as stdin: where it stood
  std::optional<Error> broken_;        // of a stream
};

// It is a regular file: a read does not wait for whoever writes it.
[[nodiscard]] bool reads_at_once(const std::string& path);

// Two names of one pipe, socket or terminal, "-" among them: each reading would take bytes from the other.
[[nodiscard]] bool is_one_stream(const std::string& one, const std::string& other);

}  // namespace tiyf::io
