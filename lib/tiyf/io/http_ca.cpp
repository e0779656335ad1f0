#include "tiyf/io/http_ca.hpp"

#include <curl/curl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstddef>
#include <memory>
#include <optional>

#include "tiyf/io/posix.hpp"

namespace tiyf::io {
namespace {

constexpr long kLongestMs = 2000;  // nobody is waited for: this is for what should not happen

// Where `listener` listens from now on, known to nobody but us: a name without a file, which the system
// picks.
// "" when there is none to be had.
std::string listen_somewhere(int listener) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof(sa_family_t);
  if (::bind(listener, any, size) != 0 || ::listen(listener, 1) != 0) return {};
  size = sizeof(address);
  if (::getsockname(listener, any, &size) != 0 || size <= offsetof(sockaddr_un, sun_path) + 1) return {};
  return {address.sun_path + 1, size - offsetof(sockaddr_un, sun_path) - 1};
}

// The other side of the connection: it takes what comes and says nothing, so that a handshake ends at once.
struct Silent {
  Descriptor listener;
  std::optional<Descriptor> accepted;
};

CURLcode accept_and_say_nothing(CURL*, void*, void* target) {
  auto& silent = *static_cast<Silent*>(target);
  silent.accepted.emplace(::accept4(silent.listener.number(), nullptr, nullptr, SOCK_CLOEXEC));
  return ::shutdown(silent.accepted->number(), SHUT_WR) == 0 ? CURLE_OK : CURLE_ABORTED_BY_CALLBACK;
}

// What a TLS handshake with `silent`, who listens at `name`, comes to.
CURLcode begin_handshake(Silent& silent, const std::string& name, const std::string& ca_file) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), &curl_easy_cleanup);
  if (handle == nullptr) return CURLE_OUT_OF_MEMORY;
  const auto set = [&](CURLoption option, auto value) {
    return curl_easy_setopt(handle.get(), option, value) == CURLE_OK;
  };
  const bool all =
      set(CURLOPT_URL, "https://localhost") && set(CURLOPT_NOSIGNAL, 1L) && set(CURLOPT_PROXY, "") &&
      set(CURLOPT_TIMEOUT_MS, kLongestMs) && set(CURLOPT_ABSTRACT_UNIX_SOCKET, name.c_str()) &&
      set(CURLOPT_CAINFO, ca_file.c_str()) && set(CURLOPT_CAPATH, static_cast<char*>(nullptr)) &&
      set(CURLOPT_SSL_CTX_FUNCTION, &accept_and_say_nothing) && set(CURLOPT_SSL_CTX_DATA, &silent);
  return all ? curl_easy_perform(handle.get()) : CURLE_FAILED_INIT;
}

}  // namespace

// libcurl reads the file in a handshake, and has no other way to be asked: so one is begun with ourselves. A
// file that cannot be tried out like this is left to the first real handshake.
Result<void> check_ca_file(const std::string& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0)
    return fail(Error{.kind = ErrorKind::missing, .message = "no such CA file", .file = file});
  const auto refusal = [&](const char* why) {
    return fail(Error{.kind = ErrorKind::config, .message = why, .file = file});
  };
  if (!S_ISREG(about.st_mode))
    return refusal("the CA file is not a regular file: PEM certificates are expected");
  Silent silent{.listener = Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)), .accepted = {}};
  const auto name = listen_somewhere(silent.listener.number());
  if (name.empty() || begin_handshake(silent, name, file) != CURLE_SSL_CACERT_BADFILE) return {};
  return refusal("there are no certificate authorities in PEM in the CA file");
}

}  // namespace tiyf::io
