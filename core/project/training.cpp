#include "core/project/training.h"

#include "core/data/overlap.h"
#include "core/model/catalogue.h"
#include "core/project/base_model.h"

namespace inkstone {

namespace {

/// What a run's row shows while it goes and when it ended.
void remember(RunInfo& run, const TrainSummary& summary) {
    run.steps = summary.state.step;
    run.totalSteps = summary.totalSteps;
    run.tokens = summary.state.tokens;
    run.lossFirst = summary.state.lossFirst;
    run.lossLast = summary.state.lossLast;
    run.evalLoss = summary.state.evalLoss;
    run.seconds = summary.state.seconds;
    run.tokensPerSecond = summary.tokensPerSecond;
    run.status = summary.cancelled ? RunStatus::Stopped : RunStatus::Finished;
    if (!summary.adapter.empty()) run.adapter = "runs/" + run.name + "/adapter";
}

/// Makes the row of a new run.
Result<RunInfo> beginRun(Project& project, const RunRequest& request, const Model& model,
                         std::stop_token stop) {
    RunInfo run;
    INK_TRY(dataset, project.datasets().info(request.dataset));
    INK_TRY(version, project.datasets().pin(request.dataset));
    INK_TRY(hash, modelSha256(model.path(), stop));
    run.name = request.run;
    if (run.name.empty()) {
        INK_TRY(name, project.runs().freeName(dataset.name));
        run.name = name;
    }
    run.method = request.config.method;
    run.modelName = model.config().name;
    run.modelSha256 = hash;
    run.modelPath = fs::absolute(model.path()).string();
    run.data = {version};
    run.config = dumpJson(toJson(request.config), -1);
    run.status = RunStatus::Running;
    INK_TRY(id, project.runs().create(run));
    return project.runs().info(id);
}

/// A run to go on with: its own model, data and settings, whatever the request says.
Result<RunInfo> continueRun(Project& project, RunRequest& request, std::stop_token stop, JobSink& sink) {
    INK_TRY(run, project.runs().find(request.run));
    INK_TRY(json, parseJson(run.config, run.name));
    INK_TRY(config, trainConfigFromJson(json, run.name));
    request.config = config;
    INK_TRY(base, findBaseModel(baseModelOf(run), request.otherModels, stop, sink));
    request.model = base;
    run.modelPath = base.string();
    if (!run.data.empty()) request.dataset = run.data.front().dataset;
    return run;
}

Json dataFacts(const Project& project, const RunInfo& run) {
    Json sets = Json::array();
    for (const DatasetVersion& version : run.data) {
        const auto info = project.datasets().info(version.dataset);
        sets.push_back({{"name", info ? info->name : ""},
                        {"version", version.version},
                        {"hash", version.hash},
                        {"records", version.records}});
    }
    return {{"data", sets}};
}

} // namespace

Result<std::vector<Record>> trainingRecords(const Project& project, DatasetId dataset) {
    std::vector<Record> records;
    INK_CHECK(project.datasets().forEach(dataset, {}, [&](const Record& record) {
        records.push_back(record);
        return true;
    }));
    return records;
}

Result<TrainSummary> trainInProject(Project& project, RunRequest request, std::stop_token stop,
                                    JobSink& sink) {
    INK_CHECK(checkConfig(request.config));
    std::optional<RunInfo> run, before; // before: of a run to go on with
    if (request.resume) {
        INK_TRY(found, continueRun(project, request, stop, sink));
        run = before = found;
    }
    INK_TRY(model, Model::open(request.model));
    if (run) {
        run->status = RunStatus::Running;
        run->failure.reset();
        INK_CHECK(project.runs().update(*run));
    } else {
        INK_TRY(begun, beginRun(project, request, *model, stop));
        run = begun;
    }
    const auto trainIt = [&]() -> Result<TrainSummary> {
        INK_TRY(records, trainingRecords(project, request.dataset));
        return train({.model = model,
                      .modelSha256 = run->modelSha256,
                      .records = std::move(records),
                      .config = request.config,
                      .folder = project.runs().folder(*run),
                      .resume = request.resume && RunFolder(project.runs().folder(*run)).exists(),
                      .initAdapter = request.initAdapter,
                      .control = request.control,
                      .prepare = request.prepare,
                      .facts = dataFacts(project, *run)},
                     stop, sink);
    };
    Result<TrainSummary> summary = trainIt();
    if (summary) {
        remember(*run, *summary);
    } else if (before && summary.error().code == ErrorCode::InvalidArgument) {
        run = before; // refused: it did not go on, and nothing happened to it
    } else {
        const bool cancelled = summary.error().code == ErrorCode::Cancelled;
        run->status = cancelled ? RunStatus::Stopped : RunStatus::Failed;
        if (!cancelled) run->failure = summary.error();
    }
    INK_CHECK(project.runs().update(*run));
    return summary;
}

Result<PlannedRun> planInProject(const Project& project, const std::shared_ptr<const Model>& model,
                                 DatasetId dataset, const TrainConfig& config, std::stop_token stop,
                                 JobSink& sink) {
    INK_TRY(records, trainingRecords(project, dataset));
    INK_TRY(
        samples,
        makeSamples(records, *model,
                    {.maxLength = config.maxLength, .evalFraction = config.evalFraction, .seed = config.seed},
                    stop, sink));
    PlannedRun planned;
    INK_TRY(plan, planTraining(model, samples, config));
    planned.plan = plan;

    TextOverlap overlap;
    INK_TRY(suites, project.suites());
    for (const SuiteInfo& info : suites) {
        const auto suite = loadSuite(info.file); // a suite that cannot be read warns on its own page
        if (!suite) continue;
        for (const SuiteCase& item : suite->cases)
            overlap.addReference(suite->name + ": " + item.id, caseText(item));
    }
    for (const Record& record : records) overlap.check(record);
    planned.overlap = overlap.hits();
    return planned;
}

} // namespace inkstone
