// model/listed_orders.hpp: rows by an id, several of them under one id too.
#include <doctest/doctest.h>

#include <string>

#include "tiyf/model/listed_orders.hpp"

using namespace tiyf;

TEST_CASE("listed orders: an index gives every row of an id, and the first one that is wanted") {
  constexpr std::size_t count = 1000;
  std::vector<std::string> ids;
  IdIndex index(2 * count);
  for (std::size_t i = 0; i < count; ++i) {
    ids.push_back("B-" + std::to_string(i));
    index.add(id_hash(ids[i]), i);
    index.add(id_hash(ids[i]), count + i);
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::size_t> rows;
    index.each(id_hash(ids[i]), [&](std::size_t row) {
      if (row % count == i) rows.push_back(row);  // others may have the same hash
    });
    CHECK(rows == std::vector<std::size_t>{i, count + i});
    CHECK(index.find(id_hash(ids[i]), [&](std::size_t row) { return row == count + i; }) == count + i);
  }
  CHECK_FALSE(index.find(id_hash("B-1000"), [](std::size_t) { return false; }));
}

TEST_CASE("listed orders: a row is added to an index where its id has none yet") {
  const std::vector<std::string> ids{"a", "b", "a", "", ""};
  IdIndex index(ids.size());
  std::vector<std::optional<std::size_t>> found;
  for (std::size_t i = 0; i < ids.size(); ++i)
    found.push_back(
        index.find_or_add(id_hash(ids[i]), i, [&](std::size_t row) { return ids[row] == ids[i]; }));
  CHECK(found == std::vector<std::optional<std::size_t>>{std::nullopt, std::nullopt, 0, std::nullopt, 3});
}
