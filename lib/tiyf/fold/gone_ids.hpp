// The ids that a fold has let go, so that a line that comes back to one of them is noticed. Internal to
// fold/.
//
// Almost every question is about an id that is new, and almost every answer is no: a filter of one or two
// bytes an id, small enough for a processor's cache, gives it. Behind the filter are six bytes an id,
// appended to one of many lists, which grow one by one: no table is ever copied as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tiyf/base/fetch.hpp"

namespace tiyf::fold {

class GoneIds {
 public:
  // May say yes of an id that is only like one of them (some one in 10^17 for each id): whoever asks then
  // takes a second look.
  [[nodiscard]] bool contains(std::uint64_t hash) const {
    const Parts parts(hash);
    return passes(parts) && listed(parts);
  }
  void insert(std::uint64_t hash);
  // It is asked for or inserted soon: what that looks at is fetched meanwhile, and where an inserted one
  // goes.
  void expect(std::uint64_t hash) const { fetch(&filter_[word(Parts(hash))]); }
  void expect_place(std::uint64_t hash) const {
    const auto& list = lists_[Parts(hash).list];
    fetch(list.data() + list.size());
  }

 private:
  static constexpr std::size_t kLists = 1024;
  static constexpr std::size_t kTailSize = 6;
  struct Parts {
    explicit Parts(std::uint64_t hash) : list((hash >> 6U) % kLists), tail(hash >> 16U) {}
    Parts(std::size_t in_list, std::uint64_t known_tail) : list(in_list), tail(known_tail) {}
    std::size_t list;
    std::uint64_t tail;  // 48 bits
  };
  [[nodiscard]] std::size_t word(const Parts& parts) const { return parts.tail & (filter_.size() - 1); }
  [[nodiscard]] static std::uint64_t bits(const Parts& parts) {
    const auto one = [](std::uint64_t number) { return std::uint64_t{1} << (number & 63U); };
    return one(parts.list) | one(parts.tail >> 36U) | one(parts.tail >> 42U);
  }
  [[nodiscard]] bool passes(const Parts& parts) const { return (~filter_[word(parts)] & bits(parts)) == 0; }
  [[nodiscard]] bool listed(const Parts& parts) const;
  void grow();

  std::vector<std::uint64_t> filter_ = std::vector<std::uint64_t>(64);  // a power of two
  std::vector<std::vector<unsigned char>> lists_ = std::vector<std::vector<unsigned char>>(kLists);
  std::size_t size_ = 0;
};

}  // namespace tiyf::fold
