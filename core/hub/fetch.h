#pragma once
// Gets a model from a hub: into FOLDER/org--name, whole and verified or not at all. Half files lie in
// FOLDER/org--name.part, named after their content, and go on from there when asked again, by this process
// or another after a crash.

#include "core/base/file.h"
#include "core/hub/hub.h"
#include "core/jobs/job.h"

namespace inkstone {

struct FetchOptions {
    fs::path folder; ///< empty: modelsFolder()
    HttpLimits http;
    /// How much room there is; empty: freeSpace().
    std::function<Result<uint64_t>(const fs::path&)> room;
};

struct FetchedModel {
    fs::path path;         ///< the GGUF file (of a split set the first), or the model's folder
    std::string sha256;    ///< of the GGUF file; of a folder or a split set as modelSha256() has it
    uint64_t bytes = 0;    ///< of all its files
    uint64_t received = 0; ///< of these over the network, this time
};

/// Cancelled when stopped; what came so far is kept.
Result<FetchedModel> fetchModel(const HubSite& site, const HubListing& listing, const HubChoice& choice,
                                const FetchOptions& options, std::stop_token stop, JobSink& sink);

/// Where a model of the hub goes: FOLDER/org--name, or ms--org--name, with @revision unless it is the
/// default.
fs::path hubFolder(const fs::path& folder, const HubReference& reference);

/// A download that was begun and not finished.
struct HalfFetched {
    fs::path folder; ///< "org--name.part"
    std::string reference;
    uint64_t bytes = 0; ///< that are here
};
std::vector<HalfFetched> listHalfFetched(const fs::path& folder = {});
/// Removes what a download left behind; Busy while it runs. Nothing there is fine.
Status discardHalfFetched(const fs::path& folder, const HubReference& reference);

} // namespace inkstone
