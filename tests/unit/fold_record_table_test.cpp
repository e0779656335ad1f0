// fold/record_table.hpp beside a map: whatever is added and removed, in any order.
#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

#include "tiyf/base/text.hpp"
#include "tiyf/fold/record_table.hpp"

using namespace tiyf;
using namespace tiyf::fold;

namespace {

void alike(const RecordTable& table, const std::map<std::string, std::pair<std::uint64_t, Record*>>& known) {
  for (const auto& [key, place] : known) REQUIRE(table.find(key, place.first) == place.second);
  const auto all = table.all();
  REQUIRE(all.size() == known.size());
  for (const auto* record : all) REQUIRE(known.at(std::string(record->key())).second == record);
}

}  // namespace

TEST_CASE("fold: a table has the records that were added and not removed, where they were") {
  for (const auto named_by : {NamedBy::us, NamedBy::broker}) {
    RecordTable table(named_by);
    std::map<std::string, std::pair<std::uint64_t, Record*>> known;
    std::mt19937 random(7);
    // Few different hashes at first, so that many records are at home in one slot and behind the last one.
    const auto hash_of = [&random](int step, const std::string& key) {
      return step < 2000 ? std::uint64_t{0xFFFFFFFF - random() % 40} << 32U | random() % 3 : id_hash(key);
    };
    for (int step = 0; step < 8000; ++step) {
      const auto key = "order-" + std::to_string(random() % 700);
      if (const auto old = known.find(key); old != known.end()) {
        table.remove(*old->second.second);
        REQUIRE(table.find(key, old->second.first) == nullptr);
        known.erase(old);
      } else {
        const auto hash = hash_of(step, key);
        REQUIRE(table.find(key, hash) == nullptr);
        auto& record = table.add(key, hash);
        REQUIRE(record.key() == key);
        REQUIRE(record.order.fills.empty());
        record.order.fills.emplace_back();  // what a record had is gone when it is used again
        known.emplace(key, std::pair(hash, &record));
      }
      if (step % 500 == 0) alike(table, known);
    }
    alike(table, known);
    table.clear();
    CHECK(table.all().empty());
  }
}

TEST_CASE("fold: what later lines touch of a record is its first four cache lines") {
  const Record record;
  const auto distance = [&record](const void* field) {
    return static_cast<const char*>(field) - static_cast<const char*>(static_cast<const void*>(&record));
  };
  CHECK(distance(&record.order.decision_id) == 4 * 64);
  for (const void* field : std::initializer_list<const void*>{
           &record.hash, &record.terminal, &record.last_line, &record.oddities, &record.order.fills,
           &record.order.client_id, &record.order.broker_id, &record.order.symbol, &record.order.status,
           &record.order.size, &record.order.filled, &record.order.last_event_at, &record.order.evidence})
    CHECK(distance(field) < 4 * 64);
}
