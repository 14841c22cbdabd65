// What a repository holds, as its hub tells it.
#include "core/base/json.h"
#include "core/base/utf8.h"
#include "core/hub/hub.h"

#include <algorithm>
#include <set>

namespace inkstone {
namespace {

constexpr size_t mostListingBytes = size_t(16) << 20;
constexpr size_t mostFiles = 20'000;
constexpr uint64_t mostFileBytes = uint64_t(1) << 44; ///< 16 TiB: no model file is larger
const Text cannotList = text("cannot read what the hub has of the model");

tl::unexpected<Error> wrongListing(const HubReference& reference, Text why) {
    return fail(ErrorCode::Corrupt, cannotList, reference.str(), std::move(why),
                "try again later, or choose another mirror");
}

bool isHex(std::string_view text, size_t digits) {
    return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool isHidden(std::string_view path) {
    return path.starts_with('.') || path.find("/.") != std::string_view::npos;
}

/// A path that stays inside the folder it is put into, on every file system we know.
bool isSafePath(std::string_view path) {
    if (path.empty() || path.size() > 1024 || !isValidUtf8(path)) return false;
    for (const char c : path)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f || c == '\\' || c == ':') return false;
    for (size_t begin = 0; begin <= path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view word = path.substr(begin, end - begin);
        if (word.empty() || word == "." || word == ".." || word.size() > 200) return false;
        begin = end + 1;
    }
    return true;
}

std::string textOf(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<uint64_t> sizeOf(const Json& object, const char* key, const HubReference& reference,
                        const std::string& path) {
    const auto found = object.find(key);
    const bool usable = found != object.end() && found->is_number_integer() && found->get<int64_t>() >= 0 &&
                        found->get<uint64_t>() <= mostFileBytes;
    if (!usable)
        return wrongListing(reference, text("it does not say how large %1 is", escapeForDisplay(path)));
    return found->get<uint64_t>();
}

/// Joins the list, or the whole listing is not believed.
Status addFile(HubListing& listing, HubFile file) {
    if (!isSafePath(file.path))
        return wrongListing(listing.reference, text("it names a file that would leave its folder: %1",
                                                    escapeForDisplay(file.path, 80)));
    if (isHidden(file.path)) return {};
    if (!file.sha256.empty() && !isHex(file.sha256, 64))
        return wrongListing(listing.reference, text("the SHA-256 of %1 is none", file.path));
    if (!file.gitSha1.empty() && !isHex(file.gitSha1, 40))
        return wrongListing(listing.reference, text("the git hash of %1 is none", file.path));
    if (listing.files.size() >= mostFiles)
        return wrongListing(listing.reference, text("it lists too many files"));
    listing.files.push_back(std::move(file));
    return {};
}

Status sortFiles(HubListing& listing) {
    std::sort(listing.files.begin(), listing.files.end(),
              [](const HubFile& a, const HubFile& b) { return a.path < b.path; });
    std::set<std::string> seen;
    for (const HubFile& file : listing.files) {
        std::string folded = file.path;
        for (char& c : folded)
            if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
        if (!seen.insert(std::move(folded)).second)
            return wrongListing(listing.reference, text("it lists %1 twice", file.path));
    }
    return {};
}

Result<Json> parseAnswer(std::string_view json, const HubReference& reference) {
    auto parsed = parseJson(json, reference.str(), {.maxBytes = mostListingBytes, .maxDepth = 24});
    if (!parsed) return wrongListing(reference, std::move(parsed.error().why));
    if (!parsed->is_object()) return wrongListing(reference, text("its answer is not a JSON object"));
    return std::move(*parsed);
}

/// An answer as text, never larger than a listing may be.
class ListingExchange final : public HttpExchange {
public:
    ListingExchange(const HubSite& site, const HubReference& reference, std::string url)
        : m_site(site), m_reference(reference), m_url(std::move(url)) {}

    Result<HttpRequest> begin() override {
        m_text.clear();
        return HttpRequest{.url = m_url, .headers = {"Accept: application/json"}, .token = m_site.token};
    }
    Status accept(const HttpHead&) override { return {}; }
    Status body(std::string_view bytes) override {
        if (m_text.size() + bytes.size() > mostListingBytes)
            return wrongListing(m_reference, text("its answer is larger than any list of files"));
        m_text += bytes;
        return {};
    }
    Result<bool> complete() override { return true; }
    uint64_t reached() const override { return 0; }
    Error refused(const HttpHead& head, std::string_view) const override {
        return hubRefusal(head, m_site, m_reference, cannotList);
    }

    const std::string& answer() const { return m_text; }

private:
    const HubSite& m_site;
    const HubReference& m_reference;
    std::string m_url, m_text;
};

std::string listingUrl(const HubSite& site, const HubReference& reference) {
    const std::string id = percentEncode(reference.id, true);
    if (site.kind == HubKind::HuggingFace)
        return site.url + "/api/models/" + id + "/revision/" +
               percentEncode(reference.revision.empty() ? "main" : reference.revision) + "?blobs=true";
    return site.url + "/api/v1/models/" + id + "/repo/files?Revision=" +
           percentEncode(reference.revision.empty() ? "master" : reference.revision) + "&Recursive=true";
}

} // namespace

Error hubRefusal(const HttpHead& head, const HubSite& site, const HubReference& reference, const Text& what) {
    const std::string where = reference.str();
    const std::string code = head.header("x-error-code");
    const bool huggingFace = site.kind == HubKind::HuggingFace, ours = !site.token.empty();
    const Text token = !huggingFace ? text("models that need an account are not fetched from ModelScope")
                       : site.url == "https://huggingface.co"
                           ? text("set HF_TOKEN to a token of your account that may read it")
                           : text("a token is not sent to a mirror; unset HF_ENDPOINT to use the hub itself");
    if (httpOrigin(head.url) != httpOrigin(site.url))
        return {ErrorCode::Io, what, where,
                text("the server the hub leads to answers with status %1", head.status),
                "try again later, or choose another mirror"};
    if (huggingFace && (code == "GatedRepo" || (head.status == 403 && code.empty())))
        return {ErrorCode::Permission, what, where, "its owner wants a licence to be accepted first",
                text("open %1 in a browser, accept the licence there, and set HF_TOKEN",
                     site.url + "/" + reference.id)};
    if (code == "RevisionNotFound")
        return {ErrorCode::NotFound, what, where, "it has no such revision", "leave @... out, or correct it"};
    if (code == "EntryNotFound")
        return {ErrorCode::NotFound, what, where, "it has no such file", "look at the list of its files"};
    switch (head.status) {
    case 401:
        return {ErrorCode::Permission, what, where,
                ours ? text("the hub does not know HF_TOKEN, or the model is not there")
                     : text("it is not there, or not for everybody"),
                ours ? text("correct the name or the token") : token};
    case 403:
        return {ErrorCode::Permission, what, where, "the hub does not allow it", token};
    case 404:
        return {ErrorCode::NotFound, what, where, "the hub has no such model, revision or file",
                "check the name; capitals matter"};
    case 429:
        return {ErrorCode::Busy, what, where, "the hub asks to come back later: too many requests",
                "wait some minutes, or set HF_TOKEN"};
    default:
        return {ErrorCode::Io, what, where,
                head.status >= 500 ? text("the hub has a problem of its own (status %1)", head.status)
                                   : text("the hub answers with status %1", head.status),
                "try again later, or choose another mirror"};
    }
}

Result<HubListing> parseHuggingFaceListing(std::string_view json, const HubReference& reference) {
    INK_TRY(answer, parseAnswer(json, reference));
    HubListing listing{.reference = reference, .revision = textOf(answer, "sha"), .licence = {}, .files = {}};
    if (!isHex(listing.revision, 40)) return wrongListing(reference, text("it does not name the commit"));
    if (const auto card = answer.find("cardData"); card != answer.end() && card->is_object())
        listing.licence = textOf(*card, "license");
    const auto siblings = answer.find("siblings");
    if (siblings == answer.end() || !siblings->is_array())
        return wrongListing(reference, text("it lists no files"));
    for (const Json& item : *siblings) {
        if (!item.is_object()) return wrongListing(reference, text("one of its files is not an object"));
        HubFile file{.path = textOf(item, "rfilename"), .bytes = 0, .sha256 = {}, .gitSha1 = {}};
        INK_TRY(bytes, sizeOf(item, "size", reference, file.path));
        file.bytes = bytes;
        // Of a file in LFS the git hash is that of its pointer.
        if (const auto lfs = item.find("lfs"); lfs != item.end() && lfs->is_object()) {
            file.sha256 = textOf(*lfs, "sha256");
            if (file.sha256.empty()) file.sha256 = textOf(*lfs, "oid");
        } else {
            file.gitSha1 = textOf(item, "blobId");
        }
        INK_CHECK(addFile(listing, std::move(file)));
    }
    INK_CHECK(sortFiles(listing));
    return listing;
}

Result<HubListing> parseModelScopeListing(std::string_view json, const HubReference& reference) {
    INK_TRY(answer, parseAnswer(json, reference));
    HubListing listing{.reference = reference,
                       .revision = reference.revision.empty() ? "master" : reference.revision,
                       .licence = {},
                       .files = {}};
    const auto data = answer.find("Data");
    if (data == answer.end() || !data->is_object() || !data->contains("Files") ||
        !(*data)["Files"].is_array())
        return wrongListing(reference, text("it lists no files"));
    for (const Json& item : (*data)["Files"]) {
        if (!item.is_object()) return wrongListing(reference, text("one of its files is not an object"));
        if (textOf(item, "Type") == "tree") continue;
        HubFile file{
            .path = textOf(item, "Path"), .bytes = 0, .sha256 = textOf(item, "Sha256"), .gitSha1 = {}};
        INK_TRY(bytes, sizeOf(item, "Size", reference, file.path));
        file.bytes = bytes;
        INK_CHECK(addFile(listing, std::move(file)));
    }
    INK_CHECK(sortFiles(listing));
    return listing;
}

Result<HubListing> listHub(const HubSite& site, const HubReference& reference, const HttpLimits& limits,
                           std::stop_token stop) {
    ListingExchange exchange(site, reference, listingUrl(site, reference));
    HttpExchange* one = &exchange;
    INK_CHECK(runHttp({&one, 1}, limits, std::move(stop)));
    return site.kind == HubKind::HuggingFace ? parseHuggingFaceListing(exchange.answer(), reference)
                                             : parseModelScopeListing(exchange.answer(), reference);
}

std::string hubFileUrl(const HubSite& site, const HubListing& listing, const HubFile& file) {
    const std::string id = percentEncode(listing.reference.id, true);
    if (site.kind == HubKind::HuggingFace)
        return site.url + "/" + id + "/resolve/" + percentEncode(listing.revision) + "/" +
               percentEncode(file.path, true);
    return site.url + "/api/v1/models/" + id + "/repo?Revision=" + percentEncode(listing.revision) +
           "&FilePath=" + percentEncode(file.path);
}

} // namespace inkstone
