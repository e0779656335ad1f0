#include "broker.hpp"

#include "tiyf/base/text.hpp"
#include "tiyf/io/secret.hpp"

namespace tiyf {
namespace {

std::string how_often(const io::HttpReply& reply) {
  return (reply.tries > 1 ? ", asked " + std::to_string(reply.tries) + " times" : "") +
         (reply.wait_too_long ? ", and it asks for more patience than --timeout has left" : "");
}

Error refusal(const io::HttpReply& reply, const std::string& body, const std::string& source) {
  const auto status = "HTTP " + std::to_string(reply.status);
  const auto said = oanda::read_error_message(body);
  const auto error = [&](ErrorKind kind, const std::string& message) {
    return Error{.kind = kind,
                 .message = message + (said.empty() ? "" : "; the broker says: " + printable(said)),
                 .file = source};
  };
  if (reply.status == 401)
    return error(ErrorKind::config,
                 "the broker refuses the token (" + status + "): check OANDA_TOKEN or --token-file");
  if (reply.status == 403)
    return error(ErrorKind::config,
                 "the token may not do this (" + status + "): check the token and --account");
  if (reply.status == 404)
    return error(ErrorKind::missing, "the broker knows nothing by this address (" + status + ")" +
                                         (said.empty() ? ", or it is not the broker: check --url" : ""));
  if (reply.status == 429)
    return error(ErrorKind::unreachable,
                 "the broker's rate limit is used up (" + status + ")" + how_often(reply));
  if (reply.status >= 300 && reply.status < 400)
    return error(ErrorKind::unreachable, "the broker redirects (" + status + ") to " +
                                             printable(reply.location.value_or("nowhere")).substr(0, 200) +
                                             "; redirects are not followed: check --url");
  if (reply.status >= 500)
    return error(ErrorKind::unreachable, "the broker's server fails (" + status + ")" + how_often(reply));
  return error(ErrorKind::unreachable, "the broker refuses the request (" + status + ")");
}

}  // namespace

Result<Broker> Broker::make(const Options& options, const Settings& settings, const cli::Log& log) {
  TIYF_TRY(token, io::read_secret("OANDA_TOKEN", options.token_file));
  TIYF_TRY(http, io::HttpSession::make({.base_url = settings.url,
                                        .ca_file = options.ca_file,
                                        .bearer_token = std::move(token),
                                        .timeout = settings.timeout,
                                        .on_retry = [log](const std::string& why) {
                                          log.write(cli::Level::warn, "asked_again", {{"message", why}});
                                        }}));
  return Broker(std::move(http), settings.account);
}

Result<oanda::Answer> Broker::ask(io::HttpMethod method, const std::string& path) {
  const auto source = (method == io::HttpMethod::put ? "PUT " : "GET ") + path;
  TIYF_TRY(reply, http_.send(method, path));
  if (reply.date) date_ = reply.date;
  if (reply.status != 200) {
    refused_with_ = std::move(reply.body);
    return fail(refusal(reply, refused_with_, source));
  }
  return oanda::Answer{std::move(reply.body), source, account_};
}

std::unexpected<Error> as_unreachable(Error error, const Broker& broker) {
  error.kind = ErrorKind::unreachable;
  error.message = broker.redacted(std::move(error.message));
  error.file = broker.redacted(std::move(error.file));
  error.pointer = broker.redacted(std::move(error.pointer));
  return fail(std::move(error));
}

}  // namespace tiyf
