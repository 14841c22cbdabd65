#include "core/hub/fetch.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/paths.h"
#include "core/base/units.h"
#include "core/hub/fetch_lock.h"
#include "core/hub/file_download.h"

#include <algorithm>

namespace inkstone {
namespace {

const Text cannotFetch = text("cannot get the model");
constexpr uint64_t spareBytes = uint64_t(64) << 20; ///< that a disk keeps
constexpr const char* sourceName = "inkstone-source.json";

/// "x/y.gguf" with the beginning of its checksum, flat: another content gets another name.
fs::path partName(const HubFile& file) {
    std::string name = file.path.substr(file.path.rfind('/') + 1);
    return name + "-" + file.checksum().substr(0, 16);
}

/// What is wanted, where it goes and what is there already.
class Fetch {
public:
    Fetch(const HubSite& site, const HubListing& listing, const HubChoice& choice,
          const FetchOptions& options, std::stop_token stop, JobSink& sink)
        : m_site(site), m_listing(listing), m_choice(choice), m_options(options), m_stop(std::move(stop)),
          m_sink(sink), m_target(hubFolder(options.folder, listing.reference)),
          m_staging(m_target.string() + ".part") {}

    Result<FetchedModel> run() {
        INK_CHECK(checkFiles());
        INK_CHECK(findPresent());
        if (m_missing.empty()) return result();
        INK_TRY(lock, FetchLock::acquire(m_staging));
        INK_CHECK(writeJson(m_staging / sourceName, source()));
        INK_CHECK(prepare());
        INK_CHECK(checkRoom());
        INK_CHECK(download());
        INK_CHECK(putInPlace());
        std::error_code ignored;
        fs::remove(m_staging / sourceName, ignored);
        lock.removeFolder();
        return result();
    }

private:
    Status checkFiles() const;
    Status findPresent();
    Status prepare();
    Status checkRoom() const;
    Status download();
    Status putInPlace();
    void tellProgress(bool last);
    Json source() const;
    Result<FetchedModel> result() const;

