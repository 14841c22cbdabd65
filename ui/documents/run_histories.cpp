#include "ui/documents/run_histories.h"

namespace inkstone {

JobId readHistories(Workbench& workbench, std::vector<RunInfo> runs, QObject* owner,
                    std::function<void(RunHistories)> take) {
    const auto read = std::make_shared<RunHistories>();
    Job job{.kind = "curves", .title = {}, .lane = Lane::Interactive, .run = {}};
    job.run = [read, runs = std::move(runs), project = workbench.sharedProject()](std::stop_token stop,
                                                                                  JobSink&) -> JobResult {
        for (const RunInfo& run : runs) {
            if (stop.stop_requested()) return {Outcome::Cancelled, {}, {}};
            auto history = readHistory(project->runs().folder(run));
            (*read)[run.id] = history ? std::move(*history) : RunHistory();
        }
        return {};
    };
    return workbench.start(std::move(job), owner,
                           {.onEvent = {}, .onFinished = [read, take = std::move(take)](const JobInfo& info) {
                                if (info.result.outcome == Outcome::Done) take(std::move(*read));
                            }});
}

} // namespace inkstone
