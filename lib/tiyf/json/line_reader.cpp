#include "tiyf/json/line_reader.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "tiyf/json/grammar.hpp"
#include "tiyf/json/plain_line.hpp"

namespace tiyf::json {
namespace {

constexpr std::size_t kMaxKeys = 64;
constexpr std::string_view kBom = "\xEF\xBB\xBF";

// Keys are short: compared in place, eight bytes at a time, the last ones overlapping.
bool same_short(const char* a, const char* b, std::size_t size) {
  const auto differ = [&]<class Word>(Word x, std::size_t at) {
    Word y = 0;
    std::memcpy(&x, a + at, sizeof x);
    std::memcpy(&y, b + at, sizeof y);
    return x != y;
  };
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8)
      if (differ(std::uint64_t{}, at)) return false;
    return !differ(std::uint64_t{}, size - 8);
  }
  if (size >= 4) return !differ(std::uint32_t{}, 0) && !differ(std::uint32_t{}, size - 4);
  for (std::size_t at = 0; at < size; ++at)
    if (a[at] != b[at]) return false;
  return true;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

}  // namespace

LineScanner::LineScanner(std::span<const std::string_view> known_keys, Unique unique)
    : keys_(known_keys), unique_(unique) {
  if (keys_.size() > kMaxKeys) std::abort();  // found_ has one bit a key
  values_.resize(keys_.size());
  first_in_bucket_.fill(kNone);
  next_in_bucket_.resize(keys_.size(), kNone);
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    next_in_bucket_[i] = std::exchange(first_in_bucket_[bucket(keys_[i])], static_cast<std::uint8_t>(i));
  }
}

// Length, first and last character tell almost all keys of one schema apart.
std::size_t LineScanner::bucket(std::string_view key) {
  if (key.empty()) return 0;
  const auto first = static_cast<unsigned char>(key.front());
  const auto last = static_cast<unsigned char>(key.back());
  return (key.size() * 11U + first * 3U + last) % kBuckets;
}

std::uint8_t LineScanner::index_of(std::string_view key) const {
  auto i = first_in_bucket_[bucket(key)];
  while (i != kNone &&
         (keys_[i].size() != key.size() || !same_short(keys_[i].data(), key.data(), key.size())))
    i = next_in_bucket_[i];
  return i;
}

std::string_view LineScanner::unescape(std::string_view token, std::size_t line_size) {
  // Once a line, before its first slice into the buffer: unescaped text is never longer than escaped, so it
  // never grows.
  if (unescaped_.empty()) unescaped_.reserve(line_size);
  const auto start = unescaped_.size();
  append_unescaped(unescaped_, token);
  return std::string_view(unescaped_).substr(start);
}

bool LineScanner::take(const Token& key, const Token& value, std::size_t line_size) {
  const auto name = key.escaped ? unescape(key.text, line_size) : key.text;
  const auto i = index_of(name);
  if (i == kNone) return unique_ == Unique::known_keys || is_new(key, value);
  const auto bit = std::uint64_t{1} << i;
  if ((found_ & bit) != 0) return false;
  found_ |= bit;
  values_[i] = {value.kind, value.escaped ? unescape(value.text, line_size) : value.text, value.offset + 1};
  return true;
}

bool LineScanner::is_new(const Token& key, const Token& value) {
  if (key.escaped || value.kind == Kind::object || value.kind == Kind::array) return false;
  if (std::find(others_.begin(), others_.end(), key.text) != others_.end()) return false;
  others_.push_back(key.text);
  return true;
}

bool LineScanner::scan_plain(std::string_view line) {
  PlainLine plain;
  if (!plain.start(line)) return false;
  Token key, value;
  for (;;) {
    const auto step = plain.next(key.text, value);
    if (step == PlainLine::Step::not_plain || !take(key, value, line.size())) return false;
    if (step == PlainLine::Step::end) return true;
  }
}

void LineScanner::clear() {
  found_ = 0;
  unescaped_.clear();
  others_.clear();
}

std::optional<LineFault> LineScanner::scan(std::string_view line) {
  clear();
  if (scan_plain(line)) return std::nullopt;
  clear();
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

const Slice* LineScanner::at(std::size_t index) const {
  return index < keys_.size() && ((found_ >> index) & 1U) != 0 ? &values_[index] : nullptr;
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
  if (lines_ == 1 && text.starts_with(kBom)) text.remove_prefix(kBom.size());
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (is_blank(text) || text.starts_with('#')) return {};
  return on_line_({text, lines_, has_newline});
}

}  // namespace tiyf::json
