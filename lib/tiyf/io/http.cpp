#include "tiyf/io/http.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "tiyf/io/http_ca.hpp"
#include "tiyf/io/http_url.hpp"

namespace tiyf::io {
namespace {

using Clock = std::chrono::steady_clock;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

constexpr std::size_t kMostBytes = std::size_t{64} * 1024 * 1024;
constexpr int kTries = 4;
constexpr std::chrono::milliseconds kFirstWait{250};
constexpr std::chrono::seconds kLongestWait = std::chrono::hours{24 * 365};  // beyond any time-out

// What one try came to: a reply, or why there is none.
struct Attempt {
  HttpReply reply;
  std::optional<std::chrono::milliseconds> retry_after;
  std::string failure;  // empty: there is a reply
  bool may_try_again = false;
};

struct Sink {
  std::string body;
  bool too_large = false;
};

std::size_t receive(char* bytes, std::size_t size, std::size_t count, void* target) {
  auto& sink = *static_cast<Sink*>(target);
  sink.too_large = sink.body.size() + size * count > kMostBytes;
  if (sink.too_large) return 0;
  sink.body.append(bytes, size * count);
  return size * count;
}

bool is_passing(long status) { return status == 429 || status == 500 || (status >= 502 && status <= 504); }

bool is_passing(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return true;
    default:
      return false;
  }
}

std::string describe(CURLcode code, const Sink& sink, const char* detail) {
  const std::string said = *detail != '\0' ? detail : curl_easy_strerror(code);
  if (sink.too_large) return "the answer is larger than 64 MiB";
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return "timed out (" + said + ")";
    case CURLE_COULDNT_CONNECT:
      return "no connection (" + said + ")";
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the host's name is not known (" + said + ")";
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return "the connection broke off (" + said + ")";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return "the server's certificate or TLS is not good (" + said + ")";
    default:
      return said;
  }
}

std::optional<std::string> header(CURL* handle, const char* name) {
  curl_header* found = nullptr;
  if (curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return std::nullopt;
  return std::string(found->value);
}

std::optional<UtcTime> server_time(CURL* handle) {
  const auto text = header(handle, "date");
  if (!text) return std::nullopt;
  const time_t seconds = curl_getdate(text->c_str(), nullptr);
  return seconds < 0 ? std::nullopt : std::optional(UtcTime{.seconds = seconds});
}

// Seconds or a date. Seconds that fit no number are many.
std::optional<std::chrono::milliseconds> retry_after(CURL* handle) {
  const auto text = header(handle, "retry-after").value_or("");
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (end != text.data() + text.size()) {
    curl_off_t until_date = 0;
    curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &until_date);
    seconds = until_date;
  } else if (fault == std::errc::result_out_of_range && !text.starts_with('-')) {
    seconds = kLongestWait.count();
  }
  if (seconds <= 0) return std::nullopt;
  return std::min(std::chrono::seconds(seconds), kLongestWait);
}

// Before libcurl starts, which would read it then.
CURLcode start_libcurl() {
  ::unsetenv("SSLKEYLOGFILE");
  return curl_global_init(CURL_GLOBAL_DEFAULT);
}

}  // namespace

struct HttpSession::State {
  HttpOptions options;
  BaseUrl base;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle{nullptr, &curl_easy_cleanup};
  Headers headers{nullptr, &curl_slist_free_all};
  Clock::time_point deadline;

  [[nodiscard]] bool set_up();
  [[nodiscard]] std::chrono::milliseconds left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  }
  [[nodiscard]] Attempt attempt(HttpMethod method, const std::string& url);
};

