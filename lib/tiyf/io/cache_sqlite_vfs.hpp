// The VFS below the SQLite store: the system's, without what around the write-ahead log guards nothing here.
#pragma once

#include <string>

#include "tiyf/base/result.hpp"

namespace tiyf::io {

// Before the first connection of a process, while no other thread is in SQLite; later it changes nothing.
// SQLite then neither counts what it allocates, which takes a lock each time, nor sets aside pages of which a
// short run needs few.
void set_up_sqlite();

// Registers it on the first call and returns its name for sqlite3_open_v2. A WAL's sync is left out
//  - when nothing was written to it since its last one (a checkpoint syncs what the commit has synced
//  already);
//  - when it was empty and only its header stands in it (the commit's sync, before which nothing is
//  acknowledged,
//    follows its frames; in an empty WAL no older frames can be taken for theirs).
//  - of its folder, when the WAL was there already.
// And a short WAL is emptied by zeros over its header, which is what says whose the frames are: cutting it
// and growing it anew would cost the file system as much as a sync. Power may fail before these zeros or what
// follows them are durable; what holds is: the durable header is zero, or that of a log whose only commit the
// database has, and nothing newer, until the next log's sync has returned. Its frames are then whole, which
// changes nothing, or not, and no commit. A WAL of more commits, or a left-over one, of which nobody knows,
// is cut.
//
// A database is not cut to the size that it has. Every other call goes to the system's VFS as it is.
[[nodiscard]] const char* cache_vfs();

// The log beside a database, and whether it holds anything: without its header it does not. unreachable when
// that cannot be told.
[[nodiscard]] std::string log_of(const std::string& file);
[[nodiscard]] Result<bool> has_content(const std::string& log);

}  // namespace tiyf::io
