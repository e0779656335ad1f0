// OANDA, asked: requests out, answers in, and what an answer that is no success means.
#pragma once

#include "options.hpp"
#include "tiyf/cli/log.hpp"
#include "tiyf/io/http.hpp"
#include "tiyf/oanda/answers.hpp"
#include "tiyf/oanda/requests.hpp"

namespace tiyf {

// Errors by kind: config: token or account refused (401, 403); missing: 404; unreachable: all else, a broken
// connection, a redirect, a server's failure. Each message says which.
class Broker {
 public:
  [[nodiscard]] static Result<Broker> make(const Options& options, const Settings& settings,
                                           const cli::Log& log);

  [[nodiscard]] const oanda::Requests& requests() const { return requests_; }
  [[nodiscard]] Result<oanda::Answer> get(const std::string& path) { return ask(io::HttpMethod::get, path); }
  [[nodiscard]] Result<oanda::Answer> put(const std::string& path) { return ask(io::HttpMethod::put, path); }

  // Asks and reads: what the answer's reader says of a malformed one is malformed here too.
  template <class Read>
  [[nodiscard]] auto read(const std::string& path, Read&& reader) -> decltype(reader(oanda::Answer{})) {
    TIYF_TRY(answer, get(path));
    return reader(answer);
  }

  // What the latest answer that was no success said, in OANDA's words or in another's.
  [[nodiscard]] const std::string& refused_with() const { return refused_with_; }

  // The server's clock with the latest answer; none when it does not say.
  [[nodiscard]] std::optional<UtcTime> date() const { return date_; }
  [[nodiscard]] std::string redacted(std::string text) const { return http_.redacted(std::move(text)); }

 private:
  Broker(io::HttpSession http, std::string account)
      : http_(std::move(http)), requests_(account), account_(std::move(account)) {}
  [[nodiscard]] Result<oanda::Answer> ask(io::HttpMethod method, const std::string& path);

  io::HttpSession http_;
  oanda::Requests requests_;
  std::string account_;
  std::optional<UtcTime> date_;
  std::string refused_with_;
};

// Whatever kept the broker from answering as it should: 3 to the caller, with the same message (CONTRACT §1:
// unknown). Nothing of the broker's that stands in it holds the token.
[[nodiscard]] std::unexpected<Error> as_unreachable(Error error, const Broker& broker);

}  // namespace tiyf
