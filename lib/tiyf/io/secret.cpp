#include "tiyf/io/secret.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "tiyf/io/posix.hpp"

namespace tiyf::io {
namespace {

constexpr std::size_t kMostBytes = 4096;

Error refusal(const std::string& file, std::string why) {
  return {.kind = ErrorKind::config, .message = std::move(why), .file = file};
}

// Ours to read, perhaps to write, and nothing else: what may be run is no token's file.
Result<void> require_private(mode_t mode, const std::string& file) {
  if ((mode & (S_IRWXG | S_IRWXO)) != 0)
    return fail(refusal(file, "the token's file is open to others: chmod 600 it"));
  if (mode != (S_IRUSR | S_IWUSR) && mode != S_IRUSR)
    return fail(refusal(file, fmt::format("the token's file has mode {:04o}, which is neither 0600 nor 0400: "
                                          "chmod 600 it",
                                          mode)));
  return {};
}

// The permissions are those of the very file that is read: asked of the open descriptor.
Result<std::string> read_private_file(const std::string& file) {
  const auto opened = open_file(file, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!opened)
    return fail(system_error(ErrorKind::missing, opened.error(), file, "cannot read the token",
                             "check --token-file"));
  struct stat about {};
  if (::fstat(opened->number(), &about) != 0)
    return fail(system_error(ErrorKind::missing, errno, file, "cannot read the token", "check --token-file"));
  if (!S_ISREG(about.st_mode)) return fail(refusal(file, "the token's file is not a regular file"));
  if (about.st_uid != ::geteuid()) return fail(refusal(file, "the token's file belongs to another user"));
  TIYF_CHECK(require_private(about.st_mode & 07777, file));
  std::string text(kMostBytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const auto got = read_some(opened->number(), text.data() + size, text.size() - size);
    if (!got)
      return fail(system_error(ErrorKind::missing, got.error(), file, "cannot read the token", "try again"));
    if (*got == 0) break;
    size += *got;
  }
  text.resize(size);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

bool fits_a_header(const std::string& text) {
  return !text.empty() && text.size() <= kMostBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

Result<std::string> read_secret(const std::string& variable, const std::optional<std::string>& file) {
  std::string secret;
  if (file) {
    TIYF_TRY(text, read_private_file(*file));
    secret = std::move(text);
  } else if (const char* const value = std::getenv(variable.c_str()); value != nullptr && *value != '\0') {
    secret = value;
  } else {
    return fail(ErrorKind::missing, "no token: set " + variable + " or give --token-file FILE");
  }
  const std::string where = file ? *file : "the environment's " + variable;
  if (!fits_a_header(secret))
    return fail(ErrorKind::config, where + " does not hold a token: one word of printable ASCII is expected");
  return secret;
}

}  // namespace tiyf::io
