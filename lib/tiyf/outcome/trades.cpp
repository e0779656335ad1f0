#include "tiyf/outcome/trades.hpp"

#include <algorithm>
#include <array>

#include "tiyf/base/text.hpp"

namespace tiyf {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20U;
constexpr std::string_view kHeader =
    "utc_ts,decision_id,broker_client_order_id,broker_order_id,fill_id,symbol,side,size,price,intended_price,"
    "slippage_pips,source\r\n";

// Takes the next field, as it was before put_csv_field(), off the front of a line.
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

char* TradesCsv::room(std::size_t size) {
  if (blocks_.empty() || blocks_.back().size - blocks_.back().used < size) {
    const auto bytes = std::max(kBlock, size);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(bytes), bytes});
  }
  return blocks_.back().bytes.get() + blocks_.back().used;
}

void TradesCsv::add(const TradeView& t, const std::optional<Decimal>& slippage_pips) {
  const std::array<std::string_view, 5> texts{text_of(t.decision_id), text_of(t.client_id),
                                              text_of(t.broker_id), t.fill_id.value, t.symbol.value};
  constexpr std::size_t others =
      UtcTime::kMaxText + 4 * Decimal::kMaxText + 64;  // the rest, commas and words
  auto most = others;
  for (const auto text : texts) most += 2 * text.size() + 2;

  char* const line = room(most);
  char* end = t.ts.put(line);
  const auto put = [&end](std::string_view word) {
    *end++ = ',';
    end = std::copy(word.begin(), word.end(), end);
  };
  const auto number = [&end](const std::optional<Decimal>& value) {
    *end++ = ',';
    if (value) end = value->put(end);
  };
  for (const auto text : texts) {
    *end++ = ',';
    end = put_csv_field(end, text);
  }
  put(name(t.side));
  number(t.size);
  number(t.price);
  number(t.intended_price);
  number(slippage_pips);
  put(name(t.source));
  *end++ = '\r';
  *end++ = '\n';
  const auto size = static_cast<std::size_t>(end - line);
  rows_.push_back({t.ts, static_cast<std::uint32_t>(size), line});
  blocks_.back().used += size;
}

bool TradesCsv::before_then(const Row& a, const Row& b) {
  std::string_view left(a.text, a.size), right(b.text, b.size);
  constexpr int ids = 5;  // utc_ts, then the four ids; no id is empty, so an absent one comes first
  for (int i = 0; i < ids; ++i) {
    const auto one = take_field(left), other = take_field(right);
    if (one != other) return one < other;
  }
  return left < right;
}

Result<void> TradesCsv::write(const Put& put, const Both& both) {
  const auto middle = rows_.begin() + static_cast<std::ptrdiff_t>(rows_.size() / 2);
  const auto sort = [](auto begin, auto end) {
    std::sort(begin, end, [](const Row& a, const Row& b) { return before(a, b); });
  };
  both(
      rows_.size(), [&] { sort(rows_.begin(), middle); }, [&] { sort(middle, rows_.end()); });
  std::string piece(kHeader);
  piece.reserve(kBlock);
  for (auto one = rows_.begin(), other = middle; one != middle || other != rows_.end();) {
    const bool first = other == rows_.end() || (one != middle && !before(*other, *one));
    const auto& row = first ? *one++ : *other++;
    if (piece.size() + row.size > kBlock) {
      TIYF_CHECK(put(piece));
      piece.clear();
    }
    piece.append(row.text, row.size);
  }
  return put(piece);
}

}  // namespace tiyf
