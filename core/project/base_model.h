#pragma once
// The base model of a run: at the place it had then, or wherever a model with the same contents lies now.

#include "core/jobs/job.h"
#include "core/project/runs.h"

namespace inkstone {

/// What a run remembers of its base model.
struct BaseModel {
    std::string run;            ///< the run's name
    std::string name;           ///< the model's
    std::string sha256;         ///< as modelSha256() has it
    std::filesystem::path path; ///< where it was
};

BaseModel baseModelOf(const RunInfo& run);
/// From the run.json in a run's folder or above its adapter's. NotFound: the folder belongs to no run.
Result<BaseModel> readBaseModel(const std::filesystem::path& runOrAdapter);

/// Where the model lies now: at its place, else the first of `models` with its contents; `models` empty: the
/// whole library of this machine. Whatever was not hashed before is read (see modelSha256()).
/// NotFound names run, model, place and SHA-256.
Result<std::filesystem::path> findBaseModel(const BaseModel& base, std::vector<std::filesystem::path> models,
                                            std::stop_token stop, JobSink& sink);

} // namespace inkstone
