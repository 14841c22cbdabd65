#include "core/hub/file_download.h"

#include "core/base/file_steps.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace inkstone {
namespace {

const Text cannotDownload = text("cannot download the file");
constexpr size_t chunkBytes = size_t(1) << 20;

std::optional<uint64_t> numberIn(std::string_view text) {
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return number;
}

/// "bytes 5-99/100"; a total of "*" is unknown.
struct Range {
    uint64_t first = 0, last = 0;
    std::optional<uint64_t> total;
};

std::optional<Range> parseRange(std::string_view text) {
    const size_t dash = text.find('-'), slash = text.find('/');
    if (!text.starts_with("bytes ") || dash == std::string_view::npos || slash == std::string_view::npos ||
        dash > slash)
        return {};
    const auto first = numberIn(text.substr(6, dash - 6));
    const auto last = numberIn(text.substr(dash + 1, slash - dash - 1));
    const std::string_view all = text.substr(slash + 1);
    const auto total = numberIn(all);
    if (!first || !last || *last < *first || (!total && all != "*")) return {};
    return Range{*first, *last, total};
}

/// Feeds the bytes of an open file to `hash`; gives how many.
Result<uint64_t> hashDescriptor(int descriptor, const fs::path& path, ContentHash& hash,
                                std::stop_token stop) {
    std::string chunk(chunkBytes, '\0');
    uint64_t done = 0;
    for (;;) {
        if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "getting the model was stopped");
        const ssize_t n = ::pread(descriptor, chunk.data(), chunk.size(), off_t(done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(systemError(errno, cannotDownload, path));
        if (n == 0) return done;
        hash.update({chunk.data(), size_t(n)});
        done += uint64_t(n);
    }
}

bool isSame(const ContentHash::Names& names, const HubFile& file) {
    return file.sha256.empty() ? names.gitSha1 == file.gitSha1 : names.sha256 == file.sha256;
}

} // namespace

FileDownload::FileDownload(const HubSite& site, const HubListing& listing, const HubFile& file,
                           fs::path target, std::stop_token stop)
    : m_site(site), m_listing(listing), m_file(file), m_target(std::move(target)), m_stop(std::move(stop)),
      m_here(bytesLeftBehind(m_target, file)) {}

FileDownload::~FileDownload() {
    if (m_part >= 0) ::close(m_part);
}

uint64_t FileDownload::bytesLeftBehind(const fs::path& target, const HubFile& file) {
    std::error_code error;
    const uint64_t bytes = fs::file_size(target.string() + ".part", error);
    return error || bytes > file.bytes ? 0 : bytes;
}

tl::unexpected<Error> FileDownload::wrong(Text why) const {
    return fail(ErrorCode::Corrupt, cannotDownload, m_listing.reference.str() + ": " + m_file.path,
                std::move(why), "try again later, or choose another mirror");
}

Status FileDownload::openPart() {
    if (m_part >= 0) return {};
    // No link is followed: what lies there is our own file or nothing.
    m_part = steps::openFile(partPath().c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (m_part < 0) return fail(systemError(errno, cannotDownload, partPath()));
    return hashPart();
}

Status FileDownload::hashPart() {
    struct stat info {};
    if (::fstat(m_part, &info) != 0) return fail(systemError(errno, cannotDownload, partPath()));
    if (!S_ISREG(info.st_mode) || uint64_t(info.st_size) > m_file.bytes) return restart();
    m_hash.emplace(m_file.bytes);
    INK_TRY(bytes, hashDescriptor(m_part, partPath(), *m_hash, m_stop));
    m_here = bytes;
    return {};
}

Status FileDownload::restart() {
    if (::ftruncate(m_part, 0) != 0) return fail(systemError(errno, cannotDownload, partPath()));
    m_hash.emplace(m_file.bytes);
    m_here = 0;
    m_useless = false;
    std::error_code ignored;
    fs::remove(tagPath(), ignored);
    return {};
}

Result<bool> FileDownload::finishFromDisk() {
    if (m_here < m_file.bytes || m_file.bytes == 0) return false;
    INK_CHECK(openPart());
    return complete();
}

Result<HttpRequest> FileDownload::begin() {
    INK_CHECK(openPart());
    if (m_useless) INK_CHECK(restart());
    HttpRequest request{.url = hubFileUrl(m_site, m_listing, m_file), .headers = {}, .token = m_site.token};
    if (m_here == 0) return request;
    request.headers.push_back("Range: bytes=" + std::to_string(m_here) + "-");
    if (const auto tag = readFile(tagPath(), 1024); tag && tag->starts_with('"'))
        request.headers.push_back("If-Range: " + *tag);
    return request;
}

Status FileDownload::acceptRange(const HttpHead& head) {
    const auto range = parseRange(head.header("content-range"));
    if (!range || range->first != m_here || range->last >= m_file.bytes ||
        range->total.value_or(m_file.bytes) != m_file.bytes)
        return wrong(text("bytes from %1 of %2 were asked for, it sends '%3'", m_here, m_file.bytes,
                          escapeForDisplay(head.header("content-range"), 60)));
    return {};
}

Status FileDownload::accept(const HttpHead& head) {
    if (head.status == 416) {
        m_useless = true;
        return {};
    }
    const std::string encoding = head.header("content-encoding");
    if (!encoding.empty() && encoding != "identity")
        return wrong(
            text("it is packed (%1) although nobody asked for that", escapeForDisplay(encoding, 40)));
    if (head.status == 206)
        INK_CHECK(acceptRange(head));
    else if (m_here > 0)
        INK_CHECK(restart()); // the server knows no ranges, or the file changed
    const std::string announced = head.header("content-length");
    const uint64_t expected = m_file.bytes - m_here;
    if (!announced.empty() && numberIn(announced) != expected)
        return wrong(text("%1 bytes are expected, the server announces %2", expected,
                          escapeForDisplay(announced, 40)));
    return rememberTag(head);
}

Status FileDownload::rememberTag(const HttpHead& head) {
    // Only a strong tag says that the bytes are the same.
    const std::string tag = head.header("etag");
    if (!tag.starts_with('"') || tag.size() > 512 || m_here > 0) return {};
    return writeFileAtomically(tagPath(), tag);
}

Status FileDownload::body(std::string_view bytes) {
    if (m_useless) return {};
    if (bytes.size() > m_file.bytes - m_here)
        return wrong(text("it sends more than the %1 bytes the hub lists", m_file.bytes));
    m_received += bytes.size();
    m_hash->update(bytes);
    while (!bytes.empty()) {
        const ssize_t n = steps::write(m_part, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(systemError(errno, cannotDownload, partPath()));
        m_here += uint64_t(n);
        bytes.remove_prefix(size_t(n));
    }
    return {};
}

Result<bool> FileDownload::complete() {
    if (m_useless || m_here < m_file.bytes) return false;
    const ContentHash::Names names = m_hash->finish();
    if (!isSame(names, m_file)) {
        INK_CHECK(restart());
        // Half of it may have been from another time; from the start it must be right.
        if (std::exchange(m_mismatch, true))
            return wrong(text("its checksum is %1, the hub lists %2",
                              m_file.sha256.empty() ? names.gitSha1 : names.sha256, m_file.checksum()));
        return false;
    }
    if (steps::sync(m_part) != 0) return fail(systemError(errno, cannotDownload, partPath()));
    ::close(std::exchange(m_part, -1));
    if (steps::rename(partPath().c_str(), m_target.c_str()) != 0)
        return fail(systemError(errno, cannotDownload, m_target));
    std::error_code ignored;
    fs::remove(tagPath(), ignored);
    m_sha256 = names.sha256;
    return true;
}

Error FileDownload::refused(const HttpHead& head, std::string_view) const {
    HubReference reference = m_listing.reference;
    reference.file = m_file.path;
    return hubRefusal(head, m_site, reference, cannotDownload);
}

Result<std::optional<std::string>> sha256IfSame(const fs::path& path, const HubFile& file,
                                                std::stop_token stop) {
    std::error_code error;
    const uint64_t size = fs::file_size(path, error);
    if (error || size != file.bytes) return std::optional<std::string>();
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return fail(systemError(errno, cannotDownload, path));
    ContentHash hash(file.bytes);
    auto bytes = hashDescriptor(descriptor, path, hash, std::move(stop));
    ::close(descriptor);
    if (!bytes) return fail(std::move(bytes).error());
    const ContentHash::Names names = hash.finish();
    return isSame(names, file) ? std::optional(names.sha256) : std::nullopt;
}

} // namespace inkstone
