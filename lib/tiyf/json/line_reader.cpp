#include "tiyf/json/line_reader.hpp"

#include <cstdlib>

#include "tiyf/json/grammar.hpp"

namespace tiyf::json {
namespace {

constexpr std::size_t kMaxKeys = 64;
constexpr std::string_view kBom = "\xEF\xBB\xBF";

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

}  // namespace

LineScanner::LineScanner(std::span<const std::string_view> known_keys, Unique unique)
    : keys_(known_keys), unique_(unique) {
  if (keys_.size() > kMaxKeys) std::abort();  // found_ has one bit a key
  values_.resize(keys_.size());
  for (const auto key : keys_) seen_.push_back({std::string(key)});
  seen_.push_back({});
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

std::optional<std::size_t> LineScanner::index_of(std::string_view key) const {
  for (auto i = first_in_bucket_[bucket(key)]; i != kNone; i = next_in_bucket_[i])
    if (keys_[i].size() == key.size() && same_short(keys_[i].data(), key.data(), key.size())) return i;
  return std::nullopt;
}

std::string_view LineScanner::unescape(std::string_view token, std::size_t line_size) {
  // Once a line, before its first slice into the buffer: unescaped text is never longer than escaped, so it
  // never grows.
  if (unescaped_.empty()) unescaped_.reserve(line_size);
  const auto start = unescaped_.size();
  append_unescaped(unescaped_, token);
  return std::string_view(unescaped_).substr(start);
}

bool LineScanner::is_new(std::uint8_t place, const Token& value) {
  if (place == kNone || value.kind == Kind::object || value.kind == Kind::array) return false;
  for (const auto other : others_)
    if (other == place) return false;
  others_.push_back(place);
  return true;
}

// kNone when there are too many to remember.
std::uint8_t LineScanner::place_of_unknown(std::string_view name) {
  for (auto i = keys_.size() + 1; i < seen_.size(); ++i)
    if (seen_[i].name == name) return static_cast<std::uint8_t>(i);
  if (seen_.size() == 2 * kMaxKeys) return kNone;
  seen_.push_back({std::string(name)});
  return static_cast<std::uint8_t>(seen_.size() - 1);
}

std::optional<LineFault> LineScanner::scan(std::string_view line) {
  found_ = 0;
  unescaped_.clear();
  others_.clear();
  Grammar grammar(line);
  auto at = static_cast<std::uint8_t>(keys_.size());  // in seen_; kNone: lost
  const auto guess = [&] { return at == kNone ? kNone : seen_[at].next; };
  const auto expected = [&] { return guess() == kNone ? std::string_view() : std::string_view(seen_[guess()].name); };
  const auto on_key = [&](const Token* key) {
    auto place = guess();
    const auto offset = key != nullptr ? key->offset : grammar.offset() - seen_[place].name.size() - 3;
    Token value;
    if (!grammar.value(value)) return false;
    if (key != nullptr) {
      const auto known = index_of(key->escaped ? unescape(key->text, line.size()) : key->text);
      place = known ? static_cast<std::uint8_t>(*known) : key->escaped ? kNone : place_of_unknown(key->text);
      if (at != kNone) seen_[at].next = place;
    }
    at = place;
    if (place >= keys_.size()) {
      const bool fine = unique_ == Unique::known_keys || is_new(place, value);
      return fine || grammar.fail_at(offset, "this unknown key is nested, escaped, or stands twice");
    }
    const auto bit = std::uint64_t{1} << place;
    if ((found_ & bit) != 0) return grammar.fail_at(offset, "this key stands twice on the line; keep one of them");
    found_ |= bit;
    values_[place] = {value.kind, value.escaped ? unescape(value.text, line.size()) : value.text, value.offset + 1};
    return true;
  };
  if (grammar.members(expected, on_key) && grammar.end()) return std::nullopt;
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
