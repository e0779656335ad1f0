// An input that can be read more than once: a file, or a stream that is copied aside while it passes.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tiyf/base/result.hpp"
#include "tiyf/io/posix.hpp"

namespace tiyf::io {

// Whether a stream (a pipe, /dev/fd/N, a terminal) has to be kept for a later read().
enum class Reading { once, again };

class Source {
 public:
  using OnChunk = std::function<Result<void>(std::string_view)>;
  static constexpr std::size_t kChunks = 4;  // are valid at a time

  // "-" is stdin. Opens nothing yet.
  Source(std::string name, Reading reading) : name_(std::move(name)), reading_(reading) {}

  [[nodiscard]] const std::string& name() const { return name_; }

  // The whole content in chunks of up to 128 KiB as they come in (a pipe's pause ends a chunk); stops at the
  // first error that `on_chunk` returns. A chunk stays valid while on_chunk has the next three; the last ones
  // until the next read(). A regular file is opened anew each time, so that what its writer added or put in
  // its place is seen; as stdin it is read again from where stdin stood at first. A stream is spooled
  // (Reading::again) to an unlinked temporary file in TMPDIR or /tmp: a later read gives the same
  // bytes, and goes on where a read that was stopped had left the stream. missing (66): absent, a directory
  // or unreadable; io (74): a read failed half-way, or the copy could not be kept.
  [[nodiscard]] Result<void> read(const OnChunk& on_chunk);
  // The same in one piece.
  [[nodiscard]] Result<std::string> read_all();

 private:
  [[nodiscard]] Result<void> open();
  [[nodiscard]] Result<void> go_on(const OnChunk& on_chunk);
  [[nodiscard]] Result<void> replay(const OnChunk& on_chunk);
  [[nodiscard]] std::string& next_buffer();
  [[nodiscard]] Result<void> keep(std::string_view bytes);

  std::string name_;
  Reading reading_;
  std::optional<Descriptor> input_;  // while it is read; of a stream until it ends; of a file as stdin always
  std::optional<Descriptor> spool_;  // of a stream: what has passed
  std::array<std::string, kChunks> buffers_;  // in turn
  std::size_t turn_ = 0;
  std::optional<std::int64_t> start_;  // of a regular file as stdin: where it stood
};

// The inputs of one job by name, each a Source; read as io/files.hpp reads them.
class Sources {
 public:
  explicit Sources(Reading reading) : reading_(reading) {}
  [[nodiscard]] Source& at(const std::string& path);
  [[nodiscard]] Result<void> read_chunks(const std::string& path, const Source::OnChunk& on_chunk);
  [[nodiscard]] Result<std::string> read_all(const std::string& path);

 private:
  Reading reading_;
  std::map<std::string, Source> sources_;
};

}  // namespace tiyf::io
