// HTTPS to one host, for broker adapters (libcurl; in the library tiyf_http, so that only they load it).
//
// TLS certificates are always verified, there is no switch. Plain http is refused, but to this machine
// (localhost, 127.0.0.0/8, ::1; never through a proxy). Redirects are not followed: the token goes to the
// host it was meant for and nowhere else. The keys of a connection are written down for nobody: SSLKEYLOGFILE
// is taken out of the environment. An answer is at most 64 MiB.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tiyf/base/result.hpp"
#include "tiyf/base/utc_time.hpp"

namespace tiyf::io {

struct HttpOptions {
  std::string base_url;                // "https://host[:port][/path]"; no user, query or fragment
  std::optional<std::string> ca_file;  // trusted instead of the system's authorities
  std::string bearer_token;            // in no message
  Duration timeout;                    // for everything that the session does, waiting between tries included
  std::function<void(const std::string& why)> on_retry;  // before each further try
};

struct HttpReply {
  long status = 0;
  std::string body;
  std::optional<UtcTime> date;          // the server's clock, whole seconds
  std::optional<std::string> location;  // where a redirect points
  int tries = 1;
  bool wait_too_long = false;  // not tried again, for its Retry-After lies beyond the time-out
};

enum class HttpMethod { get, put };  // put: with an empty JSON body

class HttpSession {
 public:
  // usage (64): the address is not one of the above; missing (66): no such CA file; config (78): it holds no
  // authorities.
  [[nodiscard]] static Result<HttpSession> make(HttpOptions options);
  ~HttpSession();
  HttpSession(HttpSession&&) noexcept;
  HttpSession& operator=(HttpSession&&) noexcept;

  // `path_and_query` starts with "/". A reply of any status comes back, after 429, 500, 502, 503, 504 and
  // broken connections were tried again (four times in all; waiting 250 ms, doubled each time, or what
  // Retry-After says). unreachable (3): no reply; the message tells refused, reset, timed out, not verified
  // and too large apart.
  [[nodiscard]] Result<HttpReply> send(HttpMethod method, const std::string& path_and_query);

  // `text` with *** for the token: for whatever a server said that goes into a message.
  [[nodiscard]] std::string redacted(std::string text) const;

 private:
  struct State;
  explicit HttpSession(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tiyf::io
