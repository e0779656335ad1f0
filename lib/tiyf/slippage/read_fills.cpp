#include "tiyf/slippage/read_fills.hpp"

#include <algorithm>

#include "tiyf/base/text.hpp"
#include "tiyf/slippage/fill_fields.hpp"

namespace tiyf::slippage {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// As a CSV header does: one of its fields, quoted or not. A JSONL file starts with an object or a comment.
bool names_utc_ts(std::string_view line) {
  if (line.starts_with('{') || line.starts_with('#')) return false;
  for (;;) {
    const auto end = std::min(line.find_first_of(",\r"), line.size());
    const auto field = line.substr(0, end);
    if (field == "utc_ts" || field == "\"utc_ts\"") return true;
    if (end == line.size()) return false;
    line.remove_prefix(end + 1);
  }
}

bool is_csv(std::string_view content, std::string_view file) {
  constexpr std::string_view kEnding = ".csv";
  if (file.size() >= kEnding.size() &&
      equals_ignoring_case(file.substr(file.size() - kEnding.size()), kEnding))
    return true;
  const auto start = std::min(content.find_first_not_of("\r\n"), content.size());
  return names_utc_ts(content.substr(start, content.find('\n', start) - start));
}

// A positive decimal, where it is there.
std::expected<std::optional<Decimal>, FieldFault> positive(const FieldText& text, FillKey key) {
  const auto found = text(key);
  if (!found) return std::nullopt;
  const auto number = Decimal::parse(*found);
  const auto shown = '"' + std::string(found->substr(0, 40)) + '"';
  if (!number)
    return std::unexpected(FieldFault{
        key, std::string(kFillKeys[key]) + " " + shown + ": " + std::string(describe(number.error()))});
  if (!number->is_positive())
    return std::unexpected(
        FieldFault{key, std::string(kFillKeys[key]) + " must be above zero, not " + shown});
  return *number;
}

template <class IdType>
std::optional<IdType> id(const FieldText& text, FillKey key) {
  const auto found = text(key);
  return found ? std::optional(IdType{*found}) : std::nullopt;
}

std::unexpected<FieldFault> must_be(FillKey key, std::string_view what, std::string_view found) {
  return std::unexpected(FieldFault{key, std::string(kFillKeys[key]) + " must be " + std::string(what) +
                                             ", not \"" + std::string(found.substr(0, 40)) + "\""});
}

std::expected<void, FieldFault> read_numbers(const FieldText& text, FillToJudge& fill) {
  for (const auto& [key, target] : {std::pair{key_size, &fill.size},
                                    {key_price, &fill.price},
                                    {key_intended_price, &fill.intended_price}}) {
    const auto number = positive(text, key);
    if (!number) return std::unexpected(number.error());
    *target = *number;
  }
  return {};
}

}  // namespace

std::expected<FillToJudge, FieldFault> make_fill(const FieldText& text, const Instruments& instruments) {
  for (const auto key : {key_utc_ts, key_symbol, key_side})
    if (!text(key)) return std::unexpected(FieldFault{key, std::string(kFillKeys[key]) + " is missing"});
  FillToJudge fill;
  const auto ts = UtcTime::parse(*text(key_utc_ts));
  if (!ts) return must_be(key_utc_ts, "an RFC 3339 time with Z or an offset", *text(key_utc_ts));
  const auto side = parse_side(*text(key_side));
  if (!side) return must_be(key_side, "buy or sell", *text(key_side));
  fill.ts = *ts;
  fill.side = *side;
  fill.symbol = instruments.symbol(*text(key_symbol));
  fill.decision_id = id<DecisionId>(text, key_decision_id);
  fill.client_id = id<ClientOrderId>(text, key_client_id);
  fill.broker_id = id<BrokerOrderId>(text, key_broker_id);
  fill.fill_id = id<FillId>(text, key_fill_id);
  if (const auto numbers = read_numbers(text, fill); !numbers) return std::unexpected(numbers.error());
  return fill;
}

Result<FillList> read_fills(std::string_view text, std::string_view file, const Instruments& instruments) {
  auto content = text;
  if (content.starts_with(kByteOrderMark)) content.remove_prefix(kByteOrderMark.size());
  if (is_csv(content, file)) return read_csv_fills(content, file, instruments);
  return read_jsonl_fills(text, file, instruments);
}

}  // namespace tiyf::slippage
