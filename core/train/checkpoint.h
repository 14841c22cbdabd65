#pragma once
// A run on disk: runs/<name>/ with run.json (what it is), metrics.jsonl, checkpoints/checkpoint-<step>/ (each
// the parameters, for LoRA as a PEFT folder, plus the optimizer's state) and the result: adapter/ or model/.
// A checkpoint appears whole or not at all.

#include "core/base/json.h"
#include "core/train/training_engine.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace inkstone {

/// Where a run stands after `step`.
struct TrainState {
    int64_t step = 0;
    int64_t tokens = 0, supervisedTokens = 0;
    int64_t skippedSteps = 0;           ///< dropped because loss or gradient was not finite
    double seconds = 0;                 ///< of training steps only
    double lossFirst = 0, lossLast = 0; ///< of steps that were not dropped
    std::optional<double> evalLoss;
};

class RunFolder {
public:
    explicit RunFolder(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    const std::filesystem::path& path() const { return m_folder; }
    std::filesystem::path metrics() const { return m_folder / "metrics.jsonl"; }
    std::filesystem::path samples() const { return m_folder / "samples.jsonl"; }
    std::filesystem::path checkpoints() const { return m_folder / "checkpoints"; }

    bool exists() const; ///< holds a run.json
    Result<Json> readFacts() const;
    Status writeFacts(const Json& facts) const; ///< run.json

    /// `fingerprint` ties a checkpoint to model, data and settings. Older checkpoints beyond `keep` are
    /// removed once the new one is verified.
    Status save(const TrainState& state, const TrainingEngine& engine, const std::string& fingerprint,
                int64_t keep) const;
    /// The newest checkpoint that verifies, loaded into the engine; nothing when there is none. Damaged ones
    /// are passed over and named in `warnings`. InvalidArgument when it belongs to other settings.
    Result<std::optional<TrainState>> load(TrainingEngine& engine, const std::string& fingerprint,
                                           std::vector<Text>& warnings) const;
    /// Step numbers of complete checkpoints, newest first.
    std::vector<int64_t> steps() const;

private:
    std::filesystem::path checkpoint(int64_t step) const;
    std::filesystem::path m_folder;
};

/// metrics.jsonl and samples.jsonl: one JSON object a line, each with its step, appended as steps end.
class MetricsLog {
public:
    /// Keeps lines up to `lastStep` of a file that is there already and drops the rest.
    static Result<MetricsLog> open(const std::filesystem::path& file, int64_t lastStep);
    MetricsLog(MetricsLog&& other) noexcept;
    MetricsLog& operator=(MetricsLog&&) = delete;
    ~MetricsLog();

    Status append(const Json& line);
    Status sync();

private:
    explicit MetricsLog(int descriptor, std::filesystem::path file)
        : m_descriptor(descriptor), m_file(std::move(file)) {}
    int m_descriptor;
    std::filesystem::path m_file;
};

} // namespace inkstone
