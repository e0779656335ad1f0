// The story of one order: every line of every input that is about it, in time order.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tiyf/events/event.hpp"
#include "tiyf/model/cache_entry.hpp"
#include "tiyf/model/snapshot.hpp"

namespace tiyf {

class Trace {
 public:
  void add(const std::string& file, const Event& event);
  void add(const std::string& file, const Snapshot& snapshot);
  void add(const std::string& file, const CacheEntries& entries);

  // Ids lead to ids: a decision to its order, a client id to the broker's. Empty when nothing knows the id.
  [[nodiscard]] std::string about(const std::string& id) const;

 private:
  struct Row {
    UtcTime ts;
    std::string where;  // FILE:LINE, or FILE for a snapshot
    std::string what;
    std::string client_id, broker_id, decision_id, fill_id;  // empty: none
  };
  std::vector<Row> rows_;
};

}  // namespace tiyf
