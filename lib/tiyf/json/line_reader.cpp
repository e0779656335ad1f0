#include "tiyf/json/line_reader.hpp"

#include <algorithm>

#include "tiyf/json/grammar.hpp"
#include "tiyf/json/plain_line.hpp"

namespace tiyf::json {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

bool is_blank(std::string_view text) {
  if (text.empty()) return true;
  return (text.front() == ' ' || text.front() == '\t') &&
         text.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

LineScanner::LineScanner(std::span<const std::string_view> known_keys, Unique unique, std::size_t kind_key)
    : keys_(known_keys), kind_key_(kind_key), values_(known_keys.size() + 1), unique_(unique) {}

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
  const auto* const known = keys_.find(name);
  if (known == nullptr) {
    const bool flat = value.kind != Kind::object && value.kind != Kind::array;
    return unique_ == Unique::known_keys || (!key.escaped && flat && is_new(name));
  }
  if ((found_ & known->bit) != 0) return false;
  found_ |= known->bit;
  values_[known->place] = {value.kind, value.escaped ? unescape(value.text, line_size) : value.text,
                           value.offset + 1};
  return true;
}

bool LineScanner::is_new(std::string_view key) {
  if (std::find(others_.begin(), others_.end(), key) != others_.end()) return false;
  others_.push_back(key);
  return true;
}

bool LineScanner::scan_plain(std::string_view line) {
  PlainLine plain(line);
  if (!plain.start()) return false;
  std::uint64_t found = 0;
  std::size_t kind = 0;
  for (auto* key = keys_.start();;) {
    auto*& behind = key->behind[kind];
    key = behind;
    if (!plain.take(key->written)) {
      std::string_view name;
      if (!plain.key(name)) return false;
      key = keys_.find(name);
      if (key == nullptr && unique_ == Unique::any_key && !is_new(name)) return false;
      if (key == nullptr) key = unique_ == Unique::any_key ? keys_.any_other() : keys_.remembered(name);
      behind = key;
    }
    if ((found & key->bit) != 0) return false;
    found |= key->bit;
    auto& value = values_[key->place];
    if (!plain.value(value)) return false;
    if (key->place == kind_key_) kind = KeyMemory::kind(value.text);
    if (plain.comma()) continue;
    found_ = found;
    return plain.end();
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
