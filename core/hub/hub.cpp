#include "core/hub/hub.h"

#include <algorithm>
#include <cstdlib>

namespace inkstone {
namespace {

constexpr std::string_view officialHub = "https://huggingface.co";
const Text notAName = text("this is not the name of a model on a hub");

bool isPlain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

/// One half of "org/name".
bool isRepoWord(std::string_view word) {
    return !word.empty() && word.size() <= 96 && word.front() != '.' && word.front() != '-' &&
           std::all_of(word.begin(), word.end(), isPlain) && word.find("..") == std::string_view::npos &&
           word.find("--") == std::string_view::npos;
}

bool isRepoId(std::string_view id, HubKind hub) {
    const size_t slash = id.find('/');
    if (slash == std::string_view::npos) return hub == HubKind::HuggingFace && isRepoWord(id);
    return isRepoWord(id.substr(0, slash)) && isRepoWord(id.substr(slash + 1));
}

bool isRevision(std::string_view revision) {
    return revision.size() <= 255 && revision.find("..") == std::string_view::npos &&
           std::all_of(revision.begin(), revision.end(), [](char c) { return isPlain(c) || c == '/'; });
}

tl::unexpected<Error> notAReference(std::string_view text, Text why) {
    return fail(ErrorCode::InvalidArgument, notAName, std::string(text), std::move(why),
                "write hf:org/name, hf:org/name@revision:file or ms:org/name");
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

bool leadsInside(std::string_view word) { return word == "tree" || word == "blob" || word == "resolve"; }

/// "https://hub/org/name/tree/main/file" as "hf:org/name@main:file"; empty when it is no model page.
std::string fromAddress(std::string_view address) {
    const size_t scheme = address.find("://");
    std::string_view rest = address.substr(scheme + 3);
    const size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return {};
    const std::string_view host = rest.substr(0, slash);
    const bool modelScope = host == "modelscope.cn" || host == "www.modelscope.cn";
    if (!modelScope && host != "huggingface.co" && host != "hf.co" && host != "hf-mirror.com") return {};
    rest = rest.substr(slash + 1, rest.find_first_of("?#") - slash - 1);
    if (modelScope && rest.starts_with("models/")) rest.remove_prefix(7);
    std::vector<std::string_view> words;
    for (size_t begin = 0; begin <= rest.size();) {
        const size_t end = std::min(rest.find('/', begin), rest.size());
        if (end > begin) words.push_back(rest.substr(begin, end - begin));
        begin = end + 1;
    }
    if (words.empty()) return {};
    std::string reference = modelScope ? "ms:" : "hf:";
    reference.append(words[0]);
    size_t at = 1; // old models of Hugging Face are one word
    if (words.size() > 1 && !leadsInside(words[1])) reference.append("/").append(words[at++]);
    if (words.size() < at + 2 || !leadsInside(words[at])) return reference;
    reference.append("@").append(words[at + 1]);
    at += 2;
    for (size_t i = at; i < words.size(); ++i) reference.append(i == at ? ":" : "/").append(words[i]);
    return reference;
}

} // namespace

std::string HubReference::str() const {
    std::string text = (hub == HubKind::HuggingFace ? "hf:" : "ms:") + id;
    if (!revision.empty()) text += "@" + revision;
    if (!file.empty()) text += ":" + file;
    return text;
}

bool isHubReference(std::string_view text) { return text.starts_with("hf:") || text.starts_with("ms:"); }

Result<HubReference> parseHubReference(std::string_view given) {
    std::string written(given);
    if (written.starts_with("https://") || written.starts_with("http://")) {
        written = fromAddress(written);
        if (written.empty())
            return notAReference(given, text("the address is not a model page of a known hub"));
    }
    HubReference reference;
    std::string_view rest = written;
    if (isHubReference(rest)) {
        reference.hub = rest.starts_with("ms:") ? HubKind::ModelScope : HubKind::HuggingFace;
        rest.remove_prefix(3);
    }
    if (const size_t colon = rest.find(':'); colon != std::string_view::npos) {
        reference.file = rest.substr(colon + 1);
        rest = rest.substr(0, colon);
        if (reference.file.empty()) return notAReference(given, text("no file follows the colon"));
    }
    if (const size_t at = rest.find('@'); at != std::string_view::npos) {
        reference.revision = rest.substr(at + 1);
        rest = rest.substr(0, at);
        if (reference.revision.empty() || !isRevision(reference.revision))
            return notAReference(given, text("what follows @ is not a branch, tag or commit"));
    }
    reference.id = rest;
    if (!isRepoId(reference.id, reference.hub))
        return notAReference(given,
                             text("an organisation and a name with a slash between them are expected"));
    return reference;
}

Result<HubSite> hubSite(HubKind kind) {
    const bool huggingFace = kind == HubKind::HuggingFace;
    const Text what = text("cannot reach the hub");
    if (const std::string offline = environment("HF_HUB_OFFLINE"); offline == "1" || offline == "true")
        return fail(ErrorCode::Unsupported, what, "HF_HUB_OFFLINE", "it forbids the network",
                    "unset it first");
    std::string url = environment(huggingFace ? "HF_ENDPOINT" : "MODELSCOPE_ENDPOINT");
    if (!huggingFace && url.empty())
        if (const std::string domain = environment("MODELSCOPE_DOMAIN"); !domain.empty())
            url = "https://" + domain;
    if (url.empty()) url = huggingFace ? officialHub : "https://www.modelscope.cn";
    while (url.ends_with('/')) url.pop_back();
    if (httpOrigin(url).empty())
        return fail(ErrorCode::InvalidArgument, what, url, "it is not an http or https address",
                    huggingFace ? text("correct HF_ENDPOINT, for example https://hf-mirror.com")
                                : text("correct MODELSCOPE_ENDPOINT"));
    HubSite site{.kind = kind, .url = std::move(url), .token = {}};
    if (huggingFace && httpOrigin(site.url) == httpOrigin(std::string(officialHub)))
        site.token = environment("HF_TOKEN");
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    if (std::any_of(site.token.begin(), site.token.end(), isControl))
        return fail(ErrorCode::InvalidArgument, what, "HF_TOKEN", "it holds a space or a line end",
                    "copy the token again, without anything around it");
    return site;
}

} // namespace inkstone
