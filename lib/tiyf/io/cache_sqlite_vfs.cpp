#include "tiyf/io/cache_sqlite_vfs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <optional>

#include "tiyf/io/posix.hpp"

namespace tiyf::io {
namespace {

constexpr const char* kName = "tiyf-cache";
// A write-ahead log begins with so many bytes that say which frames behind them are its own.
constexpr std::size_t kWalHeaderBytes = 32;
using WalHeader = std::array<char, kWalHeaderBytes>;
// What a usual commit needs and some more: the blocks of a larger log are given back.
constexpr sqlite3_int64 kKeptBytes = 64 * 1024;

// Stands behind the system's own file object, in the room that szOsFile asks SQLite for.
struct FileState {
  sqlite3_io_methods methods;  // the system's, with some of ours
  const sqlite3_io_methods* system;
  // Of a WAL.
  bool has_frames;
  bool dirty;
  std::optional<int> commits;  // since it was emptied, as their syncs tell; of a left-over log nobody knows
};

sqlite3_vfs* system_vfs() {
  static sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
  return vfs;
}

static_assert(alignof(FileState) <= alignof(void*));  // szOsFile is the size of a struct that holds pointers

FileState& state_of(sqlite3_file* file) {
  return *reinterpret_cast<FileState*>(reinterpret_cast<char*>(file) + system_vfs()->szOsFile);
}

int wal_write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  FileState& wal = state_of(file);
  wal.dirty = true;
  if (offset >= sqlite3_int64{kWalHeaderBytes}) wal.has_frames = true;
  return wal.system->xWrite(file, bytes, count, offset);
}

// Without its header a log is empty, and the next one in the same blocks costs the file system nothing.
int wal_empty(sqlite3_file* file) {
  FileState& wal = state_of(file);
  sqlite3_int64 size = 0;
  const int status = wal.system->xFileSize(file, &size);
  if (status != SQLITE_OK || size > kKeptBytes || wal.commits != 1) return wal.system->xTruncate(file, 0);
  constexpr WalHeader none{};
  const bool emptied = wal.system->xWrite(file, none.data(), kWalHeaderBytes, 0) == SQLITE_OK;
  return emptied ? SQLITE_OK : wal.system->xTruncate(file, 0);
}

int wal_truncate(sqlite3_file* file, sqlite3_int64 size) {
  FileState& wal = state_of(file);
  if (size != 0) return wal.system->xTruncate(file, size);
  const int status = wal_empty(file);
  if (status != SQLITE_OK) return status;
  wal.has_frames = false;
  wal.commits = 0;
  return SQLITE_OK;
}

int wal_sync(sqlite3_file* file, int flags) {
  FileState& wal = state_of(file);
  if (!wal.dirty || !wal.has_frames) return SQLITE_OK;
  const int status = wal.system->xSync(file, flags);
  if (status != SQLITE_OK) return status;
  wal.dirty = false;
  if (wal.commits) ++*wal.commits;
  return SQLITE_OK;
}

// After each checkpoint, and mostly to the size that it has; the file system would note that all the same.
int database_truncate(sqlite3_file* file, sqlite3_int64 size) {
  const auto* system = state_of(file).system;
  sqlite3_int64 now = 0;
  if (system->xFileSize(file, &now) == SQLITE_OK && now == size) return SQLITE_OK;
  return system->xTruncate(file, size);
}

// Not told by a file that cannot be read: then it may have one.
bool has_header(sqlite3_file* file) {
  WalHeader header{};
  sqlite3_int64 size = 0;
  if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) return true;
  const auto there = static_cast<int>(std::min(size, sqlite3_int64{kWalHeaderBytes}));
  if (there != 0 && file->pMethods->xRead(file, header.data(), there, 0) != SQLITE_OK) return true;
  return header != WalHeader{};
}

// SQLite asks for every WAL to be created, and would then sync the folder for it each time.
int open_wal(sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  const int there = system_vfs()->xOpen(system_vfs(), name, file, flags & ~SQLITE_OPEN_CREATE, out_flags);
  return there == SQLITE_OK ? there : system_vfs()->xOpen(system_vfs(), name, file, flags, out_flags);
}

int open_file(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  const bool wal = (flags & SQLITE_OPEN_WAL) != 0;
  const int status = wal ? open_wal(name, file, flags, out_flags)
                         : system_vfs()->xOpen(system_vfs(), name, file, flags, out_flags);
  if (status != SQLITE_OK || (!wal && (flags & SQLITE_OPEN_MAIN_DB) == 0)) return status;
  auto* state = new (&state_of(file)) FileState{*file->pMethods, file->pMethods, false, true, 0};
  if (wal) {
    state->has_frames = has_header(file);
    if (state->has_frames) state->commits.reset();
    state->methods.xWrite = wal_write;
    state->methods.xTruncate = wal_truncate;
    state->methods.xSync = wal_sync;
  } else {
    state->methods.xTruncate = database_truncate;
  }
  file->pMethods = &state->methods;
  return SQLITE_OK;
}

sqlite3_vfs make_vfs() {
  sqlite3_vfs vfs = *system_vfs();
  vfs.zName = kName;
  vfs.pNext = nullptr;
  vfs.szOsFile = system_vfs()->szOsFile + static_cast<int>(sizeof(FileState));
  vfs.xOpen = open_file;
  return vfs;
}

}  // namespace

std::string log_of(const std::string& file) { return file + "-wal"; }

Result<bool> has_content(const std::string& log) {
  const auto cannot = [](std::string_view what, int code) {
    return fail(ErrorKind::unreachable,
                fmt::format("its log (-wal) cannot be {}: {}; whoever reads the cache must "
                            "be allowed to read that, too",
                            what, std::strerror(code)));
  };
  struct stat status {};
  if (::lstat(log.c_str(), &status) != 0) {
    if (errno == ENOENT) return false;
    return cannot("reached", errno);
  }
  if (status.st_size == 0) return false;
  const auto file = open_file(log, O_RDONLY | O_NOFOLLOW);
  if (!file) return cannot("opened", file.error());
  WalHeader header{};
  if (::pread(file->number(), header.data(), header.size(), 0) < 0) return cannot("read", errno);
  return header != WalHeader{};
}

void set_up_sqlite() {
  static const bool done = [] {
    // Refused once SQLite is in use; it is only slower then.
    static_cast<void>(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0));
    static_cast<void>(sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0));
    return true;
  }();
  static_cast<void>(done);
}

const char* cache_vfs() {
  static sqlite3_vfs vfs = make_vfs();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  return registered == SQLITE_OK ? kName : nullptr;
}

}  // namespace tiyf::io
