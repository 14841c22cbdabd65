// project info and project check.
#include "app/cli/verbs.h"
#include "core/base/units.h"
#include "core/project/project.h"

namespace inkstone::cli {

namespace {

const char* stepName(NextStep step) {
    switch (step) {
    case NextStep::ImportData:
        return "import-data";
    case NextStep::GetModel:
        return "get-model";
    case NextStep::Label:
        return "label";
    case NextStep::Train:
        return "train";
    case NextStep::ResumeRun:
        return "resume-run";
    case NextStep::Evaluate:
        return "evaluate";
    case NextStep::Chat:
        return "chat";
    }
    return "";
}

Status projectInfo(VerbContext& context) {
    INK_TRY(project, Project::open(context.options.project, StoreMode::ReadOnly));
    INK_TRY(counts, project->counts());
    INK_TRY(version, project->store()->integer("PRAGMA user_version"));
    Json best = nullptr;
    if (counts.best) {
        best = {{"suite", counts.best->suite},
                {"scorer", counts.best->scorer},
                {"adapter", counts.best->run},
                {"value", counts.best->value}};
        if (counts.best->before) best["before"] = *counts.best->before;
    }
    context.console.result({{"name", project->name()},
                            {"path", project->folder().string()},
                            {"format", version},
                            {"datasets", counts.datasets},
                            {"records", counts.records},
                            {"labeled", counts.labeled},
                            {"unlabeled", counts.unlabeled},
                            {"waiting", counts.waiting},
                            {"runs", counts.runs},
                            {"finished_runs", counts.finishedRuns},
                            {"adapters", counts.adapters},
                            {"evaluations", counts.evaluations},
                            {"conversations", counts.conversations},
                            {"answers", counts.answers},
                            {"best", best},
                            {"next", stepName(counts.next)}});
    context.console.print(
        Text::fill("%1: %2 records in %3 data sets, %4 labeled, %5 to correct\n"
                   "%6 runs, %7 evaluations, %8 conversations\n",
                   {project->name(), formatCount(counts.records), formatCount(counts.datasets),
                    formatCount(counts.labeled), formatCount(counts.waiting), formatCount(counts.runs),
                    formatCount(counts.evaluations), formatCount(counts.conversations)}));
    return {};
}

Status projectCheck(VerbContext& context) {
    INK_TRY(project, Project::open(context.options.project, StoreMode::ReadOnly));
    INK_TRY(check, project->check(context.stop(), context.sink));
    Json problems = Json::array();
    for (const Text& problem : check.problems) {
        problems.push_back(problem.str());
        context.console.print(problem.str() + "\n");
    }
    context.console.result(
        {{"ok", check.ok}, {"records", check.records}, {"damaged", check.damaged}, {"problems", problems}});
    if (check.ok) {
        context.console.print(Text::fill("sound: %1 records checked\n", {formatCount(check.records)}));
        return {};
    }
    return fail(ErrorCode::Corrupt, "the project is damaged", project->folder().string(),
                check.problems.front(), "the folder backups holds earlier copies of project.db");
}

} // namespace

void addProjectVerbs(VerbTable& verbs) {
    verbs.describeGroup("project", "Look at the project as a whole");
    verbs.add("project info", "Counts, best score, what to do next", projectInfo);
    verbs.add("project check", "Integrity of the file, of every record, of the runs", projectCheck);
}

} // namespace inkstone::cli
