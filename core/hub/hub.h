#pragma once
// Model hubs: how a model is named there, what its repository holds, and which of its files make a model.
// Everything a hub says is checked before it is believed.

#include "core/hub/http.h"

#include <cstdint>
#include <vector>

namespace inkstone {

enum class HubKind { HuggingFace, ModelScope };

/// "hf:org/name@revision:file"
struct HubReference {
    HubKind hub = HubKind::HuggingFace;
    std::string id;       ///< "org/name"; old models of Hugging Face have no org
    std::string revision; ///< branch, tag or commit; empty: the hub's default branch
    std::string file;     ///< a path in the repository, or a type such as "Q4_K_M"; empty: choose

    std::string str() const;
};

/// "hf:..." or "ms:..."
bool isHubReference(std::string_view text);
/// Also understands addresses of model pages, and "org/name" as one of Hugging Face.
Result<HubReference> parseHubReference(std::string_view text);

/// Where a hub is reached.
struct HubSite {
    HubKind kind = HubKind::HuggingFace;
    std::string url;   ///< "https://huggingface.co", without a slash at the end
    std::string token; ///< sent to this origin only; a mirror gets none
};
/// HF_ENDPOINT names a mirror of Hugging Face, MODELSCOPE_ENDPOINT or MODELSCOPE_DOMAIN one of ModelScope.
/// HF_TOKEN is for huggingface.co alone. Refuses when HF_HUB_OFFLINE is set, and addresses that are none.
Result<HubSite> hubSite(HubKind kind);

struct HubFile {
    std::string path; ///< relative, checked: no "..", nothing hidden, no control characters
    uint64_t bytes = 0;
    std::string sha256;  ///< 64 hex digits, or empty
    std::string gitSha1; ///< of the git blob, 40 hex digits, or empty

    /// What its content is known by.
    const std::string& checksum() const { return sha256.empty() ? gitSha1 : sha256; }
};

struct HubListing {
    HubReference reference;
    std::string revision; ///< a commit where the hub tells it
    std::string licence;
    std::vector<HubFile> files; ///< by path
};

Result<HubListing> listHub(const HubSite& site, const HubReference& reference, const HttpLimits& limits = {},
                           std::stop_token stop = {});
/// The answer of `GET /api/models/ID/revision/REV?blobs=true`.
Result<HubListing> parseHuggingFaceListing(std::string_view json, const HubReference& reference);
/// The answer of `GET /api/v1/models/ID/repo/files?Revision=REV&Recursive=true`.
Result<HubListing> parseModelScopeListing(std::string_view json, const HubReference& reference);
/// Where one file of the listing is.
std::string hubFileUrl(const HubSite& site, const HubListing& listing, const HubFile& file);

/// An error status of a hub in words a person can act on.
Error hubRefusal(const HttpHead& head, const HubSite& site, const HubReference& reference, const Text& what);

/// Files that make one model, or one adapter, together.
struct HubChoice {
    std::string name;     ///< "Q4_K_M", or the file's name, or "safetensors", or "adapter"
    bool folder = false;  ///< configuration, tokenizer and safetensors; else one GGUF, maybe in parts
    bool adapter = false; ///< such a folder, of PEFT: it needs its base
    std::vector<HubFile> files;
    uint64_t bytes = 0; ///< of all files
};
/// GGUF files, smallest first, before them the folder of safetensors if there is one; an adapter last. Never
/// pickles.
std::vector<HubChoice> hubChoices(const HubListing& listing);
/// What `reference.file` asks for; without it the folder, the only one, or the customary Q4_K_M. An error
/// names the choices.
Result<HubChoice> chooseFiles(const HubListing& listing);

} // namespace inkstone
