// Files in and out. Written whole or not at all: temporary file in the same folder, fsync, rename, fsync of
// the folder (CONTRACT §1 "Files written").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiyf/base/result.hpp"
#include "tiyf/io/temporary.hpp"

namespace tiyf::io {

// "-" is stdin. missing (66): absent, a directory or unreadable; io (74): a read failed half-way.
[[nodiscard]] Result<std::string> read_all(const std::string& path);

// The same, for a file that need not be there yet (state of an earlier run): nothing where nothing stands.
// What stands there and cannot be read is missing (66), never taken for absent.
[[nodiscard]] Result<std::optional<std::string>> read_if_present(const std::string& path);

// A set of files for one folder that becomes visible on commit(), in the order of add(); until then, and if
// commit fails before the first rename, the folder's files are as they were. Modes are 0644 whatever the
// umask (node_exporter reads them). The destructor only removes temporaries. cannot_create (73): the folder
// or a temporary cannot be created, or a folder or device stands where the file should; io (74): write, fsync
// or rename failed.
class Outbox {
 public:
  explicit Outbox(std::string folder);  // created with its parents on first use
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  [[nodiscard]] Result<void> add(const std::string& file_name, std::string_view content);
  [[nodiscard]] Result<void> add(const std::string& file_name, const Content& content);
  [[nodiscard]] Result<void> commit();

 private:
  std::string folder_;
  std::vector<Temporary> temporaries_;
};

// One file, whole or not at all, at `path`. A symbolic link stays and its file is replaced; a device or pipe
// (/dev/stdout, /dev/null) is written to as it is. Errors as above.
[[nodiscard]] Result<void> write_whole(const std::string& path, std::string_view content);
[[nodiscard]] Result<void> write_whole(const std::string& path, const Content& content);

// Two names of one file, there or not yet.
[[nodiscard]] bool is_one_file(const std::string& one, const std::string& other);

// usage (64): the output would replace one of the inputs. "-" and devices are nobody's file.
[[nodiscard]] Result<void> check_output(const std::optional<std::string>& output,
                                        const std::vector<std::string>& inputs);

[[nodiscard]] bool is_folder(const std::string& path);

// Appends whole lines and fsyncs; creates the file and its folder. A torn last line of an earlier crash is
// closed with a newline first; what a full disk cut short is taken back. One writer at a time (hold a lock).
// cannot_create (73): cannot be opened or created; io (74): read, write or fsync failed.
[[nodiscard]] Result<void> append_durably(const std::string& path, std::string_view lines);

// Writes to stdout and checks that it arrived: a full disk or a closed pipe is an io error (74), never a
// silent 0.
[[nodiscard]] Result<void> write_stdout(std::string_view content);

}  // namespace tiyf::io
