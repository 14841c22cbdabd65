#pragma once
// Evaluation inside a project: the engine answers, the runner scores, the store remembers. Window and command
// line evaluate through here.

#include "core/generate/engine.h"
#include "core/project/project.h"

namespace inkstone {

struct EvaluateRequest {
    Voice voice;
    Suite suite;
    std::filesystem::path folder; ///< for cases.jsonl; "": made by evaluate() under the project
    int64_t limit = 0;
    uint64_t seed = 42;
};

/// Without a project: answers, scores, cases.jsonl.
Result<EvaluationReport> evaluate(Engine& engine, const EvaluateRequest& request, std::stop_token stop,
                                  JobSink& sink);
/// The same, and kept in the project with its lineage. Without a folder of its own it takes
/// <project>/evaluations/<suite>-<key>.
Result<EvaluationReport> evaluateInProject(Project& project, Engine& engine, const EvaluateRequest& request,
                                           std::stop_token stop, JobSink& sink);

} // namespace inkstone
