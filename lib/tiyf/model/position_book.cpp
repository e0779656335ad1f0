#include "tiyf/model/position_book.hpp"

#include <algorithm>

namespace tiyf {

Checked<void> PositionBook::Holding::step(Decimal signed_units, std::optional<Decimal> price) {
  const Decimal before = net;
  net += signed_units;
  if (!net.fits()) return std::unexpected(NumberFault::too_many_digits);
  const bool increases = before.is_negative() == signed_units.is_negative();
  if (before.is_zero()) {
    average = price;
  } else if (increases) {
    if (!average || !price) {
      average.reset();
    } else {
      const auto weighted = weighted_average(*average, before.abs(), *price, signed_units.abs());
      if (!weighted) return std::unexpected(weighted.error());
      average = *weighted;
    }
  } else if (net.is_negative() != before.is_negative()) {
    average = price;  // flipped; flat is handled below
  }
  if (net.is_zero()) average.reset();
  return {};
}

PositionBook::Track& PositionBook::track_of(const Symbol& symbol) {
  const auto& text = symbol.value;
  const auto letter = [&text](std::size_t at) {
    return text.size() > at ? static_cast<unsigned char>(text[at]) : 0U;
  };
  auto& guess = guesses_[(letter(0) + letter(2) * 3 + letter(5) * 5) % guesses_.size()];
  if (guess < tracks_.size() && tracks_[guess].symbol == symbol) return tracks_[guess];
  const auto [known, is_new] = places_of_tracks_.try_emplace(symbol, tracks_.size());
  if (is_new) tracks_.push_back({.symbol = symbol});
  guess = known->second;
  return tracks_[guess];
}

void PositionBook::set(const Symbol& symbol, Decimal net_units, std::optional<Decimal> avg_price,
                       std::uint64_t line) {
  auto& track = track_of(symbol);
  for (const auto& entry : track.kept) places_.erase(entry.place);
  track = Track{.symbol = std::move(track.symbol)};
  if (net_units.is_zero()) avg_price.reset();
  track.base = track.current = {net_units, avg_price};
  track.balance_line = track.last_line = line;
  track.known = true;
}

Checked<void> PositionBook::append(Track& track, Entry entry, std::uint64_t line) {
  if (auto stepped = track.current.step(entry.units, entry.price); !stepped) return stepped;
  track.last_line = std::max(track.last_line, line);
  track.known = true;
  if (entry.place == 0 && track.kept.empty())
    track.base = track.current;
  else
    track.kept.push_back(std::move(entry));
  return {};
}

Checked<void> PositionBook::add(const Symbol& symbol, Decimal signed_units, std::optional<Decimal> price,
                                std::uint64_t line) {
  auto& track = track_of(symbol);
  if (line != 0 && line < track.balance_line) return {};
  return append(track, {signed_units, price}, line);
}

Checked<PositionBook::Place> PositionBook::add_inferred(const Symbol& symbol, Decimal signed_units,
                                                        std::optional<Decimal> price, std::uint64_t line) {
  auto& track = track_of(symbol);
  if (line != 0 && line < track.balance_line) return Place{0};
  const auto place = keep_place(symbol, track.kept.size());
  if (auto added = append(track, {signed_units, price, place}, line); !added)
    return std::unexpected(added.error());
  return place;
}

PositionBook::Place PositionBook::keep_place(const Symbol& symbol, std::size_t index) {
  places_.emplace(++last_place_, Standing{symbol, index});
  return last_place_;
}

PositionBook::Place PositionBook::hold(const Symbol& symbol) {
  auto& kept = track_of(symbol).kept;
  const auto place = keep_place(symbol, kept.size());
  kept.push_back({Decimal{}, std::nullopt, place});
  return place;
}

void PositionBook::take(Place place, Decimal signed_units, std::optional<Decimal> price, std::uint64_t line) {
  const auto found = places_.find(place);
  if (found == places_.end()) return;
  auto& track = track_of(found->second.symbol);
  auto& entry = track.kept[found->second.index];
  entry.units = signed_units;
  entry.price = price;
  track.last_line = std::max(track.last_line, line);
  track.known = track.stale = true;
}

Checked<void> PositionBook::fold_taken() {
  for (auto& track : tracks_)
    if (track.stale)
      if (auto folded = refold(track); !folded) return folded;
  return {};
}

Checked<void> PositionBook::replace(Place place, Decimal signed_units, std::optional<Decimal> price) {
  const auto found = places_.find(place);
  if (found == places_.end()) return {};  // an opening balance has come since: the fill is in it
  auto& track = track_of(found->second.symbol);
  auto& entry = track.kept[found->second.index];
  entry.replaced_by.emplace_back(signed_units, price);
  entry.units -= signed_units;
  return refold(track);
}

Checked<void> PositionBook::refold(Track& track) {
  track.current = track.base;
  track.stale = false;
  for (const auto& entry : track.kept) {
    for (const auto& [units, price] : entry.replaced_by)
      if (auto stepped = track.current.step(units, price); !stepped) return stepped;
    if (entry.units.is_zero()) continue;
    if (auto stepped = track.current.step(entry.units, entry.price); !stepped) return stepped;
  }
  return {};
}

std::vector<NetPosition> PositionBook::rows() const {
  std::vector<NetPosition> out;
  out.reserve(tracks_.size());
  for (const auto& [symbol, place] : places_of_tracks_)
    if (const auto& track = tracks_[place]; track.known)
      out.push_back({symbol, track.current.net, track.current.average});
  return out;
}

std::optional<NetPosition> PositionBook::find(const Symbol& symbol) const {
  const auto found = places_of_tracks_.find(symbol);
  if (found == places_of_tracks_.end() || !tracks_[found->second].known) return std::nullopt;
  const auto& now = tracks_[found->second].current;
  return NetPosition{symbol, now.net, now.average};
}

std::vector<std::uint64_t> PositionBook::lines(const Symbol& symbol) const {
  std::vector<std::uint64_t> out;
  if (const auto found = places_of_tracks_.find(symbol); found != places_of_tracks_.end()) {
    const auto& track = tracks_[found->second];
    if (track.balance_line != 0) out.push_back(track.balance_line);
    if (track.last_line > track.balance_line) out.push_back(track.last_line);
  }
  return out;
}

}  // namespace tiyf
