#include "tiyf/json/line_reader.hpp"
#include "tiyf/slippage/fill_fields.hpp"

namespace tiyf::slippage {
namespace {

bool is_number_key(std::size_t key) { return key >= key_size; }

// The empty cell of a trades.csv, as most who turn one into JSON write it.
bool is_no_price(std::size_t key, const json::Slice& slice) {
  return key == key_intended_price && slice.kind == json::Kind::null;
}

// A value of another type than its field's, if there is one.
std::optional<json::LineFault> wrong_type(const json::LineScanner& scanner) {
  for (std::size_t key = 0; key < kFillKeys.size(); ++key) {
    const auto* slice = scanner.at(key);
    if (slice == nullptr || is_no_price(key, *slice)) continue;
    const bool text = slice->kind == json::Kind::string && !slice->text.empty();
    if (text || (is_number_key(key) && slice->kind == json::Kind::number)) continue;
    return json::LineFault{slice->column,
                           std::string(kFillKeys[key]) + " must be " +
                               (is_number_key(key) ? "a decimal number" : "a non-empty string")};
  }
  return std::nullopt;
}

std::expected<FillToJudge, json::LineFault> read_line(json::LineScanner& scanner, std::string_view line,
                                                      const Instruments& instruments) {
  if (auto fault = scanner.scan(line)) return std::unexpected(*std::move(fault));
  if (auto fault = wrong_type(scanner)) return std::unexpected(*std::move(fault));
  if (scanner.at(key_price) == nullptr) return std::unexpected(json::LineFault{1, "price is missing"});
  auto fill = make_fill(
      [&](FillKey key) {
        const auto* slice = scanner.at(key);
        return slice == nullptr || is_no_price(key, *slice) ? std::nullopt : std::optional(slice->text);
      },
      instruments);
  if (fill) return *std::move(fill);
  const auto* slice = scanner.at(fill.error().key);
  return std::unexpected(
      json::LineFault{slice == nullptr ? 1 : slice->column, std::move(fill.error().message)});
}

}  // namespace

Result<FillList> read_jsonl_fills(std::string_view text, std::string_view file,
                                  const Instruments& instruments) {
  FillList list;
  json::LineScanner scanner(kFillKeys);
  json::LineSplitter splitter([&](const json::Line& line) -> Result<void> {
    auto fill = read_line(scanner, line.text, instruments);
    if (fill) {
      fill->line = line.number;
      list.fills.push_back(*std::move(fill));
    } else if (!line.has_newline) {  // torn off in the middle of being written
      list.torn_tail_line = line.number;
    } else {
      return fail(Error{ErrorKind::malformed, std::move(fill.error().message), std::string(file), line.number,
                        fill.error().column});
    }
    return {};
  });
  TIYF_CHECK(splitter.feed(text));
  TIYF_CHECK(splitter.finish());
  list.lines = splitter.lines();
  return list;
}

}  // namespace tiyf::slippage
