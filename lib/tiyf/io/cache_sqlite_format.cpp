#include "tiyf/io/cache_sqlite_format.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <type_traits>

#include "tiyf/base/text.hpp"
#include "tiyf/io/cache_path.hpp"
#include "tiyf/io/cache_sqlite_vfs.hpp"

namespace tiyf::io {
namespace {

// Offsets in the database header, https://www.sqlite.org/fileformat.html section 1.3.
constexpr std::size_t kHeaderBytes = 100, kWriteVersion = 18, kReadVersion = 19, kUserVersion = 60,
                      kAppId = 68;
constexpr char kWalMode = 2;

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

void fill(SQLite::Database& database, const CacheHead& head, const CacheBuckets& buckets) {
  database.exec(fmt::format("PRAGMA page_size={}; PRAGMA application_id={}; PRAGMA user_version={}; BEGIN",
                            kPageBytes, kApplicationId, kSchemaVersion));
  for (const std::string_view table : kTables) database.exec(std::string(table));
  SQLite::Statement bucket_row(database, "INSERT INTO buckets VALUES(?, 0, 0, ?, 0)");
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    bucket_row.bind(1, static_cast<std::int64_t>(i));
    bucket_row.bind(2, buckets[i].earliest_ttl);
    bucket_row.exec();
    bucket_row.reset();
  }
  SQLite::Statement head_row(database, "INSERT INTO head VALUES(1, ?, 0, 0, ?, '', ?)");
  head_row.bind(1, head.cache_id);
  head_row.bind(2, std::int64_t{head.buckets_crc});
  head_row.bind(3, std::int64_t{crc_of(head)});
  head_row.exec();
  database.exec("COMMIT");
}

}  // namespace

std::size_t bucket_of(const ClientOrderId& id) { return cache::crc32(id.value) % kBuckets; }

std::uint32_t crc_of(const cache::Entry& entry) {
  return cache::crc32_of_fields({entry.client_id.value, entry.decision_id.value, entry.symbol.value,
                                 name(entry.side), entry.size.text(), entry.ttl_utc.text(),
                                 cache::name(entry.status), entry.updated_utc.text()});
}

// Over four numbers of eight bytes a bucket, in this order, the lowest byte first: as they lie in memory.
std::uint32_t crc_of(const CacheBuckets& buckets) {
  static_assert(std::endian::native == std::endian::little &&
                std::has_unique_object_representations_v<CacheBucket> && sizeof(CacheBucket) == 32);
  static_assert(offsetof(CacheBucket, entries) == 0 && offsetof(CacheBucket, digest) == 8 &&
                offsetof(CacheBucket, earliest_ttl) == 16 && offsetof(CacheBucket, generation) == 24);
  return cache::crc32({reinterpret_cast<const char*>(buckets.data()), buckets.size() * sizeof(CacheBucket)});
}

std::uint32_t crc_of(const CacheHead& head) {
  return cache::crc32_of_fields({head.cache_id, std::to_string(head.generation), std::to_string(head.entries),
                                 std::to_string(head.buckets_crc),
                                 head.seen_utc ? head.seen_utc->text() : ""});
}

CacheHead new_cache_head(const CacheBuckets& buckets) {
  std::string random(16, '\0');
  // 16 bytes never come short once the kernel's pool is up (getrandom(2)).
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) std::abort();
  return CacheHead{.cache_id = hex(random),
                   .generation = 0,
                   .entries = 0,
                   .buckets_crc = crc_of(buckets),
                   .seen_utc = std::nullopt};
}

Result<std::string> cache_image(const CacheHead& head, const CacheBuckets& buckets) {
  set_up_sqlite();
  try {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
    fill(database, head, buckets);
    sqlite3_int64 size = 0;
    unsigned char* bytes = sqlite3_serialize(database.getHandle(), "main", &size, 0);
    if (bytes == nullptr) return fail(ErrorKind::internal, "SQLite did not serialize a new cache");
    std::string image(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    sqlite3_free(bytes);
    image[kWriteVersion] = image[kReadVersion] = kWalMode;  // an in-memory database knows no WAL
    return image;
  } catch (const SQLite::Exception& error) {
    return fail(ErrorKind::unreachable, fmt::format("cannot make a new cache: {}", error.what()));
  }
}

Result<std::uint32_t> check_cache_header(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return cannot("open it", errno);
  std::string header(kHeaderBytes, '\0');
  const ssize_t count = ::pread(descriptor, header.data(), header.size(), 0);
  ::close(descriptor);
  if (count == 0) return empty_file();
  if (count != static_cast<ssize_t>(kHeaderBytes) ||
      !header.starts_with(std::string_view("SQLite format 3\0", 16)))
    return fail(ErrorKind::unreachable, "it is no SQLite database; is another file meant?");
  if (big_endian(header, kAppId) != kApplicationId)
    return fail(ErrorKind::unreachable, "it is no order id cache; is another file meant?");
  const std::uint32_t version = big_endian(header, kUserVersion);
  if (version != kSchemaVersion && version != kVersionWithoutRuns)
    return fail(ErrorKind::unreachable, fmt::format("it has schema version {}, this program knows {} and {}: "
                                                    "export it with the program that wrote it "
                                                    "and import that here",
                                                    version, kVersionWithoutRuns, kSchemaVersion));
  if (header[kWriteVersion] != kWalMode || header[kReadVersion] != kWalMode)
    return fail(ErrorKind::unreachable, "it is not in WAL mode: changed by another program");
  return version;
}

}  // namespace tiyf::io
