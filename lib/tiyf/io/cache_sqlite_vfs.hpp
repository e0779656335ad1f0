// The VFS below the SQLite store: the system's, without three syncs around the write-ahead log that guard
// nothing here.
#pragma once

namespace tiyf::io {

// Registers it on the first call and returns its name for sqlite3_open_v2. A WAL's sync is left out
//  - when nothing was written to it since its last one (a checkpoint syncs what the commit has synced
//  already);
//  - when it was empty and only its header stands in it (the commit's sync, before which nothing is
//  acknowledged,
//    follows its frames; in an empty file no older frames can be taken for theirs).
//  - of its folder, when the WAL was there already.
// Every other call goes to the system's VFS as it is.
[[nodiscard]] const char* cache_vfs();

}  // namespace tiyf::io
