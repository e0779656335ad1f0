#include "tiyf/json/writer.hpp"

#include <fmt/format.h>

#include "tiyf/base/text.hpp"

namespace tiyf::json {

Writer::Writer(Layout layout) : layout_(layout) {}

void Writer::newline() {
  if (layout_ == Layout::line) return;
  out_ += '\n';
  out_.append(2 * has_items_.size(), ' ');
}

void Writer::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_items_.empty()) return;
  if (has_items_.back()) out_ += ',';
  has_items_.back() = true;
  newline();
}

Writer& Writer::begin(char bracket) {
  before_value();
  out_ += bracket;
  has_items_.push_back(false);
  return *this;
}

Writer& Writer::end(char bracket) {
  if (has_items_.empty()) {
    unbalanced_ = true;
    return *this;
  }
  const bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) newline();
  out_ += bracket;
  return *this;
}

Writer& Writer::begin_object() { return begin('{'); }
Writer& Writer::end_object() { return end('}'); }
Writer& Writer::begin_array() { return begin('['); }
Writer& Writer::end_array() { return end(']'); }

Writer& Writer::key(std::string_view key) {
  before_value();
  last_key_ = key;
  quote(key);
  out_ += layout_ == Layout::pretty ? ": " : ":";
  after_key_ = true;
  return *this;
}

void Writer::quote(std::string_view text) {
  if (!is_utf8(text)) misfit("holds text that is not UTF-8");
  append_json_string(out_, text);
}

void Writer::misfit(std::string_view why) {
  if (!misfit_) misfit_ = fmt::format("\"{}\" {}", is_utf8(last_key_) ? last_key_ : "a key", why);
}

Writer& Writer::raw(std::string_view token) {
  before_value();
  out_ += token;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  before_value();
  quote(text);
  return *this;
}

Writer& Writer::value(Decimal number) {
  if (!number.fits()) misfit(describe(NumberFault::too_many_digits));
  return raw(number.text());
}

Writer& Writer::value(UtcTime time) { return value(time.text()); }
Writer& Writer::value(std::int64_t number) { return raw(fmt::to_string(number)); }
Writer& Writer::value(std::uint64_t number) { return raw(fmt::to_string(number)); }
Writer& Writer::value(bool truth) { return raw(truth ? "true" : "false"); }
Writer& Writer::null() { return raw("null"); }

Result<std::string> Writer::finish() {
  if (misfit_) return fail(ErrorKind::malformed, *misfit_);
  if (unbalanced_ || after_key_ || !has_items_.empty() || out_.empty())
    return fail(ErrorKind::internal,
                "a JSON document was not finished before it was taken; please report this");
  if (layout_ == Layout::pretty) out_ += '\n';
  return std::move(out_);
}

}  // namespace tiyf::json
