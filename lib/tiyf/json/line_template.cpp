#include "tiyf/json/line_template.hpp"

#include <algorithm>
#include <optional>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "tiyf/json/grammar.hpp"

namespace tiyf::json {
namespace {

// The kind of a flat value without quotes, if it is one.
std::optional<Kind> bare_kind(std::string_view text) {
  Grammar grammar(text);
  Token value;
  const bool whole = grammar.value(value) && grammar.end() && value.text.size() == text.size();
  if (!whole || value.kind == Kind::object || value.kind == Kind::array) return std::nullopt;
  return value.kind;
}

// Most numbers, at a glance: at most 15 digits, and perhaps a point between them. False: another look is
// needed.
bool is_usual_number(std::string_view line, std::size_t begin, std::size_t end) {
#ifdef __SSE2__
  constexpr std::size_t wide = sizeof(__m128i);
  const auto size = end - begin;
  if (size == 0 || size >= wide || end < wide) return false;
  __m128i bytes;  // its last ones are the number's
  std::memcpy(&bytes, line.data() + end - wide, wide);
  const auto mask_of = [](__m128i found) { return static_cast<unsigned>(_mm_movemask_epi8(found)); };
  const auto above = _mm_subs_epu8(_mm_sub_epi8(bytes, _mm_set1_epi8('0')), _mm_set1_epi8(9));
  const unsigned first = 1U << (wide - size), last = 1U << (wide - 1), own = 2 * last - first;
  const unsigned digits = mask_of(_mm_cmpeq_epi8(above, _mm_setzero_si128())) & own;
  const unsigned points = mask_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'))) & own;
  const bool leading_zero = line[begin] == '0' && size > 1 && (points & 2 * first) == 0;
  return (digits | points) == own && (points & (points - 1)) == 0 && (points & (first | last)) == 0 &&
         !leading_zero;
#else
  static_cast<void>(line), static_cast<void>(begin), static_cast<void>(end);
  return false;
#endif
}

}  // namespace

Literal::Literal(std::string_view text) : size_(text.size()), text_(text) {
  const auto first = std::min(size_, kWord);
  std::memcpy(front_.data(), text.data(), first);
  std::memset(&mask_, 0xFF, first);
  if (size_ >= kWord) back_[1] = word(text.data() + size_ - kWord);
  if (size_ < 2 * kWord) return;
  front_[1] = word(text.data() + kWord);
  back_[0] = word(text.data() + size_ - 2 * kWord);
}

LineTemplate::LineTemplate(std::string_view line, std::span<const Value> values) {
  std::size_t end = 0;
  const auto add = [&](std::string_view literal) -> Part& {
    const auto lead = std::min(literal.find('"'), literal.size());
    auto& part = parts_.emplace_back(Literal(literal), quotes_, lead);
    quotes_ += static_cast<std::size_t>(std::count(literal.begin(), literal.end(), '"'));
    return part;
  };
  for (const Value& value : values) {
    auto& part = add(line.substr(end, value.begin - end));
    part.quoted = value.quoted;
    part.place = value.place;
    end = value.end;
  }
  add(line.substr(end));
}

// The quotes say where each literal must begin. That all literals stand there, one behind the other, and have
// all of the quotes between them is what makes it the line's template.
bool LineTemplate::fits(std::string_view line, const QuoteList& quotes, std::span<Slice> slices) const {
  if (parts_.empty() || quotes.size() != quotes_) return false;
  const auto stands = [line](const Literal& literal, std::size_t at) {
    return literal.is_at(line.data() + at, line.size() - at);
  };
  const Part* part = parts_.data();
  if (!stands(part->literal, 0)) return false;
  auto begin = part->literal.size();
  for (const Part* const last = &parts_.back(); part != last; ++part) {
    const Part& next = part[1];
    const auto quote = quotes[next.quote];
    if (quote < begin + next.lead) return false;
    const auto end = quote - next.lead;
    if (!stands(next.literal, end)) return false;
    auto& slice = slices[part->place];
    slice.text = {line.data() + begin, end - begin};
    slice.column = begin;
    slice.kind = Kind::string;
    if (!part->quoted) {
      ++slice.column;
      slice.kind = Kind::number;
      if (!is_usual_number(line, begin, end)) {
        const auto kind = bare_kind(slice.text);
        if (!kind) return false;
        slice.kind = *kind;
      }
    }
    begin = end + next.literal.size();
  }
  return begin == line.size();
}

}  // namespace tiyf::json
