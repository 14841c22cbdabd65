#pragma once
// Training inside a project: pins the data set's version, keeps the run's row up to date, and leaves
// everything under runs/<name>/. Window and command line start runs through here, so a run is the same
// wherever it began.

#include "core/project/project.h"
#include "core/train/memory_plan.h"
#include "core/train/trainer.h"

namespace inkstone {

struct RunRequest {
    std::filesystem::path model; ///< a GGUF file or a Hugging Face folder
    DatasetId dataset = 0;
    TrainConfig config;
    std::string run;     ///< name of the run's folder; "": data set's name and a number
    bool resume = false; ///< config, model and data then come from the run
    /// Where the base model of a resumed run is looked for, by its SHA-256, when it is gone from its place;
    /// empty: the models folder.
    std::vector<std::filesystem::path> otherModels = {};
    std::filesystem::path initAdapter;
    std::shared_ptr<TrainControl> control; ///< may be null
    PrepareModel prepare = {};             ///< as in TrainRequest
};

Result<TrainSummary> trainInProject(Project& project, RunRequest request, std::stop_token stop,
                                    JobSink& sink);

/// All records of a data set that are not in the trash, in order.
Result<std::vector<Record>> trainingRecords(const Project& project, DatasetId dataset);

/// What the page shows before Start. `overlap`: ids of suite cases that share text with training rows.
struct PlannedRun {
    TrainPlan plan;
    std::vector<std::string> overlap;
};
Result<PlannedRun> planInProject(const Project& project, const std::shared_ptr<const Model>& model,
                                 DatasetId dataset, const TrainConfig& config, std::stop_token stop,
                                 JobSink& sink);

} // namespace inkstone
