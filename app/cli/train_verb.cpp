// train and train plan: an adapter from a data set or a file.

#include "app/cli/model_options.h"
#include "app/cli/verbs.h"
#include "core/base/memory.h"
#include "core/base/units.h"
#include "core/data/importer.h"
#include "core/model/catalogue.h"
#include "core/project/base_model.h"
#include "core/project/training.h"

#include <algorithm>

namespace inkstone::cli {

namespace {

struct TrainArgs {
    std::string model, data, out, initAdapter, targets, schedule = "cosine";
    TrainConfig config;
    bool resume = false, noShuffle = false;
};

void addOptions(CLI::App& app, TrainArgs& a) {
    TrainConfig& c = a.config;
    app.add_option("--model", a.model, "GGUF file, Hugging Face folder or a name of `model list`");
    app.add_option("--data", a.data, "Data set of the project, or a file read as by `data import`");
    app.add_option("--method", c.method,
                   "lora: an adapter beside the frozen model; full: all weights, the result is a whole model")
        ->capture_default_str();
    app.add_option("--rank", c.lora.rank, "LoRA rank")->capture_default_str();
    app.add_option("--alpha", c.lora.alpha, "LoRA alpha; the adapter is scaled by alpha / rank")
        ->capture_default_str();
    app.add_option("--dropout", c.lora.dropout, "Dropout on the adapter's input")->capture_default_str();
    app.add_option("--targets", a.targets,
                   "Comma list of q_proj k_proj v_proj o_proj gate_proj up_proj down_proj "
                   "(default: all)");
    app.add_option(
        "--lr", c.learningRate,
        "Peak learning rate (default: 3e-4 under a billion parameters, else 2e-4; for full 5e-5 and 1e-5)");
    app.add_option("--epochs", c.epochs, "Passes over the data (default: 3, more for small sets, at most 8)");
    app.add_option("--max-steps", c.maxSteps, "Optimizer steps; wins over --epochs");
    app.add_option("--batch-tokens", c.batchTokens, "Most tokens of an optimizer step; rows are never split")
        ->capture_default_str();
    app.add_option("--max-length", c.maxLength,
                   "Most tokens of a row; longer ones are cut (default: the longest, "
                   "at most 2048)");
    app.add_option("--warmup", c.warmup, "Warm-up: below 1 a ratio of all steps, else steps")
        ->capture_default_str();
    app.add_option("--schedule", a.schedule, "constant, linear or cosine")->capture_default_str();
    addOptimizerOption(app, c.optimizer);
    app.add_option("--weight-decay", c.weightDecay, "Decoupled weight decay")->capture_default_str();
    app.add_option("--clip", c.clip, "Largest gradient norm, 0 for none")->capture_default_str();
    app.add_option("--save-steps", c.saveSteps,
                   "Steps between checkpoints (default: ten a run, at least 20 apart)");
    app.add_option("--eval-fraction", c.evalFraction,
                   "Part of the rows held out; at least one, none under 20 rows")
        ->capture_default_str();
    app.add_option("--eval-steps", c.evalSteps, "Steps between held-out losses (default: eight a run)");
    app.add_option("--micro-batch-tokens", c.microBatchTokens,
                   "Most tokens of one forward pass (default: 512)");
    app.add_option("--recompute", c.recomputedBlocks,
                   "Blocks whose activations are made again in the backward pass: less memory, more time")
        ->capture_default_str();
    app.add_option(
        "--fit", c.fitGigabytes,
        "Choose micro-batch, recomputed blocks and arithmetic so that no more GB of memory are needed");
    app.add_option("--pin", c.pinnedPrompts,
                   "Answer this prompt during training; may be given more than once");
    app.add_option("--init-adapter", a.initAdapter, "Start from this adapter (PEFT folder)");
    app.add_flag("--no-shuffle", a.noShuffle, "Rows in their order");
}

Status finishConfig(TrainArgs& a, const CommonOptions& options) {
    TrainConfig& c = a.config;
    INK_TRY(schedule, parseSchedule(a.schedule));
    c.schedule = schedule;
    c.shuffle = !a.noShuffle;
    c.seed = options.seed;
    c.threads = options.threads;
    INK_TRY(compute, parseCompute(options.compute.empty() ? "auto" : options.compute));
    c.compute = compute;
    if (a.targets.empty() || a.targets == "all-linear") return checkConfig(c);
    c.lora.targets.fill(false);
    std::stringstream names(a.targets);
    for (std::string name; std::getline(names, name, ',');) {
        const auto found = std::find_if(allLinears.begin(), allLinears.end(),
                                        [&](Linear l) { return name == moduleName(l); });
        if (found == allLinears.end())
            return fail(ErrorCode::InvalidArgument, "cannot train", "targets",
                        text("%1 is not a matrix of the model", name),
                        "choose from q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj");
        c.lora.targets[size_t(*found)] = true;
    }
    return checkConfig(c);
}

Result<std::vector<Record>> readFileRecords(const fs::path& file, VerbContext& context) {
    std::vector<Record> records;
    int64_t broken = 0;
    const ReadHandlers handlers{
        .record =
            [&](Record&& record, int64_t line) {
                record.id = line;
                records.push_back(std::move(record));
                return !context.stop().stop_requested();
            },
        .error =
            [&](RowError&& error) {
                if (++broken <= 5)
                    context.sink.emit(
                        LogLine{text("line %1 left out: %2", error.line, error.reason.str()), true});
            },
        .progress = {}};
    INK_TRY(format, readRecords(file, {}, handlers));
    (void)format;
    if (broken > 5) context.sink.emit(LogLine{text("%1 lines left out in all", broken), true});
    return records;
}

/// Memory before the model was opened.
struct Level {
    uint64_t resident = residentBytes(), mapped = mappedBytes();
};

Json summaryJson(const TrainSummary& s, const Level& before) {
    return {{"run", s.run},
            {"adapter", s.adapter.string()},
            {"model", s.model.string()},
            {"steps", s.state.step},
            {"total_steps", s.totalSteps},
            {"tokens", s.state.tokens},
            {"supervised_tokens", s.state.supervisedTokens},
            {"loss_first", s.state.lossFirst},
            {"loss_last", s.state.lossLast},
            {"eval_loss", s.state.evalLoss ? Json(*s.state.evalLoss) : Json()},
            {"seconds", s.state.seconds},
            {"tokens_per_second", s.tokensPerSecond},
            {"peak_rss_bytes", s.peakRssBytes},
            {"rss_before_bytes", before.resident},
            {"mapped_before_bytes", before.mapped},
            {"mapped_bytes", mappedBytes()},
            {"peak_vram_bytes", 0},
            {"rows_cut", s.cut},
            {"rows_left_out", s.untrainable},
            {"cancelled", s.cancelled}};
}

void printSummary(Console& console, const TrainSummary& s) {
    char line[256];
    std::snprintf(line, sizeof line,
                  "%s: %lld of %lld steps, loss %.4f -> %.4f, %.0f tokens/s, %.1f s, peak %.2f GB\n",
                  s.run.c_str(), (long long)s.state.step, (long long)s.totalSteps, s.state.lossFirst,
                  s.state.lossLast, s.tokensPerSecond, s.state.seconds, double(s.peakRssBytes) / 1e9);
    console.print(line);
    if (!s.adapter.empty()) console.print("adapter: " + s.adapter.string() + "\n");
    if (!s.model.empty()) console.print("model: " + s.model.string() + "\n");
}

bool isPath(const std::string& name) { return name.find('/') != std::string::npos; }

/// What --model names; without it, of a run to resume, its base.
Result<fs::path> modelPath(const TrainArgs& a, const fs::path& run, VerbContext& context) {
    if (!a.model.empty()) {
        INK_TRY(found, findNamedModel(a.model, context.options));
        return found.path;
    }
    INK_TRY(base, readBaseModel(run));
    return findBaseModel(base, {}, context.stop(), context.sink);
}

/// --data FILE, or --out PATH: the run is a folder and no row of a project.
Result<TrainSummary> trainInFolder(const TrainArgs& a, VerbContext& context) {
    const bool fromFile = fs::is_regular_file(a.data);
    fs::path folder = isPath(a.out) ? fs::path(a.out) : fs::path(context.options.project) / "runs" / a.out;
    if (folder.filename().empty()) folder = folder.parent_path(); // "runs/x/" is runs/x
    INK_TRY(path, modelPath(a, folder, context));
    INK_TRY(model, Model::open(path));
    std::vector<Record> records;
    if (fromFile) {
        INK_TRY(read, readFileRecords(a.data, context));
        records = std::move(read);
    } else {
        INK_TRY(project, Project::open(context.options.project));
        INK_TRY(dataset, project->datasets().find(a.data));
        INK_TRY(read, trainingRecords(*project, dataset.id));
        records = std::move(read);
    }
    if (!isPath(a.out)) {
        INK_TRY(project, Project::openOrCreate(context.options.project));
        folder = project->runsFolder() / a.out;
    }
    return train({.model = model,
                  .modelSha256 = "",
                  .records = std::move(records),
                  .config = a.config,
                  .folder = folder,
                  .resume = a.resume,
                  .initAdapter = a.initAdapter,
                  .facts = {{"data", a.data}}},
                 context.stop(), context.sink);
}

/// A resumed run brings its own model, data and settings.
Result<TrainSummary> runTraining(const TrainArgs& a, VerbContext& context) {
    if (fs::is_regular_file(a.data) || isPath(a.out)) return trainInFolder(a, context);
    RunRequest request{
        .model = {}, .config = a.config, .run = a.out, .resume = a.resume, .initAdapter = a.initAdapter};
    if (!a.model.empty()) {
        INK_TRY(found, findNamedModel(a.model, context.options));
        request.model = found.path;
        request.otherModels = {found.path};
    }
    INK_TRY(project, a.resume ? Project::open(context.options.project)
                              : Project::openOrCreate(context.options.project));
    if (!a.data.empty()) {
        INK_TRY(dataset, project->datasets().find(a.data));
        request.dataset = dataset.id;
    } else if (!project->runs().find(a.out) && RunFolder(project->runsFolder() / a.out).exists()) {
        return fail(ErrorCode::InvalidArgument, "cannot resume the run", a.out,
                    "it was trained from a file, which the project does not keep",
                    "name the file with --data");
    }
    return trainInProject(*project, std::move(request), context.stop(), context.sink);
}

Status runTrain(TrainArgs& a, VerbContext& context) {
    INK_CHECK(finishConfig(a, context.options));
    const Level before;
    INK_TRY(summary, runTraining(a, context));
    context.console.result(summaryJson(summary, before));
    printSummary(context.console, summary);
    if (summary.cancelled) return fail(ErrorCode::Cancelled, "stopped");
    return {};
}

Json planJson(const TrainPlan& p) {
    const TrainMemory& m = p.memory;
    return {{"ram_bytes", m.total()},
            {"vram_bytes", 0},
            {"breakdown",
             {{"weights", m.weights},
              {"adapter", m.adapter},
              {"optimizer", m.optimizer},
              {"activations", m.activations},
              {"logits", m.logits},
              {"kv", m.kv},
              {"workspace", m.workspace},
              {"other", m.other}}},
            {"mapped_bytes", m.mapped},
            {"available_bytes", p.available},
            {"steps", p.steps},
            {"tokens", p.tokens},
            {"supervised_tokens", p.supervisedTokens},
            {"rows", p.rows},
            {"held_out_rows", p.heldOutRows},
            {"rows_cut", p.cut},
            {"rows_left_out", p.untrainable},
            {"seconds_estimate", p.seconds.total()},
            {"seconds_breakdown",
             {{"preparing", p.seconds.preparing},
              {"training", p.seconds.training},
              {"evaluations", p.seconds.evaluations},
              {"answers", p.seconds.answers},
              {"checkpoints", p.seconds.checkpoints}}},
            {"micro_batch_tokens", p.config.microBatchTokens},
            {"recomputed_blocks", p.config.recomputedBlocks},
            {"compute", name(p.config.compute)},
            {"choice", p.choice.str()},
            {"fits", p.fits()}};
}

void printPlan(Console& console, const TrainPlan& plan) {
    const TrainMemory& m = plan.memory;
    char line[256];
    const auto row = [&](const char* part, uint64_t bytes) {
        std::snprintf(line, sizeof line, "  %-12s %10s\n", part, formatBytes(bytes).c_str());
        console.print(line);
    };
    row("weights", m.weights);
    row("adapter", m.adapter);
    row("optimizer", m.optimizer);
    row("activations", m.activations);
    row("logits", m.logits);
    if (m.kv) row("answers", m.kv);
    row("workspace", m.workspace);
    row("other", m.other);
    row("total", m.total());
    if (m.mapped) row("mapped file", m.mapped);
    std::snprintf(line, sizeof line, "%lld steps, %lld tokens, about %s; %.2f GB of %.2f GB available: %s\n",
                  (long long)plan.steps, (long long)plan.tokens, formatDuration(plan.seconds.total()).c_str(),
                  double(m.total() + m.mapped) / 1e9, double(plan.available) / 1e9,
                  plan.fits() ? "fits" : "does not fit");
    console.print(line);
    if (!plan.choice.empty()) console.print(plan.choice.str() + "\n");
}

Status runPlan(TrainArgs& a, VerbContext& context) {
    INK_CHECK(finishConfig(a, context.options));
    INK_TRY(found, findNamedModel(a.model, context.options));
    INK_TRY(model, Model::open(found.path));
    std::vector<Record> records;
    if (fs::is_regular_file(a.data)) {
        INK_TRY(read, readFileRecords(a.data, context));
        records = std::move(read);
    } else {
        INK_TRY(project, Project::open(context.options.project, StoreMode::ReadOnly));
        INK_TRY(dataset, project->datasets().find(a.data));
        INK_TRY(read, trainingRecords(*project, dataset.id));
        records = std::move(read);
    }
    INK_TRY(samples, makeSamples(records, *model,
                                 {.maxLength = a.config.maxLength,
                                  .evalFraction = a.config.evalFraction,
                                  .seed = a.config.seed},
                                 context.stop(), context.sink));
    INK_TRY(plan, planTraining(model, samples, a.config));
    context.console.result(planJson(plan));
    printPlan(context.console, plan);
    return {};
}

/// Required options, checked here because a parent's would be asked of `train plan` as well. A run to resume
/// knows its model, one of the project its data too.
void require(const TrainArgs& a, bool out) {
    if (a.model.empty() && !a.resume) throw CLI::RequiredError("--model");
    if (a.data.empty() && !(a.resume && !isPath(a.out))) throw CLI::RequiredError("--data");
    if (out && a.out.empty()) throw CLI::RequiredError("--out");
}

} // namespace

void addTrainVerbs(VerbTable& verbs) {
    const auto args = std::make_shared<TrainArgs>();
    CLI::App& app = verbs.add("train", "Fine-tune a model on a data set; writes a PEFT adapter, or a model",
                              [args](VerbContext& context) { return runTrain(*args, context); });
    addOptions(app, *args);
    app.add_option("--out", args->out, "Name of the run (in the project), or a folder when it holds a slash");
    app.add_flag("--resume", args->resume,
                 "Go on with the run in --out from its last checkpoint; its base model is found by itself");
    app.parse_complete_callback([&app, args] {
        if (app.get_subcommands().empty()) require(*args, true);
    });

    const auto planArgs = std::make_shared<TrainArgs>();
    CLI::App& plan = verbs.add("train plan", "Memory, steps and time of a training before it starts",
                               [planArgs](VerbContext& context) { return runPlan(*planArgs, context); });
    addOptions(plan, *planArgs);
    plan.parse_complete_callback([planArgs] { require(*planArgs, false); });
}

} // namespace inkstone::cli
