#include "ui/documents/base_finder.h"

#include "core/project/base_model.h"
#include "ui/documents/workbench.h"

namespace inkstone {

void findBase(Workbench& workbench, RunId id, QObject* owner, BaseFound found) {
    const auto run = workbench.project().runs().info(id);
    if (!run) return found(fail(run.error()));
    std::error_code ignored;
    if (fs::exists(run->modelPath, ignored)) return found(fs::path(run->modelPath));
    std::vector<fs::path> models;
    for (const ModelOnDisk& model : workbench.models()) models.push_back(model.path);
    const auto place = std::make_shared<Result<fs::path>>();
    Job job{.kind = "find-base",
            .title = text("Find the base model of %1", run->name),
            .lane = Lane::Files,
            .losesNothing = true,
            .run = {}};
    job.run = [base = baseModelOf(*run), models, place](std::stop_token stop, JobSink& sink) -> JobResult {
        *place = findBaseModel(base, models, stop, sink);
        if (*place) return {};
        const Error& error = place->error();
        return {error.code == ErrorCode::Cancelled ? Outcome::Cancelled : Outcome::Failed, error, {}};
    };
    const auto finished = [place, found = std::move(found)](const JobInfo& info) {
        if (info.result.outcome != Outcome::Cancelled) found(*place);
    };
    workbench.start(std::move(job), owner, {.onEvent = {}, .onFinished = finished});
}

} // namespace inkstone
