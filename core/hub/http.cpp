#include "core/hub/http.h"

#include "core/base/units.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <curl/curl.h>
#include <mutex>
#include <optional>

namespace inkstone {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr size_t mostHeaderBytes = 64 << 10;
constexpr size_t mostErrorBytes = 64 << 10; ///< of the body of an error or a redirect
constexpr milliseconds longestDelay{60'000};
constexpr milliseconds pollTime{50};

void initCurl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

template <auto release> struct Freed {
    void operator()(auto* handle) const { release(handle); }
};
using EasyHandle = std::unique_ptr<CURL, Freed<curl_easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, Freed<curl_multi_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, Freed<curl_slist_free_all>>;
using UrlHandle = std::unique_ptr<CURLU, Freed<curl_url_cleanup>>;
using CurlText = std::unique_ptr<char, Freed<curl_free>>;

std::string partOf(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    const CurlText owned(text);
    return text;
}

std::string lowered(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return text;
}

std::string_view trimmed(std::string_view text) {
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return text;
}

const char* firstSet(std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const char* value = std::getenv(name); value && *value) return value;
    return nullptr;
}

/// Certificates that a network adds to the system's: libcurl itself does not look at these variables.
void setCertificates(CURL* easy) {
    if (const char* file = firstSet({"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"}))
        curl_easy_setopt(easy, CURLOPT_CAINFO, file);
    if (const char* folder = firstSet({"SSL_CERT_DIR"})) curl_easy_setopt(easy, CURLOPT_CAPATH, folder);
}

/// "host:port" of the proxy that failed, by libcurl's words for what it could not do; empty: no proxy did.
std::string failedProxy(const std::string& url, std::string_view words) {
    const bool encrypted = url.starts_with("https:");
    const char* address = encrypted ? firstSet({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                                    : firstSet({"http_proxy", "all_proxy", "ALL_PROXY"});
    const UrlHandle parts(curl_url());
    const unsigned loose = CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME;
    if (!address || curl_url_set(parts.get(), CURLUPART_URL, address, loose) != CURLUE_OK) return {};
    const std::string host = partOf(parts.get(), CURLUPART_HOST), port = partOf(parts.get(), CURLUPART_PORT);
    const auto said = [&](const std::string& part) { return words.find(part) != std::string_view::npos; };
    const bool its = said("CONNECT") || said("proxy") || (said(host) && said("port " + port + " "));
    return its ? host + (port.empty() ? "" : ":" + port) : std::string();
}

/// Where a Location of an answer from `base` leads; empty when it makes no address.
std::string resolved(const std::string& base, const std::string& location) {
    initCurl();
    const UrlHandle url(curl_url());
    if (curl_url_set(url.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK) return {};
    if (curl_url_set(url.get(), CURLUPART_URL, location.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return {};
    return partOf(url.get(), CURLUPART_URL);
}

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

const Text cannotReach = text("cannot get it from the hub");

/// One exchange on its way: attempts, redirects, the answer's head.
class Transfer {
public:
    enum class State { Waiting, Running, Done };

    Transfer(HttpExchange& exchange, const HttpLimits& limits) : m_exchange(exchange), m_limits(limits) {
        m_due = Clock::now();
    }
    ~Transfer() { detach(); }
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    State state() const { return m_state; }
    Clock::time_point due() const { return m_due; }
    CURL* easy() const { return m_easy.get(); }

    Status start(CURLM* multi);
    /// After libcurl is through with it, or the time is over.
    Status finish(CURLcode code);
    bool silent() const { return Clock::now() - m_lastByte > m_limits.idle; }

private:
    Status visit(const std::string& url);
    Status follow();
    Status answered();
    Status again(Error why, milliseconds atLeast = {});
    void detach();
    void setOptions(const std::string& url, bool trusted);
    Status readHeader(std::string_view line);
    Status readBody(std::string_view bytes);
    static size_t onHeader(char* data, size_t size, size_t count, void* self);
    static size_t onBody(char* data, size_t size, size_t count, void* self);
    size_t taken(Status step, size_t bytes);
    bool wantsBody() const { return (m_head.status >= 200 && m_head.status < 300) || m_head.status == 416; }

    HttpExchange& m_exchange;
    const HttpLimits& m_limits;
    State m_state = State::Waiting;
    Clock::time_point m_due, m_lastByte;
    CURLM* m_multi = nullptr;
    EasyHandle m_easy;
    HeaderList m_list;
    char m_reason[CURL_ERROR_SIZE] = {};
    HttpRequest m_request;
    HttpHead m_head;
    size_t m_headerBytes = 0;
    std::string m_errorBody;
    bool m_accepted = false, m_leftOrigin = false;
    std::optional<Error> m_error; ///< why a callback stopped the transfer
    int m_redirects = 0, m_attempts = 0;
    uint64_t m_reached = 0;
};

void Transfer::detach() {
    if (m_multi && m_easy) curl_multi_remove_handle(m_multi, m_easy.get());
    m_multi = nullptr;
}

Status Transfer::start(CURLM* multi) {
    INK_TRY(request, m_exchange.begin());
    m_request = std::move(request);
    m_redirects = 0;
    m_leftOrigin = false;
    m_state = State::Running;
    m_multi = multi;
    return visit(m_request.url);
}

void Transfer::setOptions(const std::string& url, bool trusted) {
    CURL* easy = m_easy.get();
    curl_slist* list = nullptr;
    for (const std::string& header : m_request.headers) list = curl_slist_append(list, header.c_str());
    if (trusted) list = curl_slist_append(list, ("Authorization: Bearer " + m_request.token).c_str());
    m_list.reset(list);
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "inkstone");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, long(m_limits.connect.count()));
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L << 10);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, m_reason);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    setCertificates(easy);
}

Status Transfer::visit(const std::string& url) {
    const std::string origin = httpOrigin(url);
    if (origin.empty())
        return fail(ErrorCode::InvalidArgument, cannotReach, url, "it is not an http or https address");
    m_leftOrigin = m_leftOrigin || origin != httpOrigin(m_request.url);
    m_head = {.status = 0, .url = url, .headers = {}};
    m_headerBytes = 0;
    m_errorBody.clear();
    m_accepted = false;
    m_error.reset();
    m_reason[0] = 0;
    if (m_easy) curl_multi_remove_handle(m_multi, m_easy.get());
    m_easy.reset(curl_easy_init());
    if (!m_easy) return fail(ErrorCode::OutOfMemory, cannotReach, url);
    setOptions(url, !m_request.token.empty() && !m_leftOrigin);
    m_lastByte = Clock::now();
    curl_multi_add_handle(m_multi, m_easy.get());
    return {};
}

size_t Transfer::taken(Status step, size_t bytes) {
    m_lastByte = Clock::now();
    if (step) return bytes;
    m_error = std::move(step).error();
    return bytes + 1; // libcurl ends the transfer
}

size_t Transfer::onHeader(char* data, size_t size, size_t count, void* self) {
    auto* transfer = static_cast<Transfer*>(self);
    return transfer->taken(transfer->readHeader({data, size * count}), size * count);
}

size_t Transfer::onBody(char* data, size_t size, size_t count, void* self) {
    auto* transfer = static_cast<Transfer*>(self);
    return transfer->taken(transfer->readBody({data, size * count}), size * count);
}

Status Transfer::readHeader(std::string_view line) {
    m_headerBytes += line.size();
    if (m_headerBytes > mostHeaderBytes)
        return fail(ErrorCode::Corrupt, cannotReach, m_head.url, "its answer's head has no end");
    if (line.starts_with("HTTP/")) { // a new head, after "100 Continue" or a proxy's
        const size_t space = line.find(' ');
        m_head.headers.clear();
        m_head.status = 0;
        if (space != std::string_view::npos)
            std::from_chars(line.data() + space + 1, line.data() + line.size(), m_head.status);
        return {};
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return {};
    m_head.headers[lowered(std::string(trimmed(line.substr(0, colon))))] = trimmed(line.substr(colon + 1));
    return {};
}

Status Transfer::readBody(std::string_view bytes) {
    if (!wantsBody()) {
        if (m_errorBody.size() + bytes.size() <= mostErrorBytes) {
            m_errorBody += bytes;
            return {};
        }
        return fail(ErrorCode::Corrupt, cannotReach, m_head.url, "an error page without an end");
    }
    if (!m_accepted) INK_CHECK(m_exchange.accept(m_head));
    m_accepted = true;
    return m_exchange.body(bytes);
}

Status Transfer::finish(CURLcode code) {
    if (m_error) {
        // An error status whose page is too long is an error status all the same.
        if (wantsBody() || m_head.status == 0) return fail(std::move(*m_error));
        code = CURLE_OK;
    }
    if (code != CURLE_OK) {
        const char* words = m_reason[0] ? m_reason : curl_easy_strerror(code);
        if (code == CURLE_OPERATION_TIMEDOUT)
            return again({ErrorCode::Io, cannotReach, httpOrigin(m_head.url),
                          text("no answer in time (%1)", words), "check the network, or try again later"});
        if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
            return fail(
                ErrorCode::Permission, cannotReach, httpOrigin(m_head.url),
                text("its certificate cannot be trusted (%1)", words),
                "check the clock of this machine and who sits between it and the hub; a certificate of your "
                "own network is named by SSL_CERT_FILE");
        if (const std::string proxy = failedProxy(m_head.url, words); !proxy.empty())
            return again({ErrorCode::Io, cannotReach, httpOrigin(m_head.url),
                          text("the proxy %1 gives no connection (%2)", proxy, words),
                          "check the variables https_proxy and http_proxy"});
        if (code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING ||
            code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM)
            return again({ErrorCode::Io, cannotReach, httpOrigin(m_head.url),
                          text("the connection broke off (%1)", words), "try again; it goes on from there"});
        return again({ErrorCode::Io, cannotReach, httpOrigin(m_head.url), text("no connection (%1)", words),
                      "check the network, a proxy, and HF_ENDPOINT if it is set"});
    }
    if (isRedirect(m_head.status)) return follow();
    return answered();
}

Status Transfer::follow() {
    const std::string next = resolved(m_head.url, m_head.header("location"));
    if (next.empty() || httpOrigin(next).empty())
        return fail(ErrorCode::Corrupt, cannotReach, httpOrigin(m_head.url),
                    text("it leads to an address that is not followed: %1", m_head.header("location")));
    if (m_head.url.starts_with("https:") && !next.starts_with("https:"))
        return fail(ErrorCode::Corrupt, cannotReach, httpOrigin(m_head.url),
                    text("it leads from https to an address without encryption: %1", httpOrigin(next)));
    if (++m_redirects > m_limits.redirects)
        return fail(ErrorCode::Corrupt, cannotReach, httpOrigin(m_head.url), "it leads in circles");
    return visit(next);
}

Status Transfer::answered() {
    const int status = m_head.status;
    if (!wantsBody()) {
        Error error = m_exchange.refused(m_head, m_errorBody);
        // Where the hub sent us, addresses are valid for a while only: a fresh one comes from the hub.
        const bool stale = status == 403 && m_leftOrigin;
        if (status != 408 && status != 429 && status < 500 && !stale) return fail(std::move(error));
        int64_t seconds = 0;
        const std::string wait = m_head.header("retry-after");
        std::from_chars(wait.data(), wait.data() + wait.size(), seconds);
        return again(std::move(error), std::chrono::seconds(std::clamp<int64_t>(seconds, 0, 60)));
    }
    if (!m_accepted) INK_CHECK(m_exchange.accept(m_head));
    INK_TRY(done, m_exchange.complete());
    if (!done)
        return again({ErrorCode::Io, cannotReach, httpOrigin(m_head.url),
                      "it sends something else every time", "try again later, or choose another mirror"});
    detach();
    m_state = State::Done;
    return {};
}

Status Transfer::again(Error why, milliseconds atLeast) {
    detach();
    if (m_exchange.reached() > m_reached) m_attempts = 0;
    m_reached = std::max(m_reached, m_exchange.reached());
    if (++m_attempts >= m_limits.attempts) return fail(std::move(why));
    const milliseconds delay = m_limits.firstDelay * (int64_t(1) << std::min(m_attempts - 1, 16));
    m_due = Clock::now() + std::min(std::max(delay, atLeast), longestDelay);
    m_state = State::Waiting;
    return {};
}

/// A peer that hangs up while TLS still writes would end the whole program: libcurl leaves this signal to us.
class BrokenPipesAreErrors {
public:
    BrokenPipesAreErrors() {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~BrokenPipesAreErrors() {
        if (sigismember(&m_before, SIGPIPE)) return;
        const timespec now{};
        sigtimedwait(&m_pipe, nullptr, &now); // one that came is forgotten
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    BrokenPipesAreErrors(const BrokenPipesAreErrors&) = delete;
    BrokenPipesAreErrors& operator=(const BrokenPipesAreErrors&) = delete;

private:
    sigset_t m_pipe, m_before;
};

using Transfers = std::vector<std::unique_ptr<Transfer>>;

Status startDue(Transfers& transfers, CURLM* multi, int parallel) {
    int running = 0;
    for (const auto& transfer : transfers) running += transfer->state() == Transfer::State::Running;
    for (const auto& transfer : transfers) {
        if (running >= parallel) break;
        if (transfer->state() != Transfer::State::Waiting || transfer->due() > Clock::now()) continue;
        INK_CHECK(transfer->start(multi));
        ++running;
    }
    return {};
}

Status finishEnded(Transfers& transfers, CURLM* multi) {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const CURLcode code = message->data.result;
        for (const auto& transfer : transfers)
            if (transfer->easy() == message->easy_handle) {
                INK_CHECK(transfer->finish(code));
                break;
            }
    }
    for (const auto& transfer : transfers)
        if (transfer->state() == Transfer::State::Running && transfer->silent())
            INK_CHECK(transfer->finish(CURLE_OPERATION_TIMEDOUT));
    return {};
}

} // namespace

std::string HttpHead::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

std::string httpOrigin(const std::string& address) {
    initCurl();
    const UrlHandle url(curl_url());
    if (curl_url_set(url.get(), CURLUPART_URL, address.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return {};
    const std::string scheme = lowered(partOf(url.get(), CURLUPART_SCHEME));
    const std::string host = lowered(partOf(url.get(), CURLUPART_HOST));
    if ((scheme != "http" && scheme != "https") || host.empty()) return {};
    if (!partOf(url.get(), CURLUPART_USER).empty() || !partOf(url.get(), CURLUPART_PASSWORD).empty())
        return {};
    return scheme + "://" + host + ":" + partOf(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

std::string percentEncode(std::string_view text, bool keepSlashes) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '_' || c == '.' || c == '~' || (keepSlashes && c == '/');
        if (plain) {
            encoded += c;
            continue;
        }
        encoded += '%';
        encoded += digits[byte >> 4];
        encoded += digits[byte & 15];
    }
    return encoded;
}

Status runHttp(std::span<HttpExchange* const> exchanges, const HttpLimits& limits, std::stop_token stop,
               const std::function<void()>& tick) {
    const BrokenPipesAreErrors guard;
    initCurl();
    const MultiHandle multi(curl_multi_init());
    if (!multi) return fail(ErrorCode::OutOfMemory, cannotReach);
    Transfers transfers; // destroyed before `multi`
    for (HttpExchange* exchange : exchanges)
        transfers.push_back(std::make_unique<Transfer>(*exchange, limits));
    const auto isDone = [](const auto& transfer) { return transfer->state() == Transfer::State::Done; };
    while (!std::all_of(transfers.begin(), transfers.end(), isDone)) {
        if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "getting the model was stopped");
        INK_CHECK(startDue(transfers, multi.get(), limits.parallel));
        int running = 0;
        curl_multi_perform(multi.get(), &running);
        INK_CHECK(finishEnded(transfers, multi.get()));
        if (tick) tick();
        if (running == 0 && std::all_of(transfers.begin(), transfers.end(), isDone)) break;
        curl_multi_poll(multi.get(), nullptr, 0, int(pollTime.count()), nullptr);
    }
    return {};
}

} // namespace inkstone
