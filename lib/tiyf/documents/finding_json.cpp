#include "tiyf/documents/finding_json.hpp"

#include <algorithm>
#include <array>

#include "tiyf/documents/read.hpp"

namespace tiyf::documents {
namespace {

using json::Cursor;

// What is not an extra.
constexpr std::array<std::string_view, 10> kOwnKeys{
    "kind",   "severity", "symbol",  "broker_client_order_id", "broker_order_id", "decision_id", "local",
    "broker", "message",  "evidence"};

constexpr std::array kSeverities{Severity::critical, Severity::warning, Severity::info};
constexpr std::array kInputs{Input::config,        Input::decision_log,    Input::order_journal,
                             Input::broker_events, Input::broker_snapshot, Input::local_snapshot};

template <class Enum, std::size_t N>
std::optional<Enum> parse_among(const std::array<Enum, N>& all, std::string_view text) {
  const auto* const found = std::find_if(all.begin(), all.end(), [&](Enum e) { return name(e) == text; });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

struct FieldWriter {
  json::Writer& writer;
  void operator()(std::monostate) const { writer.null(); }
  void operator()(const std::vector<std::string>& words) const {
    writer.begin_array();
    for (const auto& word : words) writer.value(word);
    writer.end_array();
  }
  template <class T>
  void operator()(const T& value) const {
    writer.value(value);
  }
};

Result<FieldValue> read_words(const Cursor& list) {
  std::vector<std::string> words;
  TIYF_TRY(items, list.items());
  for (const auto& item : items) {
    TIYF_TRY(word, item.string());
    words.push_back(std::move(word));
  }
  return FieldValue{std::move(words)};
}

Result<FieldValue> read_value(const Cursor& at) {
  switch (at.value().kind) {
    case json::Kind::null:
      return FieldValue{};
    case json::Kind::boolean:
      return FieldValue{at.value().boolean};
    case json::Kind::string:
      return FieldValue{at.value().text};
    case json::Kind::array:
      return read_words(at);
    case json::Kind::number: {
      TIYF_TRY(number, at.decimal());
      return FieldValue{number};
    }
    case json::Kind::object:
      break;
  }
  return at.error("an object cannot stand here");
}

Result<Fields> read_fields(const Cursor& object) {
  Fields fields;
  TIYF_TRY(members, object.members());
  for (const auto& [key, at] : members) {
    TIYF_TRY(value, read_value(at));
    fields.push_back({key, std::move(value)});
  }
  return fields;
}

Result<Fields> read_extras(const Cursor& object) {
  Fields extras;
  TIYF_TRY(members, object.members());
  for (const auto& [key, at] : members) {
    if (std::find(kOwnKeys.begin(), kOwnKeys.end(), key) != kOwnKeys.end()) continue;
    TIYF_TRY(value, read_value(at));
    extras.push_back({key, std::move(value)});
  }
  return extras;
}

Result<Evidence> read_line_of_input(const Cursor& object) {
  TIYF_TRY(input_at, object.at("input"));
  TIYF_TRY(input,
           read_word(
               input_at, [](std::string_view t) { return parse_among(kInputs, t); }, "an input's name"));
  TIYF_TRY(line_at, object.at("line"));
  TIYF_TRY(line, line_at.count());
  if (line > Evidence::kLastLine) return line_at.error("no input has so many lines");
  return Evidence(input, line);
}

void write_object(json::Writer& writer, std::string_view key, const Fields& fields) {
  if (fields.empty()) return;
  writer.key(key).begin_object();
  write_fields(writer, fields);
  writer.end_object();
}

template <class IdType>
void write_id(json::Writer& writer, std::string_view key, const std::optional<IdType>& id) {
  if (id) writer.member(key, id->value);
}

}  // namespace

void write_fields(json::Writer& writer, const Fields& fields) {
  std::vector<const Field*> sorted;
  for (const auto& field : fields) sorted.push_back(&field);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  for (const auto* field : sorted) {
    writer.key(field->name);
    std::visit(FieldWriter{writer}, field->value);
  }
}

void write_evidence(json::Writer& writer, const std::vector<Evidence>& evidence) {
  writer.begin_array();
  for (const auto& e : evidence)
    writer.begin_object().member("input", name(e.input())).member("line", e.line()).end_object();
  writer.end_array();
}

void write_finding(json::Writer& writer, const Finding& finding) {
  writer.begin_object().member("kind", name(finding.kind)).member("severity", name(finding.severity));
  write_id(writer, "symbol", finding.symbol);
  write_id(writer, "broker_client_order_id", finding.client_id);
  write_id(writer, "broker_order_id", finding.broker_id);
  write_id(writer, "decision_id", finding.decision_id);
  write_object(writer, "local", finding.local);
  write_object(writer, "broker", finding.broker);
  writer.member("message", finding.message).key("evidence");
  write_evidence(writer, finding.evidence);
  write_fields(writer, finding.extras);
  writer.end_object();
}

Result<std::vector<Evidence>> read_evidence(const Cursor& list) {
  std::vector<Evidence> evidence;
  TIYF_TRY(items, list.items());
  for (const auto& item : items) {
    TIYF_TRY(one, read_line_of_input(item));
    evidence.push_back(one);
  }
  std::sort(evidence.begin(), evidence.end());
  evidence.erase(std::unique(evidence.begin(), evidence.end()), evidence.end());
  return evidence;
}

Result<Finding> read_finding(const Cursor& object) {
  TIYF_TRY(kind_at, object.at("kind"));
  TIYF_TRY(kind, read_word(kind_at, parse_finding_kind, "a finding's kind"));
  TIYF_TRY(severity_at, object.at("severity"));
  TIYF_TRY(severity, read_word(
                         severity_at, [](std::string_view t) { return parse_among(kSeverities, t); },
                         "critical, warning or info"));
  Finding finding{};
  finding.kind = kind;
  finding.severity = severity;
  TIYF_CHECK(read_if(object, "symbol", finding.symbol, read_id<Symbol>));
  TIYF_CHECK(read_if(object, "broker_client_order_id", finding.client_id, read_id<ClientOrderId>));
  TIYF_CHECK(read_if(object, "broker_order_id", finding.broker_id, read_id<BrokerOrderId>));
  TIYF_CHECK(read_if(object, "decision_id", finding.decision_id, read_id<DecisionId>));
  TIYF_CHECK(read_if(object, "local", finding.local, read_fields));
  TIYF_CHECK(read_if(object, "broker", finding.broker, read_fields));
  TIYF_CHECK(read_if(object, "evidence", finding.evidence, read_evidence));
  TIYF_TRY(message_at, object.at("message"));
  TIYF_TRY(message, message_at.string());
  finding.message = std::move(message);
  TIYF_TRY(extras, read_extras(object));
  finding.extras = std::move(extras);
  return finding;
}

}  // namespace tiyf::documents