bool HttpSession::State::set_up() {
  CURL* const curl = handle.get();
  const auto set = [curl](CURLoption option, auto value) {
    return curl_easy_setopt(curl, option, value) == CURLE_OK;
  };
  for (const auto& line :
       {"Authorization: Bearer " + options.bearer_token, std::string("Accept: application/json"),
        std::string("Accept-Datetime-Format: RFC3339"), std::string("Content-Type: application/json"),
        std::string("Expect:")}) {
    auto* const longer = curl_slist_append(headers.get(), line.c_str());
    if (longer == nullptr) return false;
    static_cast<void>(headers.release());
    headers.reset(longer);
  }
  bool all = set(CURLOPT_HTTPHEADER, headers.get()) && set(CURLOPT_NOSIGNAL, 1L) &&
             set(CURLOPT_FOLLOWLOCATION, 0L) && set(CURLOPT_SSL_VERIFYPEER, 1L) &&
             set(CURLOPT_SSL_VERIFYHOST, 2L) && set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2}) &&
             set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1}) && set(CURLOPT_WRITEFUNCTION, &receive) &&
             set(CURLOPT_USERAGENT, "tiyf/" TIYF_VERSION) &&
             set(CURLOPT_PROTOCOLS_STR, base.loopback ? "http,https" : "https");
  if (base.loopback) all = all && set(CURLOPT_PROXY, "");
  if (options.ca_file)
    all = all && set(CURLOPT_CAINFO, options.ca_file->c_str()) &&
          set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  return all;
}

Attempt HttpSession::State::attempt(HttpMethod method, const std::string& url) {
  CURL* const curl = handle.get();
  Attempt out;
  Sink sink;
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(left().count(), 1)));
  if (method == HttpMethod::put) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "");
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT");
  } else {
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, nullptr);
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
  }
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK) {
    out.failure = describe(code, sink, detail);
    out.may_try_again = is_passing(code);
    return out;
  }
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out.reply.status);
  out.retry_after = retry_after(curl);
  out.reply.body = std::move(sink.body);
  out.reply.date = server_time(curl);
  out.reply.location = header(curl, "location");
  out.may_try_again = is_passing(out.reply.status);
  return out;
}

HttpSession::HttpSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpSession::~HttpSession() = default;
HttpSession::HttpSession(HttpSession&&) noexcept = default;
HttpSession& HttpSession::operator=(HttpSession&&) noexcept = default;

Result<HttpSession> HttpSession::make(HttpOptions options) {
  static const CURLcode started = start_libcurl();
  auto state = std::make_unique<State>();
  TIYF_TRY(base, parse_base_url(options.base_url));
  if (options.ca_file) TIYF_CHECK(check_ca_file(*options.ca_file));
  state->base = std::move(base);
  state->deadline = Clock::now() + std::chrono::nanoseconds(options.timeout.nanos);
  state->options = std::move(options);
  state->handle.reset(curl_easy_init());
  if (started != CURLE_OK || !state->handle || !state->set_up())
    return fail(ErrorKind::internal, "libcurl cannot be set up");
  return HttpSession(std::move(state));
}

Result<HttpReply> HttpSession::send(HttpMethod method, const std::string& path_and_query) {
  const auto url = state_->base.text + path_and_query;
  const auto what = (method == HttpMethod::put ? "PUT " : "GET ") + path_and_query;
  auto wait = kFirstWait;
  for (int tries = 1;; ++tries, wait *= 2) {
    auto attempt = state_->attempt(method, url);
    const bool replied = attempt.failure.empty();
    if (replied && !attempt.may_try_again) return std::move(attempt.reply);
    const auto pause = attempt.retry_after.value_or(wait);
    const bool again = attempt.may_try_again && tries < kTries && pause < state_->left();
    const auto said = replied ? "HTTP " + std::to_string(attempt.reply.status) : attempt.failure;
    const auto why = redacted(what + ": " + said);
    if (!again && replied) {
      attempt.reply.tries = tries;
      attempt.reply.wait_too_long = attempt.retry_after && pause >= state_->left();
      return std::move(attempt.reply);
    }
    if (!again)
      return fail(ErrorKind::unreachable,
                  why + (tries > 1 ? ", tried " + std::to_string(tries) + " times" : ""));
    if (state_->options.on_retry) state_->options.on_retry(why);
    std::this_thread::sleep_for(pause);
  }
}

std::string HttpSession::redacted(std::string text) const {
  const auto& secret = state_->options.bearer_token;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
    text.replace(at, secret.size(), "***");
  return text;
}

}  // namespace tiyf::io