    const HubSite& m_site;
    const HubListing& m_listing;
    const HubChoice& m_choice;
    const FetchOptions& m_options;
    std::stop_token m_stop;
    JobSink& m_sink;
    fs::path m_target, m_staging;
    std::vector<const HubFile*> m_missing;
    std::map<std::string, std::string> m_sha256; ///< of finished files, by path
    std::vector<std::unique_ptr<FileDownload>> m_downloads;
    uint64_t m_hereAtStart = 0;
    double m_began = 0, m_told = 0;
};

Status Fetch::checkFiles() const {
    for (const HubFile& file : m_choice.files)
        if (file.checksum().empty())
            return fail(
                ErrorCode::Unsupported, cannotFetch, m_listing.reference.str(),
                text("the hub gives no checksum for %1, so that it could not be verified", file.path));
    return {};
}

Status Fetch::findPresent() {
    for (const HubFile& file : m_choice.files) {
        INK_TRY(same, sha256IfSame(m_target / file.path, file, m_stop));
        if (same)
            m_sha256[file.path] = *same;
        else
            m_missing.push_back(&file);
    }
    return {};
}

Status Fetch::prepare() {
    for (const HubFile* file : m_missing) {
        const fs::path staged = m_staging / partName(*file);
        // What has its final name in the staging folder was verified; a rename is all that it missed.
        INK_TRY(same, sha256IfSame(staged, *file, m_stop));
        if (same) {
            m_sha256[file->path] = *same;
            continue;
        }
        auto download = std::make_unique<FileDownload>(m_site, m_listing, *file, staged, m_stop);
        INK_TRY(finished, download->finishFromDisk());
        if (finished)
            m_sha256[file->path] = download->sha256();
        else
            m_downloads.push_back(std::move(download));
    }
    return {};
}

Status Fetch::checkRoom() const {
    uint64_t needed = 0;
    for (const auto& download : m_downloads) needed += download->file().bytes - download->here();
    if (needed == 0) return {};
    INK_TRY(room, m_options.room ? m_options.room(m_staging) : freeSpace(m_staging));
    if (room >= needed + spareBytes) return {};
    return fail(ErrorCode::NoSpace, cannotFetch, m_staging.parent_path().string(),
                text("%1 are missing and %2 are free there", formatBytes(needed), formatBytes(room)),
                "free some space, or choose a smaller file");
}

Status Fetch::download() {
    std::vector<HttpExchange*> exchanges;
    for (const auto& download : m_downloads) {
        exchanges.push_back(download.get());
        m_hereAtStart += download->here();
    }
    m_began = monotonicSeconds();
    INK_CHECK(runHttp(exchanges, m_options.http, m_stop, [this] { tellProgress(false); }));
    tellProgress(true);
    for (const auto& download : m_downloads) m_sha256[download->file().path] = download->sha256();
    return syncFolder(m_staging);
}

void Fetch::tellProgress(bool last) {
    const double now = monotonicSeconds();
    if (!last && now - m_told < 0.2) return;
    m_told = now;
    uint64_t here = 0, received = 0;
    for (const auto& download : m_downloads) {
        here += download->here();
        received += download->received();
    }
    uint64_t other = m_choice.bytes;
    for (const auto& download : m_downloads) other -= download->file().bytes;
    Progress progress{.done = double(here + other),
                      .total = double(m_choice.bytes),
                      .unit = "bytes",
                      .stage = "Downloading"};
    if (const double seconds = now - m_began; seconds > 0.5 && received > 0) {
        progress.perSecond = double(received) / seconds;
        progress.secondsLeft = (progress.total - progress.done) / progress.perSecond;
    }
    m_sink.emit(progress);
}

Status Fetch::putInPlace() {
    INK_CHECK(makeFolder(m_target));
    std::vector<const HubFile*> ordered = m_missing;
    // A folder is a model once it has a config.json: that comes last.
    std::stable_partition(ordered.begin(), ordered.end(),
                          [](const HubFile* file) { return file->path != "config.json"; });
    for (const HubFile* file : ordered) {
        const fs::path place = m_target / file->path;
        INK_CHECK(makeFolder(place.parent_path()));
        std::error_code error;
        fs::rename(m_staging / partName(*file), place, error);
        if (error) return fail(systemError(error.value(), cannotFetch, place));
    }
    INK_CHECK(writeJson(m_target / sourceName, source()));
    INK_CHECK(syncFolder(m_target));
    return syncFolder(m_target.parent_path());
}

Json Fetch::source() const {
    Json files = Json::array();
    for (const HubFile& file : m_choice.files)
        files.push_back({{"path", file.path}, {"bytes", file.bytes}, {"checksum", file.checksum()}});
    HubReference reference = m_listing.reference;
    reference.file = m_choice.folder ? std::string() : m_choice.files.front().path;
    return {{"reference", reference.str()},
            {"hub", m_site.url},
            {"revision", m_listing.revision},
            {"licence", m_listing.licence},
            {"files", std::move(files)}};
}

Result<FetchedModel> Fetch::result() const {
    FetchedModel model{.path = m_target, .sha256 = {}, .bytes = m_choice.bytes, .received = 0};
    if (!m_choice.folder) model.path = m_target / m_choice.files.front().path;
    for (const auto& download : m_downloads) model.received += download->received();
    // As modelSha256() has it, so that runs know their base again.
    std::vector<std::string> weights;
    Sha256 all;
    for (const auto& [path, hash] : m_sha256)
        if (path.ends_with(m_choice.folder ? ".safetensors" : ".gguf")) {
            all.update(hash);
            weights.push_back(hash);
        }
    model.sha256 = !m_choice.folder && weights.size() == 1 ? weights.front() : all.hex();
    return model;
}

} // namespace

fs::path hubFolder(const fs::path& folder, const HubReference& reference) {
    std::string name = reference.hub == HubKind::ModelScope ? "ms--" : "";
    for (const char c : reference.id) name += c == '/' ? std::string("--") : std::string(1, c);
    if (!reference.revision.empty()) name += "@";
    for (const char c : reference.revision) name += c == '/' ? '-' : c;
    return (folder.empty() ? modelsFolder() : folder) / name;
}

Result<FetchedModel> fetchModel(const HubSite& site, const HubListing& listing, const HubChoice& choice,
                                const FetchOptions& options, std::stop_token stop, JobSink& sink) {
    return Fetch(site, listing, choice, options, std::move(stop), sink).run();
}

Status discardHalfFetched(const fs::path& folder, const HubReference& reference) {
    const fs::path staging = hubFolder(folder, reference).string() + ".part";
    std::error_code error;
    if (!fs::exists(staging, error)) return {};
    INK_TRY(lock, FetchLock::acquire(staging));
    fs::remove_all(staging, error);
    if (error) return fail(systemError(error.value(), text("cannot remove the half download"), staging));
    return {};
}

std::vector<HalfFetched> listHalfFetched(const fs::path& folder) {
    std::vector<HalfFetched> found;
    std::error_code error;
    for (fs::directory_iterator it(folder.empty() ? modelsFolder() : folder, error), end; !error && it != end;
         it.increment(error)) {
        if (it->path().extension() != ".part" || !it->is_directory(error)) continue;
        const auto source = readJson(it->path() / sourceName, {.maxBytes = 4 << 20});
        if (!source) continue;
        HalfFetched half{.folder = it->path(), .reference = {}, .bytes = 0};
        half.reference = JsonReader(*source, sourceName).string("reference", "").value_or("");
        if (!parseHubReference(half.reference)) continue;
        for (fs::directory_iterator file(it->path(), error), none; !error && file != none;
             file.increment(error)) {
            std::error_code ignored;
            const bool data = file->is_regular_file(ignored) && file->path().filename() != sourceName;
            if (data) half.bytes += file->file_size(ignored);
        }
        found.push_back(std::move(half));
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.reference < b.reference; });
    return found;
}

} // namespace inkstone
