#include "tiyf/outcome/trades.hpp"

#include <algorithm>

#include "tiyf/base/text.hpp"

namespace tiyf {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20U;
constexpr std::string_view kHeader =
    "utc_ts,decision_id,broker_client_order_id,broker_order_id,fill_id,symbol,side,size,price,intended_price,"
    "slippage_pips,source\r\n";

// Takes the next field, as it was before append_csv_field(), off the front of a line.
std::string take_field(std::string_view& line) {
  std::string out;
  bool quoted = line.starts_with('"');
  std::size_t i = quoted ? 1 : 0;
  for (; i < line.size(); ++i) {
    if (quoted && line[i] == '"') {
      if (line.substr(i + 1).starts_with('"'))
        ++i;
      else
        quoted = false;
      if (!quoted) continue;
    } else if (!quoted && line[i] == ',') {
      break;
    }
    out += line[i];
  }
  line.remove_prefix(std::min(i + 1, line.size()));
  return out;
}

}  // namespace

void TradesCsv::add(const TradeView& t, const std::optional<Decimal>& slippage_pips) {
  auto& line = line_;
  line.clear();
  t.ts.append_to(line);
  const auto id = [&line](const auto& optional_id) {
    line += ',';
    if (optional_id) append_csv_field(line, optional_id->value);
  };
  const auto number = [&line](const std::optional<Decimal>& d) {
    line += ',';
    if (d) d->append_to(line);
  };
  id(t.decision_id);
  id(t.client_id);
  id(t.broker_id);
  line += ',';
  append_csv_field(line, t.fill_id.value);
  line += ',';
  append_csv_field(line, t.symbol.value);
  line += ',';
  line += name(t.side);
  number(t.size);
  number(t.price);
  number(t.intended_price);
  number(slippage_pips);
  line += ',';
  line += name(t.source);
  line += "\r\n";
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < line.size())
    blocks_.emplace_back().reserve(std::max(kBlock, line.size()));
  auto& block = blocks_.back();
  block.append(line.data(), line.size());  // within its capacity: what it holds stays where it is
  rows_.push_back({t.ts, static_cast<std::uint32_t>(line.size()), block.data() + block.size() - line.size()});
}

bool TradesCsv::before(const Row& a, const Row& b) {
  if (a.ts != b.ts) return a.ts < b.ts;
  std::string_view left(a.text, a.size), right(b.text, b.size);
  constexpr int ids = 5;  // utc_ts, then the four ids; no id is empty, so an absent one comes first
  for (int i = 0; i < ids; ++i) {
    const auto one = take_field(left), other = take_field(right);
    if (one != other) return one < other;
  }
  return left < right;
}

Result<void> TradesCsv::write(const Put& put) {
  std::sort(rows_.begin(), rows_.end(), before);
  std::string piece(kHeader);
  piece.reserve(kBlock);
  for (const auto& row : rows_) {
    if (piece.size() + row.size > kBlock) {
      TIYF_CHECK(put(piece));
      piece.clear();
    }
    piece.append(row.text, row.size);
  }
  return put(piece);
}

}  // namespace tiyf
