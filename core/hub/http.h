#pragma once
// HTTP as far as fetching models needs it: GET, several at once in one thread. Redirects are followed here
// and not by libcurl, so that it is in our hands who sees a token and which addresses are visited: http and
// https only, never from https back to http. Certificates are always checked.

#include "core/base/result.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

struct HttpRequest {
    std::string url;
    std::vector<std::string> headers; ///< "Range: bytes=5-"
    std::string token;                ///< a bearer token for the origin of `url`; no other origin sees it
};

/// An answer before its body.
struct HttpHead {
    int status = 0;
    std::string url;                            ///< after all redirects
    std::map<std::string, std::string> headers; ///< names in lower case; the last of a name counts

    std::string header(const std::string& name) const;
};

/// What may be gone when asked again is tried again: no connection, silence, a body cut short, 429, 5xx.
struct HttpLimits {
    std::chrono::milliseconds connect{15'000};
    std::chrono::milliseconds idle{30'000};      ///< without a byte
    std::chrono::milliseconds firstDelay{1'000}; ///< doubled from attempt to attempt, at most a minute
    int attempts = 6;                            ///< without getting any further
    int redirects = 8;
    int parallel = 4;
};

/// Something to get. HttpLoop asks it what to do next, always in the thread of run().
class HttpExchange {
public:
    virtual ~HttpExchange() = default;
    /// Before every attempt.
    virtual Result<HttpRequest> begin() = 0;
    /// The answer's head, 2xx or 416. An error ends the exchange for good.
    virtual Status accept(const HttpHead& head) = 0;
    /// A piece of the body. An error ends the exchange for good.
    virtual Status body(std::string_view bytes) = 0;
    /// The answer is over. False: it is not what was asked for, try again.
    virtual Result<bool> complete() = 0;
    /// How far it came, in bytes: attempts that go beyond it are not counted against the server.
    virtual uint64_t reached() const = 0;
    /// An error status in words that fit what was asked.
    virtual Error refused(const HttpHead& head, std::string_view body) const = 0;
};

/// Runs the exchanges to their end, at most `limits.parallel` at a time. The first that fails for good stops
/// all. `tick` is called several times a second.
Status runHttp(std::span<HttpExchange* const> exchanges, const HttpLimits& limits, std::stop_token stop,
               const std::function<void()>& tick = {});

/// `text` as one part of a path or query; with `keepSlashes` as a path of several.
std::string percentEncode(std::string_view text, bool keepSlashes = false);
/// "https://host:port" in lower case, port always there; empty when `url` is no http or https address, or
/// carries a user name.
std::string httpOrigin(const std::string& url);

} // namespace inkstone
