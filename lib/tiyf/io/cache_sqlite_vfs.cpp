#include "tiyf/io/cache_sqlite_vfs.hpp"

#include <sqlite3.h>

#include <new>

namespace tiyf::io {
namespace {

constexpr const char* kName = "tiyf-cache";
constexpr sqlite3_int64 kWalHeaderBytes = 32;

// Stands behind the system's own file object, in the room that szOsFile asks SQLite for.
struct WalState {
  sqlite3_io_methods methods;  // the system's, with ours in three places
  const sqlite3_io_methods* system;
  bool has_frames;
  bool dirty;
};

sqlite3_vfs* system_vfs() {
  static sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
  return vfs;
}

static_assert(alignof(WalState) <= alignof(void*));  // szOsFile is the size of a struct that holds pointers

WalState& state_of(sqlite3_file* file) {
  return *reinterpret_cast<WalState*>(reinterpret_cast<char*>(file) + system_vfs()->szOsFile);
}

int wal_write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  WalState& wal = state_of(file);
  wal.dirty = true;
  if (offset >= kWalHeaderBytes) wal.has_frames = true;
  return wal.system->xWrite(file, bytes, count, offset);
}

int wal_truncate(sqlite3_file* file, sqlite3_int64 size) {
  WalState& wal = state_of(file);
  const int status = wal.system->xTruncate(file, size);
  if (status == SQLITE_OK && size == 0) wal.has_frames = false;
  return status;
}

int wal_sync(sqlite3_file* file, int flags) {
  WalState& wal = state_of(file);
  if (!wal.dirty || !wal.has_frames) return SQLITE_OK;
  const int status = wal.system->xSync(file, flags);
  if (status == SQLITE_OK) wal.dirty = false;
  return status;
}

// SQLite asks for every WAL to be created, and would then sync the folder for it each time.
int open_wal(sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  const int there = system_vfs()->xOpen(system_vfs(), name, file, flags & ~SQLITE_OPEN_CREATE, out_flags);
  return there == SQLITE_OK ? there : system_vfs()->xOpen(system_vfs(), name, file, flags, out_flags);
}

int open_file(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  if ((flags & SQLITE_OPEN_WAL) == 0) return system_vfs()->xOpen(system_vfs(), name, file, flags, out_flags);
  if (const int status = open_wal(name, file, flags, out_flags); status != SQLITE_OK) return status;
  auto* wal = new (&state_of(file)) WalState{*file->pMethods, file->pMethods, true, true};
  sqlite3_int64 size = 1;
  if (wal->system->xFileSize(file, &size) == SQLITE_OK) wal->has_frames = size > 0;
  wal->methods.xWrite = wal_write;
  wal->methods.xTruncate = wal_truncate;
  wal->methods.xSync = wal_sync;
  file->pMethods = &wal->methods;
  return SQLITE_OK;
}

sqlite3_vfs make_vfs() {
  sqlite3_vfs vfs = *system_vfs();
  vfs.zName = kName;
  vfs.pNext = nullptr;
  vfs.szOsFile = system_vfs()->szOsFile + static_cast<int>(sizeof(WalState));
  vfs.xOpen = open_file;
  return vfs;
}

}  // namespace

const char* cache_vfs() {
  static sqlite3_vfs vfs = make_vfs();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  return registered == SQLITE_OK ? kName : nullptr;
}

}  // namespace tiyf::io
