// Schemas and readers say the same: a good example is read, a bad one is refused (CONTRACT §1).
// usage: readers_agree EXAMPLES OUT — prints each disagreement (exit 1); writes the snapshots it read into
// OUT, where tests/schemas/validate looks at them.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tiyf/documents/cancel_answer.hpp"
#include "tiyf/documents/config.hpp"
#include "tiyf/documents/snapshot.hpp"
#include "tiyf/events/event_reader.hpp"

namespace {

namespace fs = std::filesystem;
using tiyf::Result;

// What a reader takes although no tool writes it so: the schema asks for more.
const std::map<std::string, std::string> kTakenAllTheSame{
    {"decision_log.bad.jsonl:7", "an event that is not known is counted, whatever else its line has"},
    {"local_snapshot.bad.json", "a decision id is always written; comparing does without"},
    {"local_snapshot.bad.jsonl:1", "positions are always written; absent they are not known"},
    {"local_snapshot.bad.jsonl:3", "last_event_at is always written; absent it is created_at"},
    {"local_snapshot.bad.jsonl:7",
     "a fill names its order by our id; one that has only the broker's finds it too"},
    {"local_snapshot.bad.jsonl:8", "severities are checked where findings are made"},
};

struct Example {
  std::string where;
  std::string text;
};

std::vector<Example> examples_of(const fs::path& file) {
  std::ifstream in(file);
  const std::string name = file.filename();
  if (file.extension() == ".json") {
    std::ostringstream text;
    text << in.rdbuf();
    return {{name, text.str()}};
  }
  std::vector<Example> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back({fmt::format("{}:{}", name, lines.size() + 1), line});
  return lines;
}

Result<void> read_line(tiyf::Dialect dialect, const Example& example, const tiyf::Instruments& instruments) {
  tiyf::EventReader reader(dialect, example.where, instruments, tiyf::UnknownEvents::count,
                           [](const tiyf::Event&) { return Result<void>{}; });
  TIYF_CHECK(reader.feed(example.text + '\n'));
  return reader.finish();
}

class Readers {
 public:
  explicit Readers(fs::path out) : out_(std::move(out)) {}

  // Whether there is a reader of that document in the library.
  [[nodiscard]] bool knows(const std::string& name) const { return readers_.contains(name); }
  [[nodiscard]] Result<void> read(const std::string& name, const Example& example) const {
    return readers_.at(name)(example);
  }

 private:
  using Reader = std::function<Result<void>(const Example&)>;

  [[nodiscard]] Result<void> keep(const Example& example, const Result<std::string>& written) const {
    if (!written) return std::unexpected(written.error());
    auto name = example.where + ".rewritten.json";
    std::ofstream(out_ / name) << *written;
    return {};
  }

  fs::path out_;
  tiyf::Instruments instruments_ = [] {
    tiyf::Instruments known;
    static_cast<void>(known.add("EURUSD", std::nullopt, {"EUR_USD"}));
    return known;
  }();
  std::map<std::string, Reader> readers_{
      {"config",
       [](const Example& e) -> Result<void> {
         TIYF_CHECK(tiyf::documents::read_config(e.text, e.where));
         return {};
       }},
      {"cancel_answer",
       [](const Example& e) -> Result<void> {
         TIYF_CHECK(tiyf::documents::read_cancel_answer(e.text, e.where));
         return {};
       }},
      {"broker_snapshot",
       [this](const Example& e) -> Result<void> {
         TIYF_TRY(snapshot, tiyf::documents::read_broker_snapshot(e.text, e.where, instruments_));
         return keep(e, tiyf::documents::write_broker_snapshot(snapshot, tiyf::json::Layout::pretty));
       }},
      {"local_snapshot",
       [this](const Example& e) -> Result<void> {
         TIYF_TRY(snapshot, tiyf::documents::read_local_snapshot(e.text, e.where, instruments_));
         if (e.where.find(".bad.") != std::string::npos) return {};
         return keep(e, tiyf::documents::write_local_snapshot(snapshot, tiyf::json::Layout::pretty));
       }},
      {"decision_log",
       [this](const Example& e) { return read_line(tiyf::Dialect::decision_log, e, instruments_); }},
      {"order_journal",
       [this](const Example& e) { return read_line(tiyf::Dialect::order_journal, e, instruments_); }},
      {"broker_events",
       [this](const Example& e) { return read_line(tiyf::Dialect::broker_events, e, instruments_); }},
  };
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: readers_agree EXAMPLES OUT\n");
    return 64;
  }
  const Readers readers(argv[2]);
  int disagreements = 0, count = 0;
  for (const auto& entry : fs::directory_iterator(argv[1])) {
    const std::string file = entry.path().filename();
    const std::string name = file.substr(0, file.find('.'));
    if (!readers.knows(name)) continue;
    const bool good = file.find(".good.") != std::string::npos;
    for (const auto& example : examples_of(entry.path())) {
      ++count;
      const auto read = readers.read(name, example);
      if (read.has_value() == (good || kTakenAllTheSame.contains(example.where))) continue;
      ++disagreements;
      fmt::print(stderr, "{}: {}\n", example.where, read ? "the reader takes it" : read.error().text());
    }
  }
  fmt::print("{} examples read, {} disagreements\n", count, disagreements);
  return disagreements == 0 && count > 0 ? 0 : 1;
}
