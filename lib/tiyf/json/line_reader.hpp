// JSONL in, one pass, without a document in memory (CONTRACT §1 "JSONL").
//
// LineSplitter cuts bytes into lines; LineScanner checks one line strictly (UTF-8, RFC 8259 grammar, one
// object, no *known* key twice) and hands out the values of the known keys as slices of the line. What the
// values mean is the caller's business (events/).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/json/line_template.hpp"
#include "tiyf/json/value.hpp"

namespace tiyf::json {

struct Token;

// Where and why a line is malformed; the caller adds the file and the line.
struct LineFault {
  std::uint64_t column;
  std::string message;
};

// Scans lines against a fixed list of known keys; reused from line to line, so nothing is allocated once the
// forms of a log's lines are known.
class LineScanner {
 public:
  // What may not stand twice on a line. `any_key` refuses unknown keys with a nested value, of which it
  // cannot tell.
  enum class Unique { known_keys, any_key };
  // At most 64 keys; they must outlive the scanner. `kind_key`: the place of the one whose text tells which
  // keys a line has, if there is one; it is quicker then.
  explicit LineScanner(std::span<const std::string_view> known_keys, Unique unique = Unique::known_keys,
                       std::optional<std::size_t> kind_key = std::nullopt);

  // `line` without its line break. The slices stay valid until the next scan (or move), and as long as `line`
  // does.
  [[nodiscard]] std::optional<LineFault> scan(std::string_view line);

  // The value of known key number `index` (its place in known_keys), or null when the last line lacks it or
  // is at fault.
  [[nodiscard]] const Slice* at(std::size_t index) const {
    return index < kMaxKnown && ((found_ >> index) & 1U) != 0 ? &values_[index] : nullptr;
  }

  // All values of the last line are slices of it: none of them had an escape.
  [[nodiscard]] bool in_place() const { return unescaped_.empty(); }

 private:
  static constexpr std::size_t kMaxKnown = 64;
  // Templates of the lines that came before: some of each kind. An empty one fits no line.
  static constexpr std::size_t kKinds = 64, kOfKind = 4;
  struct Lines {
    std::uint64_t kind = 0;
    std::uint64_t found = 0;
    LineTemplate form{};
  };

  // False where a key must not stand twice and does, or where that cannot be told.
  [[nodiscard]] bool take(const Token& key, const Token& value, std::size_t line_size);
  [[nodiscard]] bool is_new(std::string_view key);
  [[nodiscard]] std::size_t place_of(std::string_view key) const;
  [[nodiscard]] std::uint64_t kind_of(std::string_view line) const;
  [[nodiscard]] bool names_kind(std::string_view line, std::size_t quote) const;
  void note_kind_quote();
  [[nodiscard]] std::optional<LineFault> read(std::string_view line);
  void clear();
  [[nodiscard]] std::string_view unescape(std::string_view token, std::size_t line_size);

  std::span<const std::string_view> known_keys_;
  std::vector<Slice> values_;  // one a known key, meaningful where found_ has its bit; and one for all others
  std::uint64_t found_ = 0;
  std::string unescaped_;
  Unique unique_;
  std::vector<std::string_view> others_;      // unknown keys of the line, where they are to be unique
  std::vector<LineTemplate::Value> members_;  // of the line, in its order
  bool flat_ = false;                         // none of them is nested
  QuoteList quotes_;
  std::optional<std::size_t> kind_key_;
  std::optional<std::size_t> kind_quote_;  // the one at which the kind key's text began in the first line
  std::vector<Lines> templates_ = std::vector<Lines>(kKinds * kOfKind);
  std::size_t learnt_ = 0, missed_ = 0;
};

struct Line {
  std::string_view text;  // without LF, CRLF or BOM
  std::uint64_t number;   // 1-based, comments and blank lines counted
  bool has_newline;       // false only for a last line that lacks it
};

// Cuts chunks of bytes into lines and feeds them on; blank lines and lines that start with '#' are counted,
// not fed. A line may span chunks. `on_line` returns an error to stop.
class LineSplitter {
 public:
  using OnLine = std::function<Result<void>(const Line&)>;
  explicit LineSplitter(OnLine on_line) : on_line_(std::move(on_line)) {}

  [[nodiscard]] Result<void> feed(std::string_view bytes);
  [[nodiscard]] Result<void> finish();                          // the last line, if it lacks its newline
  [[nodiscard]] std::uint64_t lines() const { return lines_; }  // all that were seen, the torn one too

 private:
  [[nodiscard]] Result<void> emit(std::string_view text, bool has_newline);
  OnLine on_line_;
  std::string carry_;
  std::uint64_t lines_ = 0;
};

}  // namespace tiyf::json
