#include "tiyf/io/http_url.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <memory>

#include "tiyf/base/text.hpp"

namespace tiyf::io {
namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

// "" when the part is not there.
std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

// The name localhost, which libcurl never asks a name server for, or a literal address of this machine.
bool is_loopback(std::string host) {
  if (equals_ignoring_case(host, "localhost")) return true;
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  in6_addr six{};
  if (inet_pton(AF_INET6, host.c_str(), &six) == 1) return IN6_IS_ADDR_LOOPBACK(&six) != 0;
  in_addr four{};
  return inet_pton(AF_INET, host.c_str(), &four) == 1 && (ntohl(four.s_addr) >> 24) == 127;
}

}  // namespace

Result<BaseUrl> parse_base_url(const std::string& text) {
  const Url url(curl_url(), &curl_url_cleanup);
  if (url == nullptr) return fail(ErrorKind::internal, "out of memory");
  const bool parsed =
      curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
  if (!parsed || part_of(url, CURLUPART_HOST).empty())
    return fail(ErrorKind::usage, "the broker's address is not a URL such as https://host");
  for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT})
    if (!part_of(url, part).empty())
      return fail(ErrorKind::usage, "the broker's address must hold no user, password, query or fragment");
  const auto scheme = part_of(url, CURLUPART_SCHEME), host = part_of(url, CURLUPART_HOST);
  const bool loopback = is_loopback(host);
  if (scheme != "https" && !(scheme == "http" && loopback))
    return fail(ErrorKind::usage, "the broker's address must be https: the token would go to " + host +
                                      " by " + scheme + " for all to read (http is only for this machine)");
  std::string base = text;
  while (base.ends_with('/')) base.pop_back();
  return BaseUrl{std::move(base), loopback};
}

}  // namespace tiyf::io
