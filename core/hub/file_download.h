#pragma once
// One file of a hub on its way to the disk: PATH.part grows, is asked for from where it ended, and becomes
// PATH once size and checksum are the hub's.

#include "core/base/file.h"
#include "core/hub/content_hash.h"
#include "core/hub/hub.h"

#include <optional>

namespace inkstone {

class FileDownload final : public HttpExchange {
public:
    /// `site`, `listing` and `file` live longer. `target`'s folder exists.
    FileDownload(const HubSite& site, const HubListing& listing, const HubFile& file, fs::path target,
                 std::stop_token stop);
    ~FileDownload() override;

    const HubFile& file() const { return m_file; }
    const fs::path& target() const { return m_target; }
    uint64_t here() const { return m_here; }               ///< bytes on disk, of this content as far as known
    uint64_t received() const { return m_received; }       ///< over the network
    const std::string& sha256() const { return m_sha256; } ///< once it is complete
    /// What a run before this one left; 0 when nothing fits.
    static uint64_t bytesLeftBehind(const fs::path& target, const HubFile& file);

    /// A half file that is none, because its process ended just before it was checked: checks it now. Call it
    /// before the download begins; true when there is nothing to download.
    Result<bool> finishFromDisk();

    Result<HttpRequest> begin() override;
    Status accept(const HttpHead& head) override;
    Status body(std::string_view bytes) override;
    Result<bool> complete() override;
    uint64_t reached() const override { return m_here; }
    Error refused(const HttpHead& head, std::string_view body) const override;

private:
    fs::path partPath() const { return m_target.string() + ".part"; }
    fs::path tagPath() const { return m_target.string() + ".etag"; }
    Status openPart();
    Status hashPart();
    Status restart();
    Status acceptRange(const HttpHead& head);
    Status rememberTag(const HttpHead& head);
    tl::unexpected<Error> wrong(Text why) const;

    const HubSite& m_site;
    const HubListing& m_listing;
    const HubFile& m_file;
    fs::path m_target;
    std::stop_token m_stop;
    int m_part = -1;                   ///< descriptor of the half file, open from begin() to complete()
    std::optional<ContentHash> m_hash; ///< of what is in it
    uint64_t m_here = 0, m_received = 0;
    bool m_useless = false;  ///< a 416: what is here is no beginning of what the hub has
    bool m_mismatch = false; ///< the checksum was wrong once
    std::string m_sha256;
};

/// The file at `path` is what the hub lists, by size and checksum; gives its SHA-256, or nothing.
Result<std::optional<std::string>> sha256IfSame(const fs::path& path, const HubFile& file,
                                                std::stop_token stop);

} // namespace inkstone
