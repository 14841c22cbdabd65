// eval: a suite against a model or an adapter, resumable.

#include "app/cli/model_options.h"
#include "app/cli/verbs.h"
#include "core/project/evaluating.h"

namespace inkstone::cli {

namespace {

struct EvalArgs {
    ModelOptions model;
    std::string suite, out;
    int64_t limit = 0;
};

Json scoresJson(const EvaluationReport& report) {
    Json scores = Json::object();
    for (const auto& [metric, score] : report.scores)
        scores[metric] = {{"value", score.value}, {"stderr", score.stderr_}};
    return scores;
}

void printReport(Console& console, const EvaluationReport& report) {
    char line[160];
    for (const auto& [metric, score] : report.scores) {
        std::snprintf(line, sizeof line, "%s  %s  %.4f +- %.4f  (%lld cases, %.1f s)\n", report.suite.c_str(),
                      metric.c_str(), score.value, score.stderr_, (long long)report.items, report.seconds);
        console.print(line);
    }
    for (const CaseResult& item : report.cases)
        if (item.problem) console.note(item.id + ": " + item.problem->str());
}

/// A folder of this name is none.
bool isSuiteFile(const std::string& nameOrFile) {
    std::error_code ignored;
    return fs::exists(nameOrFile, ignored) && !fs::is_directory(nameOrFile, ignored);
}

/// A name is a suite of the project; a file needs none.
Result<Suite> findSuite(const std::string& nameOrFile, const CommonOptions& options) {
    if (isSuiteFile(nameOrFile)) return loadSuite(nameOrFile);
    INK_TRY(project, Project::open(options.project, StoreMode::ReadOnly));
    return project->loadSuiteByName(nameOrFile);
}

/// Where a project is, the result is kept in it; while a window holds it, only the folder has it.
Result<EvaluationReport> evaluateHere(Engine& engine, const EvaluateRequest& request, const EvalArgs& args,
                                      VerbContext& context) {
    const fs::path folder = context.options.project;
    if (!Project::isProject(folder) || args.limit > 0)
        return evaluate(engine, request, context.stop(), context.sink);
    auto project = Project::open(folder);
    if (!project) {
        context.console.note("not kept in the project: " + project.error().str());
        return evaluate(engine, request, context.stop(), context.sink);
    }
    if (isSuiteFile(args.suite)) INK_CHECK((*project)->addSuite(args.suite));
    return evaluateInProject(**project, engine, request, context.stop(), context.sink);
}

Status runEval(const EvalArgs& args, VerbContext& context) {
    const CommonOptions& common = context.options;
    INK_TRY(suite, findSuite(args.suite, common));
    INK_TRY(paths, findModelPaths(args.model, context));
    INK_TRY(compute, chooseCompute(common, Compute::Auto));
    INK_TRY(backend, chooseBackend(common));
    EvaluateRequest request{
        .suite = std::move(suite), .folder = args.out, .limit = args.limit, .seed = common.seed};
    request.voice = {.model = paths.model, .adapter = paths.adapter, .compute = compute};
    Engine engine({.backend = backend, .threads = common.threads});
    INK_TRY(report, evaluateHere(engine, request, args, context));
    if (report.outcome == Outcome::Cancelled) return fail(ErrorCode::Cancelled, "stopped");
    context.console.result({{"suite", report.suite},
                            {"items", report.items},
                            {"reused", report.reused},
                            {"scores", scoresJson(report)},
                            {"seconds", report.seconds},
                            {"out", fs::absolute(args.out).string()}});
    printReport(context.console, report);
    return {};
}

} // namespace

void addEvalVerbs(VerbTable& verbs) {
    const auto args = std::make_shared<EvalArgs>();
    CLI::App& app =
        verbs.add("eval", "Run a suite of prompts with expected answers; goes on where it stopped",
                  [args](VerbContext& context) { return runEval(*args, context); });
    addModelOptions(app, args->model);
    app.add_option("--suite", args->suite, "Suite of the project, or a JSONL or text file")->required();
    app.add_option("--out", args->out, "Folder for cases.jsonl")->required();
    app.add_option("--limit", args->limit, "Only the first N cases");
}

} // namespace inkstone::cli
