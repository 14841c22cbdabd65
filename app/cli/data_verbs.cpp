// data import, list, stats, show, export.
#include "app/cli/model_options.h"
#include "app/cli/record_json.h"
#include "app/cli/verbs.h"
#include "core/base/units.h"
#include "core/base/utf8.h"
#include "core/data/exporter.h"
#include "core/data/importer.h"
#include "core/project/project.h"

#include <algorithm>

namespace inkstone::cli {

namespace {

Result<std::map<std::string, std::string>> pairs(const std::vector<std::string>& list, const char* option) {
    std::map<std::string, std::string> map;
    for (const auto& one : list) {
        const size_t equal = one.find('=');
        if (equal == std::string::npos || equal == 0)
            return fail(ErrorCode::InvalidArgument, "cannot import", one,
                        text("%1 takes NAME=VALUE", option));
        map[one.substr(0, equal)] = one.substr(equal + 1);
    }
    return map;
}

struct ImportArgs {
    std::vector<std::string> files, map, fill;
    std::string name, format = "auto", encoding;
    double validation = 0;
    bool again = false;
};

Status import(const ImportArgs& args, VerbContext& context) {
    ImportOptions options{.encoding = args.encoding,
                          .again = args.again,
                          .validation = args.validation,
                          .seed = context.options.seed};
    const auto format = formatFromName(args.format);
    if (!format)
        return fail(
            ErrorCode::InvalidArgument, "cannot import", args.format, "this format is unknown",
            "choose auto, alpaca, sharegpt, openai, prompt-completion, text-label, preference or text");
    options.format = *format;
    INK_TRY(mapping, pairs(args.map, "--map"));
    INK_TRY(fill, pairs(args.fill, "--fill"));
    options.mapping = mapping;
    options.placeholders = fill;
    const std::vector<fs::path> files(args.files.begin(), args.files.end());
    INK_TRY(project, Project::openOrCreate(context.options.project));
    auto datasets = project->datasets();
    const std::string name = args.name.empty() ? files.front().stem().string() : args.name;
    INK_TRY(outcome, importFiles(datasets, files, name, options, context.stop(), context.sink));
    if (outcome.outcome == Outcome::Cancelled) return fail(ErrorCode::Cancelled, "the import was stopped");
    const ImportReport& report = outcome.report;
    Json errors = Json::array();
    for (const RowError& error : report.errors) {
        errors.push_back({{"file", error.file}, {"line", error.line}, {"reason", error.reason.str()}});
        if (errors.size() <= 20)
            context.console.note(
                Text::fill("%1:%2: %3", {error.file, std::to_string(error.line), error.reason.str()}));
    }
    for (const auto& placeholder : report.unfilled)
        context.console.note(
            Text::fill("{{%1}} stays in the text; --fill %1=... fills it in", {placeholder}));
    context.console.result({{"name", report.dataset},
                            {"records", report.records},
                            {"skipped", report.skipped},
                            {"errors", errors},
                            {"format", report.format},
                            {"encoding", report.encoding},
                            {"placeholders", report.unfilled},
                            {"seconds", report.seconds},
                            {"bytes", report.bytes}});
    context.console.print(
        Text::fill("%1: %2 records imported, %3 rejected (%4, %5)\n",
                   {report.dataset, formatCount(report.records), formatCount(report.skipped), report.format,
                    formatDuration(report.seconds)}));
    return {};
}

Json infoJson(const DatasetInfo& info) {
    return {{"name", info.name},       {"records", info.records},      {"validation", info.validation},
            {"labeled", info.labeled}, {"skipped", info.skipped},      {"flagged", info.flagged},
            {"version", info.version}, {"created_ms", info.createdMs}, {"changed_ms", info.changedMs}};
}

Status list(VerbContext& context) {
    INK_TRY(project, Project::open(context.options.project, StoreMode::ReadOnly));
    INK_TRY(sets, project->datasets().list());
    Json all = Json::array();
    for (const DatasetInfo& info : sets) {
        all.push_back(infoJson(info));
        context.console.print(Text::fill(
            "%1  %2 records, %3 labeled, version %4\n",
            {info.name, formatCount(info.records), formatCount(info.labeled), std::to_string(info.version)}));
    }
    context.console.result({{"datasets", all}});
    return {};
}

struct StatsArgs {
    std::string name, model;
};

/// Lengths of all records, in tokens of the model or in characters.
Result<std::vector<int64_t>> lengthsOf(const DatasetRepository& datasets, DatasetId id,
                                       const Tokenizer* tokenizer) {
    std::vector<int64_t> lengths;
    Status counted;
    INK_CHECK(datasets.forEach(id, {}, [&](const Record& record) {
        int64_t length = 0;
        const auto count = [&](const std::string& content) {
            if (!tokenizer) {
                length += int64_t(countCodePoints(content));
                return;
            }
            auto ids = tokenizer->encode(content, {.addSpecial = false});
            if (ids)
                length += int64_t(ids->size());
            else
                counted = fail(std::move(ids).error());
        };
        count(record.text);
        for (const auto* turns : {&record.turns, &record.chosen})
            for (const Turn& turn : *turns) count(turn.content);
        lengths.push_back(length);
        return counted.has_value();
    }));
    INK_CHECK(std::move(counted));
    std::sort(lengths.begin(), lengths.end());
    return lengths;
}

Status stats(const StatsArgs& args, VerbContext& context) {
    INK_TRY(project, Project::open(context.options.project, StoreMode::ReadOnly));
    const auto datasets = project->datasets();
    INK_TRY(info, datasets.find(args.name));
    std::shared_ptr<const Model> model;
    const auto known = listModels();
    if (!args.model.empty()) {
        INK_TRY(opened, openModel(args.model, context.options));
        model = opened;
    } else if (!known.empty()) {
        if (auto opened = openModel(known.front().path.string(), context.options)) model = *opened;
    }
    const Tokenizer* tokenizer = model ? model->tokenizer().get() : nullptr; // not every model has one
    INK_TRY(lengths, lengthsOf(datasets, info.id, tokenizer));
    int64_t total = 0;
    for (const int64_t length : lengths) total += length;
    Json percentiles = Json::object();
    for (const int share : {5, 25, 50, 75, 95, 100}) {
        const size_t rank = std::max<size_t>((lengths.size() * size_t(share) + 99) / 100, 1) - 1;
        percentiles["p" + std::to_string(share)] = lengths.empty() ? 0 : lengths[rank];
    }
    Json result = infoJson(info);
    const char* unit = tokenizer ? "tokens" : "characters";
    result["tokens"] = tokenizer ? Json(total) : Json(nullptr);
    result["model"] = tokenizer ? Json(model->config().name) : Json(nullptr);
    result["length_unit"] = unit;
    result["length_total"] = total;
    result["length_percentiles"] = percentiles;
    context.console.result(result);
    context.console.print(Text::fill("%1: %2 records, %3 %4, median %5, longest %6\n",
                                     {info.name, formatCount(info.records), formatCount(total), unit,
                                      percentiles["p50"].dump(), percentiles["p100"].dump()}));
    return {};
}

struct ShowArgs {
    std::string name, search;
    int64_t offset = 0, limit = 10;
};

Status show(const ShowArgs& args, VerbContext& context) {
    // Searching may first have to bring the index up to date.
    const StoreMode mode = args.search.empty() ? StoreMode::ReadOnly : StoreMode::ReadWrite;
    INK_TRY(project, Project::open(context.options.project, mode));
    auto datasets = project->datasets();
    INK_TRY(info, datasets.find(args.name));
    if (!args.search.empty()) INK_CHECK(datasets.indexAll(context.stop(), context.sink));
    INK_TRY(ids, datasets.rows(info.id, {.text = args.search}));
    const auto begin = std::min(size_t(args.offset), ids.size());
    const auto count = std::min(size_t(args.limit), ids.size() - begin);
    INK_TRY(records, datasets.fetch(std::span<const RecordId>(ids).subspan(begin, count)));
    for (const Record& record : records) {
        if (context.console.json())
            context.console.line(recordJson(record));
        else
            context.console.print(recordText(record));
    }
    return {};
}

struct ExportArgs {
    std::string name, file, format = "openai";
    bool noLabels = false, neutralize = false;
};

Status exportSet(const ExportArgs& args, VerbContext& context) {
    const auto format = exportFormatFromName(args.format);
    if (!format)
        return fail(ErrorCode::InvalidArgument, "cannot export", args.format, "this format is unknown",
                    "choose alpaca, sharegpt, openai, text or csv");
    INK_TRY(project, Project::open(context.options.project, StoreMode::ReadOnly));
    auto datasets = project->datasets();
    INK_TRY(info, datasets.find(args.name));
    INK_TRY(outcome, exportDataset(
                         datasets, info.id, args.file,
                         {.format = *format, .labels = !args.noLabels, .neutralizeFormulas = args.neutralize},
                         context.stop(), context.sink));
    if (outcome.outcome == Outcome::Cancelled) return fail(ErrorCode::Cancelled, "the export was stopped");
    const ExportReport& report = outcome.report;
    context.console.result({{"path", report.path.string()},
                            {"records", report.records},
                            {"skipped", report.skipped},
                            {"bytes", report.bytes}});
    if (report.skipped)
        context.console.note(
            Text::fill("%1 records do not fit the format and were left out", {formatCount(report.skipped)}));
    context.console.print(
        Text::fill("%1 records written to %2\n", {formatCount(report.records), report.path.string()}));
    return {};
}

template <class Args> VerbRun with(std::shared_ptr<Args> args, Status (*run)(const Args&, VerbContext&)) {
    return [args, run](VerbContext& context) { return run(*args, context); };
}

} // namespace

void addDataVerbs(VerbTable& verbs) {
    verbs.describeGroup("data", "Data sets: import, look, export");
    {
        auto args = std::make_shared<ImportArgs>();
        CLI::App& app = verbs.add("data import", "Import files into the project", with(args, import));
        app.add_option("FILE", args->files, "JSONL, JSON, CSV, TSV, TXT or MD")->required();
        app.add_option("--name", args->name, "Data set, made when missing (default: the file's name)");
        app.add_option("--format", args->format,
                       "auto, alpaca, sharegpt, openai, prompt-completion, text-label, preference or text")
            ->capture_default_str();
        app.add_option("--map", args->map, "ROLE=COLUMN; may be given more than once");
        app.add_option("--fill", args->fill,
                       "NAME=VALUE for {{NAME}} in the texts; may be given more than once");
        app.add_option("--encoding", args->encoding, "Encoding of the files (default: detected)");
        app.add_option("--validation", args->validation, "Part of the rows drawn for validation")
            ->check(CLI::Range(0.0, 0.99));
        app.add_flag("--again", args->again, "Import a file that is in the data set already");
    }
    verbs.add("data list", "Data sets of the project", list);
    {
        auto args = std::make_shared<StatsArgs>();
        CLI::App& app = verbs.add("data stats", "Counts and lengths of a data set", with(args, stats));
        app.add_option("NAME", args->name, "Data set")->required();
        app.add_option(
            "--model", args->model,
            "Count in this model's tokens (default: the first of `model list`, else in characters)");
    }
    {
        auto args = std::make_shared<ShowArgs>();
        CLI::App& app =
            verbs.add("data show", "Records of a data set, one JSON line each with --json", with(args, show));
        app.add_option("NAME", args->name, "Data set")->required();
        app.add_option("--offset", args->offset, "Records to pass over")
            ->check(CLI::NonNegativeNumber)
            ->capture_default_str();
        app.add_option("--limit", args->limit, "Most records")
            ->check(CLI::NonNegativeNumber)
            ->capture_default_str();
        app.add_option("--search", args->search, "Only records with these words");
    }
    {
        auto args = std::make_shared<ExportArgs>();
        CLI::App& app = verbs.add("data export", "Write a data set to a file", with(args, exportSet));
        app.add_option("NAME", args->name, "Data set")->required();
        app.add_option("FILE", args->file, "The file to write")->required();
        app.add_option("--format", args->format, "alpaca, sharegpt, openai, text or csv")
            ->capture_default_str();
        app.add_flag("--no-labels", args->noLabels, "Leave out labels and split");
        app.add_flag("--neutralize", args->neutralize,
                     "CSV: make cells that a spreadsheet would run harmless");
    }
}

} // namespace inkstone::cli
