#pragma once
// Training runs of the project. The folder runs/<name>/ belongs to the trainer (config, metrics.jsonl,
// checkpoints, adapter or model); this table remembers what it learned from what, and how it ended.

#include "core/data/dataset_repository.h"

namespace inkstone {

using RunId = int64_t;
enum class RunStatus : uint8_t { Created, Running, Paused, Finished, Stopped, Failed };

struct RunInfo {
    RunId id = 0;
    std::string name; ///< the folder's name; unique among those not in the trash
    RunStatus status = RunStatus::Created;
    std::string method; ///< "lora", "full"
    std::string modelName, modelSha256, modelPath;
    std::vector<DatasetVersion> data;
    std::string config = "{}"; ///< JSON
    int64_t steps = 0, totalSteps = 0, tokens = 0;
    std::optional<double> lossFirst, lossLast, evalLoss;
    double seconds = 0, tokensPerSecond = 0;
    std::string adapter;          ///< folder relative to the project, "" until there is one
    std::optional<Error> failure; ///< why it failed
    int64_t createdMs = 0, changedMs = 0;
    std::optional<int64_t> trashedMs;
};

class RunRepository {
public:
    RunRepository(std::shared_ptr<Store> store, std::filesystem::path projectFolder)
        : m_store(std::move(store)), m_folder(std::move(projectFolder)) {}

    Result<std::vector<RunInfo>> list(bool trashed = false) const; ///< newest first
    Result<RunInfo> info(RunId id) const;
    Result<RunInfo> find(std::string_view name) const;
    /// Makes the row, not the folder. InvalidArgument: name taken, or not usable as a folder's name.
    Result<RunId> create(RunInfo run);
    Status update(const RunInfo& run); ///< everything but name and data
    /// A name not taken yet: "identity-1", "identity-2".
    Result<std::string> freeName(std::string_view base) const;
    /// Rows Running whose process is gone become Stopped, with the figures their metrics.jsonl ends with; called
    /// when a project opens for writing.
    Status markInterrupted();
    /// The folder moves to trash/ and back.
    Status trash(RunId id);
    Status restore(RunId id);
    std::filesystem::path folder(const RunInfo& run) const;
    /// What a run of all weights made, a Hugging Face folder; empty until there is one.
    std::filesystem::path modelOf(const RunInfo& run) const;
    /// An adapter or a model to be tried.
    bool hasResult(const RunInfo& run) const { return !run.adapter.empty() || !modelOf(run).empty(); }
    /// The run that made this model; nothing for a model from elsewhere.
    Result<std::optional<RunInfo>> runOfModel(const std::filesystem::path& model) const;

private:
    std::shared_ptr<Store> m_store;
    std::filesystem::path m_folder;
};

} // namespace inkstone
