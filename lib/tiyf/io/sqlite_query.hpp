// A prepared statement for loops over many rows. SQLite::Statement shares its ownership with every column
// that it hands out and knows a text only as a copy; here a column is read where SQLite has it.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace tiyf::io {

// Throws SQLite::Exception like SQLiteCpp. The database must outlive it.
class SqliteQuery {
 public:
  SqliteQuery(SQLite::Database& database, std::string_view sql) : database_(database.getHandle()) {
    sqlite3_stmt* statement = nullptr;
    require(sqlite3_prepare_v2(database_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr));
    statement_.reset(statement);
  }

  // To the next row, the first one included; false: there is none.
  [[nodiscard]] bool step() {
    const int status = sqlite3_step(statement_.get());
    if (status != SQLITE_ROW && status != SQLITE_DONE) require(status);
    return status == SQLITE_ROW;
  }
  void reset() { require(sqlite3_reset(statement_.get())); }
  void bind(int place, std::int64_t number) { require(sqlite3_bind_int64(statement_.get(), place, number)); }

  // Columns of the row at hand, from 0 on. A text lives until the next step.
  [[nodiscard]] std::int64_t number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
  }
  [[nodiscard]] std::string_view text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    if (bytes == nullptr) return {};  // NULL, which a cache's columns are not
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void require(int status) const {
    if (status != SQLITE_OK) throw SQLite::Exception(database_, status);
  }

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace tiyf::io
