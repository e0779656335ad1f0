#include <algorithm>

#include "tiyf/base/text.hpp"
#include "tiyf/slippage/fill_fields.hpp"

namespace tiyf::slippage {
namespace {

using Places = std::array<std::optional<std::size_t>, kFillKeys.size()>;

// RFC 4180, record by record: fields may be quoted, quotes in them doubled, line breaks in quotes kept; CRLF
// or LF.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::string_view file)
      : rest_(text), file_(file), ends_in_line_(!text.empty() && !text.ends_with('\n')) {}

  // The fields of the next record that is not an empty line; none at the end.
  [[nodiscard]] Result<std::optional<std::vector<std::string>>> next() {
    while (!rest_.empty() && take_line_break()) {
    }
    record_line_ = line_;
    if (rest_.empty()) return std::nullopt;
    std::vector<std::string> fields;
    do {
      TIYF_TRY(field, take_field());
      fields.push_back(std::move(field));
    } while (take(','));
    if (!rest_.empty() && !take_line_break())
      return error("a quoted field must end before a comma or a line break");
    return std::optional(std::move(fields));
  }

  [[nodiscard]] std::uint64_t lines_read() const { return ends_in_line_ ? line_ : line_ - 1; }
  // At the first line of the record last read.
  [[nodiscard]] std::unexpected<Error> error(std::string message) const {
    return fail(Error{ErrorKind::malformed, std::move(message), std::string(file_), record_line_});
  }

 private:
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_line_break() {
    const std::size_t length = rest_.starts_with("\r\n") ? 2 : rest_.starts_with('\n') ? 1 : 0;
    rest_.remove_prefix(length);
    line_ += length == 0 ? 0 : 1;
    return length != 0;
  }
  Result<std::string> take_field() {
    if (take('"')) return take_quoted();
    const auto end = std::min(rest_.find_first_of(",\n"), rest_.size());
    auto field = rest_.substr(0, end);
    if (field.ends_with('\r') && end < rest_.size() && rest_[end] == '\n') field.remove_suffix(1);
    rest_.remove_prefix(field.size());
    if (field.find_first_of("\"\r") != std::string_view::npos)
      return error("a field that holds a quote or a line break must be quoted");
    return std::string(field);
  }
  Result<std::string> take_quoted() {
    std::string field;
    while (true) {
      const auto quote = rest_.find('"');
      if (quote == std::string_view::npos) return error("a quoted field has no closing quote");
      const auto part = rest_.substr(0, quote);
      line_ += static_cast<std::uint64_t>(std::count(part.begin(), part.end(), '\n'));
      field += part;
      rest_.remove_prefix(quote + 1);
      if (!take('"')) return field;
      field += '"';
    }
  }

  std::string_view rest_;
  std::string_view file_;
  bool ends_in_line_;  // the last line lacks its line break
  std::uint64_t line_ = 1;
  std::uint64_t record_line_ = 1;
};

Result<Places> read_header(const CsvReader& csv, const std::vector<std::string>& header) {
  Places places;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto* const known = std::find(kFillKeys.begin(), kFillKeys.end(), header[i]);
    if (known == kFillKeys.end()) continue;
    auto& place = places[static_cast<std::size_t>(known - kFillKeys.begin())];
    if (place) return csv.error("column " + header[i] + " stands twice in the header");
    place = i;
  }
  for (const auto key : {key_utc_ts, key_symbol, key_side, key_price, key_intended_price})
    if (!places[key])
      return csv.error("the header lacks " + std::string(kFillKeys[key]) +
                       "; expected trades.csv with its header, or JSON lines");
  return places;
}

Result<FillToJudge> read_record(const CsvReader& csv, const std::vector<std::string>& record,
                                const Places& places, const Instruments& instruments) {
  auto fill = make_fill(
      [&](FillKey key) -> std::optional<std::string_view> {
        if (!places[key] || record[*places[key]].empty()) return std::nullopt;
        return record[*places[key]];
      },
      instruments);
  if (!fill) return csv.error(std::move(fill.error().message));
  return *std::move(fill);
}

}  // namespace

Result<FillList> read_csv_fills(std::string_view text, std::string_view file,
                                const Instruments& instruments) {
  CsvReader csv(text, file);
  if (!is_utf8(text)) return csv.error("not UTF-8");
  TIYF_TRY(header, csv.next());
  TIYF_TRY(places, read_header(csv, *header));
  FillList list;
  while (true) {
    TIYF_TRY(record, csv.next());
    if (!record) break;
    if (record->size() != header->size())
      return csv.error("expected " + counted(header->size(), "field") + " as in the header, found " +
                       std::to_string(record->size()));
    TIYF_TRY(fill, read_record(csv, *record, places, instruments));
    list.fills.push_back(std::move(fill));
  }
  list.lines = csv.lines_read();
  return list;
}

}  // namespace tiyf::slippage
