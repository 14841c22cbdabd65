#pragma once
// A training run, from records to an adapter or a model. One straight road: samples -> steps -> forward ->
// loss -> backward -> optimizer -> metrics -> checkpoint. It stops within one layer, leaves a checkpoint, and
// resumes to the same curve.

#include "core/jobs/job.h"
#include "core/train/batches.h"
#include "core/train/checkpoint.h"
#include "core/train/samples.h"
#include "core/train/train_config.h"

#include <atomic>
#include <memory>
#include <vector>

namespace inkstone {

/// Wishes of the person while a run goes on; set from any thread.
struct TrainControl {
    std::atomic<bool> saveNow = false; ///< write a checkpoint after the step that is running
};

/// Of an answer to a pinned prompt.
constexpr int64_t pinnedAnswerTokens = 64, pinnedContext = 1024;

/// How a model is made ready: Engine::prepare() shares weights with a chat.
using PrepareModel = std::function<Result<std::shared_ptr<PreparedModel>>(std::shared_ptr<const Model>,
                                                                          const PrepareOptions&)>;

struct TrainRequest {
    std::shared_ptr<const Model> model;
    std::string modelSha256; ///< "" : computed
    std::vector<Record> records;
    TrainConfig config;
    std::filesystem::path folder; ///< of the run
    bool resume = false;          ///< continue what is in the folder; false refuses a folder that holds a run
    std::filesystem::path initAdapter;     ///< LoRA starts from this adapter; empty: a fresh one
    std::shared_ptr<TrainControl> control; ///< may be null
    PrepareModel prepare;        ///< of a base that is not trained itself; null: PreparedModel::make
    Json facts = Json::object(); ///< written into run.json besides: data set name and version...
};

/// Keys of `train --json` (CLI.md).
struct TrainSummary {
    std::string run;               ///< the folder's name
    std::filesystem::path adapter; ///< absolute; empty when nothing was trained yet
    std::filesystem::path model;   ///< likewise, where all weights were trained
    TrainState state;
    int64_t totalSteps = 0;
    bool cancelled = false;
    int64_t cut = 0, untrainable = 0;
    double tokensPerSecond = 0;
    uint64_t peakRssBytes = 0;
    std::vector<Text> warnings;
};

Result<TrainSummary> train(TrainRequest request, std::stop_token stop, JobSink& sink);

/// What the automatic choices of `config` become for these samples.
TrainConfig resolved(TrainConfig config, const SampleSet& samples, const ModelConfig& model);
BatchPlan batchPlan(const TrainConfig& resolved, const SampleSet& samples);

} // namespace inkstone
