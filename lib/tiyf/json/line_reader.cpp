#include "tiyf/json/line_reader.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "tiyf/base/text.hpp"
#include "tiyf/json/grammar.hpp"

namespace tiyf::json {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

bool is_blank(std::string_view text) {
  if (text.empty()) return true;
  return (text.front() == ' ' || text.front() == '\t') &&
         text.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

LineScanner::LineScanner(std::span<const std::string_view> known_keys, Unique unique,
                         std::optional<std::size_t> kind_key)
    : known_keys_(known_keys), values_(known_keys.size() + 1), unique_(unique), kind_key_(kind_key) {
  // Each has its bit, and the kind key is one of them.
  if (known_keys.size() > kMaxKnown || kind_key >= known_keys.size()) std::abort();
}

std::string_view LineScanner::unescape(std::string_view token, std::size_t line_size) {
  // Once a line, before its first slice into the buffer: unescaped text is never longer than escaped, so it
  // never grows.
  if (unescaped_.empty()) unescaped_.reserve(line_size);
  const auto start = unescaped_.size();
  append_unescaped(unescaped_, token);
  return std::string_view(unescaped_).substr(start);
}

std::size_t LineScanner::place_of(std::string_view key) const {
  return static_cast<std::size_t>(std::find(known_keys_.begin(), known_keys_.end(), key) -
                                  known_keys_.begin());
}

bool LineScanner::take(const Token& key, const Token& value, std::size_t line_size) {
  const auto name = key.escaped ? unescape(key.text, line_size) : key.text;
  const auto place = place_of(name);
  const bool nested = value.kind == Kind::object || value.kind == Kind::array;
  const auto begin = value.offset + (value.kind == Kind::string ? 1 : 0);
  members_.push_back({begin, begin + value.text.size(), value.kind == Kind::string, place});
  flat_ = flat_ && !nested;
  if (place == known_keys_.size())
    return unique_ == Unique::known_keys || (!key.escaped && !nested && is_new(name));
  const auto bit = std::uint64_t{1} << place;
  if ((found_ & bit) != 0) return false;
  found_ |= bit;
  values_[place] = {value.kind, value.escaped ? unescape(value.text, line_size) : value.text,
                    value.offset + 1};
  return true;
}

bool LineScanner::is_new(std::string_view key) {
  if (std::find(others_.begin(), others_.end(), key) != others_.end()) return false;
  others_.push_back(key);
  return true;
}

void LineScanner::clear() {
  found_ = 0;
  unescaped_.clear();
}

// What lines with the same template have in common: how many quotes, and the text that names their kind.
// Lines that this takes for one kind only cost time.
std::uint64_t LineScanner::kind_of(std::string_view line) const {
  std::uint64_t kind = quotes_.size();
  if (kind_quote_ && *kind_quote_ + 1 < quotes_.size() && names_kind(line, *kind_quote_)) {
    const auto begin = quotes_[*kind_quote_], size = quotes_[*kind_quote_ + 1] - begin;
    std::uint64_t front = 0;
    if (size >= sizeof front) std::memcpy(&front, line.data() + begin, sizeof front);
    const auto middle = static_cast<unsigned char>(line[begin + size / 2]);
    kind += (front + middle * std::uint64_t{257} + size) * 0x9E3779B97F4A7C15U;
  }
  return kind ^ kind >> 32U;
}

// The key in front of this quote is the one whose text tells the kind. Elsewhere any text may stand there.
bool LineScanner::names_kind(std::string_view line, std::size_t quote) const {
  const auto begin = quotes_[quote - 2] + 1;
  return same_text(line.substr(begin, quotes_[quote - 1] - begin), known_keys_[*kind_key_]);
}

std::optional<LineFault> LineScanner::scan(std::string_view line) {
  clear();
  if (!quotes_.fill(line)) return read(line);
  const auto kind = kind_of(line);
  const auto known = std::span(templates_).subspan(kind % kKinds * kOfKind, kOfKind);
  for (const auto& lines : known) {
    if (lines.kind != kind || !lines.form.fits(line, quotes_, values_)) continue;
    found_ = lines.found;
    return std::nullopt;
  }
  auto fault = read(line);
  // Lines of ever new forms are not worth a template each.
  const bool worth_it = learnt_ < templates_.size() || ++missed_ % 16 == 0;
  if (!fault && flat_ && !members_.empty() && worth_it) {
    known[learnt_++ % kOfKind] = {kind, found_, LineTemplate(line, members_)};
    if (!kind_quote_) note_kind_quote();
  }
  return fault;
}

void LineScanner::note_kind_quote() {
  for (const auto& member : members_) {
    if (!member.quoted || member.place != kind_key_) continue;
    std::size_t quote = 0;
    while (quotes_[quote] + 1 != member.begin) ++quote;
    kind_quote_ = quote;
  }
}

std::optional<LineFault> LineScanner::read(std::string_view line) {
  others_.clear();
  members_.clear();
  flat_ = true;
  Grammar grammar(line);
  const auto on_member = [&](const Token& key, const Token& value) {
    if (take(key, value, line.size())) return true;
    return grammar.fail_at(key.offset, unique_ == Unique::known_keys
                                           ? "this key stands twice on the line; keep one of them"
                                           : "this key stands twice, or is unknown and nested or escaped");
  };
  if (grammar.object(on_member) && grammar.end()) return std::nullopt;
  found_ = 0;
  return LineFault{grammar.fault()->offset + 1, std::string(grammar.fault()->message)};
}

Result<void> LineSplitter::feed(std::string_view bytes) {
  for (;;) {
    const auto newline = bytes.find('\n');
    if (newline == std::string_view::npos) {
      carry_ += bytes;
      return {};
    }
    const auto text = bytes.substr(0, newline);
    bytes.remove_prefix(newline + 1);
    if (carry_.empty()) {
      TIYF_CHECK(emit(text, true));
    } else {
      carry_ += text;
      TIYF_CHECK(emit(carry_, true));
      carry_.clear();
    }
  }
}

Result<void> LineSplitter::finish() {
  if (carry_.empty()) return {};
  const auto last = std::exchange(carry_, {});
  return emit(last, false);
}

Result<void> LineSplitter::emit(std::string_view text, bool has_newline) {
  ++lines_;
  if (text.starts_with('{') && text.ends_with('}')) return on_line_({text, lines_, has_newline});
  if (lines_ == 1 && text.starts_with(kBom)) text.remove_prefix(kBom.size());
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (is_blank(text) || text.starts_with('#')) return {};
  return on_line_({text, lines_, has_newline});
}

}  // namespace tiyf::json
