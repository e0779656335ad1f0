#include <algorithm>

#include "tiyf/base/text.hpp"
#include "tiyf/slippage/fill_fields.hpp"

namespace tiyf::slippage {
namespace {

using Places = std::array<std::optional<std::size_t>, kFillKeys.size()>;

struct Cell {
  std::string text;
  std::size_t offset;  // of its first byte, an opening quote included
};

// RFC 4180, record by record: fields may be quoted, quotes in them doubled, line breaks in quotes kept; CRLF
// or LF.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  // The fields of the next record that is not an empty line; none at the end.
  [[nodiscard]] Result<std::optional<std::vector<Cell>>> next() {
    while (take_line_break()) {
    }
    if (rest().empty()) return std::nullopt;
    line_ += line_breaks(text_.substr(start_, at_ - start_));
    start_ = at_;
    std::vector<Cell> cells;
    do {
      const std::size_t offset = at_;
      TIYF_TRY(text, take_field());
      cells.push_back({std::move(text), offset});
    } while (take(','));
    if (!rest().empty() && !take_line_break())
      return error("a quoted field must end before a comma or a line break", at_);
    return std::optional(std::move(cells));
  }

  [[nodiscard]] std::uint64_t line() const { return line_; }  // where the last record starts
  [[nodiscard]] std::uint64_t lines() const {
    return line_breaks(text_) + (text_.empty() || text_.ends_with('\n') ? 0 : 1);
  }
  [[nodiscard]] std::unexpected<Error> error(std::string message, std::size_t offset) const {
    const auto line_start = offset == 0 ? 0 : text_.rfind('\n', offset - 1) + 1;  // npos + 1: 0
    return fail(Error{ErrorKind::malformed, std::move(message), std::string(file_),
                      line_breaks(text_.substr(0, offset)) + 1, offset - line_start + 1});
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  [[nodiscard]] static std::uint64_t line_breaks(std::string_view text) {
    return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
  }
  bool take(char c) {
    if (!rest().starts_with(c)) return false;
    ++at_;
    return true;
  }
  bool take_line_break() {
    const std::size_t length = rest().starts_with("\r\n") ? 2 : rest().starts_with('\n') ? 1 : 0;
    at_ += length;
    return length != 0;
  }
  Result<std::string> take_field() {
    if (rest().starts_with('"')) return take_quoted();
    const auto end = std::min(text_.find_first_of(",\n", at_), text_.size());
    auto field = text_.substr(at_, end - at_);
    if (field.ends_with('\r') && end < text_.size() && text_[end] == '\n') field.remove_suffix(1);
    if (const auto bad = field.find_first_of("\"\r"); bad != std::string_view::npos)
      return error("a field that holds a quote or a line break must be quoted", at_ + bad);
    at_ += field.size();
    return std::string(field);
  }
  Result<std::string> take_quoted() {
    const std::size_t opening = at_++;
    std::string field;
    while (true) {
      const auto quote = text_.find('"', at_);
      if (quote == std::string_view::npos) return error("a quoted field has no closing quote", opening);
      field += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (!take('"')) return field;
      field += '"';
    }
  }

  std::string_view text_;
  std::string_view file_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;  // of the last record
  std::uint64_t line_ = 1;
};

Result<Places> read_header(const CsvReader& csv, const std::vector<Cell>& header) {
  Places places;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto* const known = std::find(kFillKeys.begin(), kFillKeys.end(), header[i].text);
    if (known == kFillKeys.end()) continue;
    auto& place = places[static_cast<std::size_t>(known - kFillKeys.begin())];
    if (place) return csv.error("column " + header[i].text + " stands twice in the header", header[i].offset);
    place = i;
  }
  for (const auto key : {key_utc_ts, key_symbol, key_side, key_price, key_intended_price})
    if (!places[key])
      return csv.error("the header lacks " + std::string(kFillKeys[key]) +
                           "; expected trades.csv with its header, or JSON lines",
                       header.front().offset);
  return places;
}

Result<FillToJudge> read_record(const CsvReader& csv, const std::vector<Cell>& record, const Places& places,
                                const Instruments& instruments) {
  auto fill = make_fill(
      [&](FillKey key) -> std::optional<std::string_view> {
        if (!places[key] || record[*places[key]].text.empty()) return std::nullopt;
        return record[*places[key]].text;
      },
      instruments);
  if (!fill) return csv.error(std::move(fill.error().message), record[*places[fill.error().key]].offset);
  return *std::move(fill);
}

Result<void> require_width(const CsvReader& csv, const std::vector<Cell>& record, std::size_t width) {
  if (record.size() == width) return {};
  const Cell& where = record.size() > width ? record[width] : record.front();
  return csv.error(
      "expected " + counted(width, "field") + " as in the header, found " + std::to_string(record.size()),
      where.offset);
}

}  // namespace

Result<FillList> read_csv_fills(std::string_view text, std::string_view file,
                                const Instruments& instruments) {
  CsvReader csv(text, file);
  if (const auto sound = utf8_prefix(text); sound < text.size())
    return csv.error("these bytes are not UTF-8; write the text in UTF-8", sound);
  FillList list;
  list.lines = csv.lines();
  TIYF_TRY(header, csv.next());
  if (!header) return list;
  TIYF_TRY(places, read_header(csv, *header));
  while (true) {
    TIYF_TRY(record, csv.next());
    if (!record) return list;
    TIYF_CHECK(require_width(csv, *record, header->size()));
    TIYF_TRY(fill, read_record(csv, *record, places, instruments));
    fill.line = csv.line();
    list.fills.push_back(std::move(fill));
  }
}

}  // namespace tiyf::slippage
