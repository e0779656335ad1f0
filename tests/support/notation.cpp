#include "support/notation.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tiyf::scenario {
namespace {

using Words = std::vector<std::string_view>;

Words split(std::string_view text) {
  Words words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The members of one object, in the order in which they are added.
class Object {
 public:
  void add(std::string_view key, std::string_view value) {
    if (value == "-") return;
    text_ += text_.empty() ? "{\"" : ",\"";
    text_ += std::string(key) + "\":";
    if (is_one_of(key, {"ts", "created_at"}))
      text_ += '"' + timestamp(value) + '"';
    else if (is_one_of(key, {"size", "price", "units", "avg_price", "filled", "avg_fill_price", "inferred",
                             "daily_loss_cap", "symbol_caps"}))
      text_ += value;
    else
      text_ += '"' + std::string(value) + '"';
    keys_.emplace_back(key);
  }
  // Words in the order of `keys`, then KEY=VALUE.
  void add_words(const Words& words, const Words& keys) {
    std::size_t next = 0;
    for (const auto word : words) {
      if (const auto equals = word.find('='); equals != std::string_view::npos)
        add(word.substr(0, equals), word.substr(equals + 1));
      else if (next < keys.size())
        add(keys[next++], word);
      else
        throw std::invalid_argument("a word too many: " + std::string(word));
    }
  }
  [[nodiscard]] bool has(std::string_view key) const {
    return std::find(keys_.begin(), keys_.end(), key) != keys_.end();
  }
  [[nodiscard]] std::string text() const { return text_ + '}'; }

 private:
  std::string text_;
  std::vector<std::string> keys_;
};

Words keys_of(Dialect dialect, std::string_view event) {
  const std::string_view id =
      dialect == Dialect::broker_events ? "broker_order_id" : "broker_client_order_id";
  if (event == "decision" || event == "order_sent" ||
      (event == "order_accepted" && dialect == Dialect::broker_events))
    return {id, "symbol", "side", "size", "type", "price"};
  if (event == "order_accepted") return {id, "broker_order_id"};
  if (event == "fill") return {id, "fill_id", "size", "price"};
  if (event == "order_replaced") return {id, "size", "price"};
  if (event == "position_snapshot") return {"symbol", "side", "units", "avg_price"};
  if (event == "engine_restart_reason") return {"reason"};
  return {id, "reason"};
}

std::string object_of(std::string_view notation, const Words& keys) {
  if (notation.starts_with('{')) return std::string(notation);
  Object object;
  object.add_words(split(notation), keys);
  return object.text();
}

}  // namespace

std::string timestamp(std::string_view text) {
  if (text.find('T') != std::string_view::npos) return std::string(text);
  return "2025-10-06T" + std::string(text) + "Z";
}

std::string log_line(Dialect dialect, std::string_view notation) {
  if (notation.starts_with('{') || notation.starts_with('#')) return std::string(notation);
  auto words = split(notation);
  const auto event = words.at(1);
  Object object;
  object.add("ts", words[0]);
  object.add("event", event);
  words.erase(words.begin(), words.begin() + 2);
  object.add_words(words, keys_of(dialect, event));
  if (is_one_of(event, {"decision", "order_sent"}) && !object.has("decision_id"))
    object.add("decision_id", "d-" + std::string(words.at(0)));
  return object.text();
}

std::string log_text(Dialect dialect, const std::vector<std::string>& notations) {
  std::string text;
  for (const auto& notation : notations) text += log_line(dialect, notation) + '\n';
  return text;
}

std::string order_row(std::string_view notation) {
  const std::string with_default =
      std::string(notation) + (notation.find("created_at=") == notation.npos ? " created_at=12:00:00" : "");
  return object_of(
      notation.starts_with('{') ? notation : with_default,
      {"broker_order_id", "broker_client_order_id", "symbol", "side", "size", "filled", "status"});
}

std::string fill_row(std::string_view notation) {
  return object_of(notation, {"fill_id", "broker_order_id", "symbol", "side", "size", "price", "ts"});
}

std::string position_row(std::string_view notation) {
  return object_of(notation, {"symbol", "side", "units", "avg_price"});
}

std::string array_of(const std::vector<std::string>& notations, std::string (*row)(std::string_view)) {
  std::string text;
  for (const auto& notation : notations) text += (text.empty() ? "[" : ",") + row(notation);
  return text.empty() ? "[]" : text + "]";
}

}  // namespace tiyf::scenario
