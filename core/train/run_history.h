#pragma once
// What a run wrote while it trained, read back for plots and tables.

#include "core/jobs/job.h"

#include <filesystem>
#include <vector>

namespace inkstone {

struct RunHistory {
    std::vector<TrainMetrics> train, heldOut;
    std::vector<SampleAnswer> answers; ///< of pinned prompts
};

/// A run that has not written anything yet has an empty history. Torn last lines are passed over.
Result<RunHistory> readHistory(const std::filesystem::path& runFolder);

} // namespace inkstone
