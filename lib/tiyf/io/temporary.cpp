#include "tiyf/io/temporary.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>

namespace tiyf::io {
namespace {

constexpr std::string_view disk_advice = "check the free space of its disk and run again";

std::string prefix(const std::string& file_name) { return "." + file_name + ".tmp."; }

// Two temporaries of one process for one name (threads, or a second outbox) must not meet.
std::string unused_suffix() {
  static std::atomic<unsigned> count{0};
  const unsigned mine = count++;
  return mine == 0 ? fmt::format("{}", ::getpid()) : fmt::format("{}.{}", ::getpid(), mine);
}

std::optional<pid_t> owner(std::string_view suffix) {
  pid_t pid = 0;
  const auto [end, error] = std::from_chars(suffix.data(), suffix.data() + suffix.size(), pid);
  if (error != std::errc() || pid <= 0) return std::nullopt;
  return pid;
}

bool is_alive(pid_t pid) { return ::kill(pid, 0) == 0 || errno != ESRCH; }

// Its owner is gone (in a container the dead one often had our own number) and nobody holds its lock.
bool is_abandoned(const std::string& path, pid_t pid) {
  if (pid != ::getpid() && is_alive(pid)) return false;
  const auto file = open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  return file && ::flock(file->number(), LOCK_EX | LOCK_NB) == 0;
}

// What was left by a killed process; that something cannot be removed is no reason to stop.
void sweep(const std::string& folder, const std::string& file_name) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(prefix(file_name))) continue;
    const auto pid = owner(std::string_view(name).substr(prefix(file_name).size()));
    if (pid && is_abandoned(entry.path().string(), *pid)) ::unlink(entry.path().c_str());
  }
}

}  // namespace

Temporary::Temporary(Temporary&& other) noexcept
    : file_(std::move(other.file_)),
      path_(std::exchange(other.path_, {})),
      target_(std::move(other.target_)) {}

Temporary::~Temporary() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<Temporary> Temporary::create(const std::string& folder, const std::string& file_name,
                                    const Content& content) {
  const std::string target = folder + "/" + file_name;
  sweep(folder, file_name);
  const std::string path = folder + "/" + prefix(file_name) + unused_suffix();
  auto file = open_file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  if (!file)
    return fail(system_error(ErrorKind::cannot_create, file.error(), target, "cannot be created",
                             "check the folder, its permissions and its disk"));
  Temporary temporary(std::move(*file), path, target);
  TIYF_CHECK(temporary.fill(content));
  return temporary;
}

Result<void> Temporary::fill(const Content& content) {
  ::flock(file_.number(), LOCK_EX | LOCK_NB);  // only helps the sweep; some network file systems have none
  if (::fchmod(file_.number(), 0644) != 0)
    return fail(system_error(ErrorKind::io, errno, target_, "its mode cannot be set", disk_advice));
  TIYF_CHECK(content([this](std::string_view piece) -> Result<void> {
    if (const auto written = write_fully(file_.number(), piece); !written)
      return fail(system_error(ErrorKind::io, written.error(), target_, "cannot be written", disk_advice));
    return {};
  }));
  if (const auto synced = sync_file(file_.number()); !synced)
    return fail(system_error(ErrorKind::io, synced.error(), target_, "cannot be made durable", disk_advice));
  return {};
}

Result<void> Temporary::publish() {
  if (std::rename(path_.c_str(), target_.c_str()) != 0)
    return fail(system_error(ErrorKind::io, errno, target_, "cannot be renamed into place",
                             "check what stands at that path and its permissions"));
  path_.clear();
  return {};
}

}  // namespace tiyf::io
