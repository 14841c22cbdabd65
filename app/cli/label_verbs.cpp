// label schema, next, set, undo, export, progress.
#include "app/cli/record_json.h"
#include "app/cli/verbs.h"
#include "core/base/units.h"
#include "core/data/exporter.h"
#include "core/project/project.h"

namespace inkstone::cli {

namespace {

/// A project for writing that is there: labels are never set in one made by mistake.
Result<std::shared_ptr<Project>> openForLabels(VerbContext& context) {
    return Project::open(context.options.project);
}

struct SchemaArgs {
    std::string name;
    std::vector<std::string> choices;
    std::string file;
    bool multiple = false, noRating = false, noRewrite = false;
    bool changes() const { return !choices.empty() || !file.empty() || multiple || noRating || noRewrite; }
};

Status schema(const SchemaArgs& args, VerbContext& context) {
    INK_TRY(project, args.changes() ? openForLabels(context)
                                    : Project::open(context.options.project, StoreMode::ReadOnly));
    auto datasets = project->datasets();
    INK_TRY(info, datasets.find(args.name));
    INK_TRY(current, labelSchema(datasets, info.id));
    if (args.changes()) {
        if (!args.file.empty()) {
            INK_TRY(json, readFile(args.file));
            INK_TRY(parsed, parseSchema(json));
            current = parsed;
        }
        if (!args.choices.empty()) current.choices.clear();
        for (const auto& choice : args.choices) current.choices.push_back({choice, {}});
        current.multiple |= args.multiple;
        current.rating &= !args.noRating;
        current.rewrite &= !args.noRewrite;
        INK_CHECK(setLabelSchema(datasets, info.id, current));
    }
    INK_TRY(json, parseJson(schemaJson(current), "labels"));
    context.console.result(json);
    for (size_t i = 0; i < current.choices.size(); ++i)
        context.console.print(
            Text::fill("%1  %2\n", {i < 9 ? std::to_string(i + 1) : "-", current.choices[i].name}));
    return {};
}

struct NextArgs {
    std::string name, filter = "unlabeled";
    int64_t after = 0;
};

Status next(const NextArgs& args, VerbContext& context) {
    const auto filter = labelFilterFromName(args.filter);
    if (!filter)
        return fail(ErrorCode::InvalidArgument, "cannot look for a record", args.filter,
                    "this filter is unknown", "choose unlabeled, all, skipped, flagged, labeled or failures");
    INK_TRY(project, Project::open(context.options.project, StoreMode::ReadOnly));
    INK_TRY(info, project->datasets().find(args.name));
    INK_TRY(record, project->labels().next(info.id, *filter, args.after));
    context.console.result({{"record", record ? recordJson(*record) : Json(nullptr)}});
    context.console.print(record ? recordText(*record) : std::string("nothing is left\n"));
    return {};
}

struct SetArgs {
    int64_t id = 0;
    std::vector<std::string> choices;
    int rating = -1;
    std::string answer;
    bool skip = false, flag = false, unflag = false, clear = false;
};

Result<Record> setAll(LabelQueue& labels, Record record, const SetArgs& args) {
    const auto step = [&](Result<LabelEdit> edit) -> Status {
        INK_TRY(done, std::move(edit));
        record = done.after;
        return {};
    };
    if (args.clear) INK_CHECK(step(labels.clear(record)));
    if (!args.choices.empty()) INK_CHECK(step(labels.setChoices(record, args.choices)));
    if (args.rating >= 0) INK_CHECK(step(labels.setRating(record, args.rating)));
    if (!args.answer.empty()) INK_CHECK(step(labels.rewriteAnswer(record, args.answer)));
    if (args.skip) INK_CHECK(step(labels.skip(record)));
    if (args.flag || args.unflag) INK_CHECK(step(labels.flag(record, args.flag)));
    return record;
}

Status set(const SetArgs& args, VerbContext& context) {
    INK_TRY(project, openForLabels(context));
    auto labels = project->labels();
    INK_TRY(change, project->store()->begin());
    INK_TRY(record, labels.repository().record(args.id));
    INK_TRY(stored, setAll(labels, record, args));
    INK_CHECK(change.commit());
    context.console.result(
        {{"id", stored.id}, {"labels", labelsJson(stored.labels)}, {"record", recordJson(stored)}});
    context.console.print(Text::fill("#%1 saved\n", {std::to_string(stored.id)}));
    return {};
}

struct NameArgs {
    std::string name;
};

Status undo(const NameArgs& args, VerbContext& context) {
    INK_TRY(project, openForLabels(context));
    INK_TRY(info, project->datasets().find(args.name));
    INK_TRY(edit, project->labels().undoLast(info.id));
    context.console.result(
        {{"undone", edit.has_value()}, {"record", edit ? recordJson(edit->after) : Json(nullptr)}});
    context.console.print(edit ? Text::fill("#%1 is as it was before\n", {std::to_string(edit->after.id)})
                               : std::string("there is nothing to undo\n"));
    return {};
}

Status progress(const NameArgs& args, VerbContext& context) {
    INK_TRY(project, Project::open(context.options.project, StoreMode::ReadOnly));
    INK_TRY(info, project->datasets().find(args.name));
    INK_TRY(now, project->labels().progress(info.id));
    context.console.result({{"records", now.records},
                            {"labeled", now.labeled},
                            {"skipped", now.skipped},
                            {"flagged", now.flagged},
                            {"remaining", now.remaining},
                            {"failures", now.failures},
                            {"per_minute", now.perMinute}});
    context.console.print(Text::fill("%1 of %2 labeled, %3 skipped, %4 left\n",
                                     {formatCount(now.labeled), formatCount(now.records),
                                      formatCount(now.skipped), formatCount(now.remaining)}));
    return {};
}

struct ExportArgs {
    std::string name, file, format = "openai";
};

Status exportLabels(const ExportArgs& args, VerbContext& context) {
    const auto format = exportFormatFromName(args.format);
    if (!format)
        return fail(ErrorCode::InvalidArgument, "cannot export", args.format, "this format is unknown",
                    "choose alpaca, sharegpt, openai, text or csv");
    INK_TRY(project, Project::open(context.options.project, StoreMode::ReadOnly));
    auto datasets = project->datasets();
    INK_TRY(info, datasets.find(args.name));
    INK_TRY(outcome, exportDataset(datasets, info.id, args.file,
                                   {.format = *format, .rows = {.state = LabelState::Labeled}},
                                   context.stop(), context.sink));
    if (outcome.outcome == Outcome::Cancelled) return fail(ErrorCode::Cancelled, "the export was stopped");
    context.console.result({{"path", outcome.report.path.string()},
                            {"records", outcome.report.records},
                            {"skipped", outcome.report.skipped},
                            {"bytes", outcome.report.bytes}});
    context.console.print(Text::fill("%1 labeled records written to %2\n",
                                     {formatCount(outcome.report.records), outcome.report.path.string()}));
    return {};
}

template <class Args>
CLI::App& add(VerbTable& verbs, const char* path, const char* summary, std::shared_ptr<Args> args,
              Status (*run)(const Args&, VerbContext&)) {
    return verbs.add(path, summary, [args, run](VerbContext& context) { return run(*args, context); });
}

} // namespace

void addLabelVerbs(VerbTable& verbs) {
    verbs.describeGroup("label", "Labels: schema, next record, set, undo, export");
    {
        auto args = std::make_shared<SchemaArgs>();
        CLI::App& app = add(verbs, "label schema", "Show or set the labels of a data set", args, schema);
        app.add_option("NAME", args->name, "Data set")->required();
        app.add_option("--choices", args->choices, "The labels, comma separated, in the order of their keys")
            ->delimiter(',');
        app.add_option("--file", args->file, "A schema as JSON");
        app.add_flag("--multiple", args->multiple, "Several labels on one record");
        app.add_flag("--no-rating", args->noRating, "No rating from 1 to 5");
        app.add_flag("--no-rewrite", args->noRewrite, "Answers are not rewritten");
    }
    {
        auto args = std::make_shared<NextArgs>();
        CLI::App& app = add(verbs, "label next", "The next record to label", args, next);
        app.add_option("NAME", args->name, "Data set")->required();
        app.add_option("--filter", args->filter, "unlabeled, all, skipped, flagged, labeled or failures")
            ->capture_default_str();
        app.add_option("--after", args->after, "Behind the record of this id");
    }
    {
        auto args = std::make_shared<SetArgs>();
        CLI::App& app = add(verbs, "label set", "Label a record", args, set);
        app.add_option("ID", args->id, "The record, as `label next` and `data show` name it")->required();
        app.add_option("--choice", args->choices, "A label; may be given more than once");
        app.add_option("--rating", args->rating, "1 to 5, 0 takes it away")->check(CLI::Range(0, 5));
        app.add_option("--answer", args->answer, "The answer, rewritten");
        app.add_flag("--skip", args->skip, "Skip it");
        app.add_flag("--flag", args->flag, "Flag it");
        app.add_flag("--unflag", args->unflag, "Take the flag away");
        app.add_flag("--clear", args->clear, "Back to unlabeled");
    }
    {
        auto args = std::make_shared<NameArgs>();
        add(verbs, "label undo", "Take the last label back", args, undo)
            .add_option("NAME", args->name, "Data set")
            ->required();
    }
    {
        auto args = std::make_shared<NameArgs>();
        add(verbs, "label progress", "How far the labeling is", args, progress)
            .add_option("NAME", args->name, "Data set")
            ->required();
    }
    {
        auto args = std::make_shared<ExportArgs>();
        CLI::App& app = add(verbs, "label export", "Write the labeled records to a file", args, exportLabels);
        app.add_option("NAME", args->name, "Data set")->required();
        app.add_option("FILE", args->file, "The file to write")->required();
        app.add_option("--format", args->format, "alpaca, sharegpt, openai, text or csv")
            ->capture_default_str();
    }
}

} // namespace inkstone::cli
