#include "tiyf/slippage/read_fills.hpp"

#include "tiyf/slippage/fill_fields.hpp"

namespace tiyf::slippage {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What JSONL allows before its first object.
std::string_view skip_blanks_and_comments(std::string_view text) {
  while (!text.empty()) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    text.remove_prefix(first);
    if (text.front() != '#') return text;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
  return text;
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
  const auto start = skip_blanks_and_comments(content);
  if (start.empty() || start.front() == '{') return read_jsonl_fills(text, file, instruments);
  return read_csv_fills(content, file, instruments);
}

}  // namespace tiyf::slippage
