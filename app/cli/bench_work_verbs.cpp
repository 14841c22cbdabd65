// bench tokenize, bench import, bench train: the work around the model, measured in this process. What they
// write goes into a folder of the system's temporary place and is removed.
#include "app/cli/model_options.h"
#include "app/cli/verbs.h"
#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/base/units.h"
#include "core/data/importer.h"
#include "core/project/project.h"
#include "core/train/trainer.h"

#include <algorithm>
#include <array>
#include <unistd.h>

namespace inkstone::cli {

namespace {

struct WorkArgs {
    std::string model, file;
    int repeats = 5;
    int64_t steps = 10, length = 0, rows = 4;
    TrainConfig config;
};

/// A folder that goes when the verb ends.
class BenchFolder {
public:
    BenchFolder() : m_path(fs::temp_directory_path() / ("inkstone-bench-" + std::to_string(getpid()))) {}
    BenchFolder(const BenchFolder&) = delete;
    BenchFolder& operator=(const BenchFolder&) = delete;
    ~BenchFolder() {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

double median(std::vector<double> runs) {
    std::nth_element(runs.begin(), runs.begin() + long(runs.size() / 2), runs.end());
    return runs[runs.size() / 2];
}

/// `limits`: what the machine would allow, measured in turns with the runs; empty when nothing was measured.
void report(Json facts, const std::vector<double>& runs, const std::vector<double>& limits,
            VerbContext& context) {
    facts["value"] = median(runs);
    facts["limit"] = limits.empty() ? Json() : Json(median(limits));
    facts["fraction_of_limit"] = limits.empty() ? Json() : Json(median(runs) / median(limits));
    facts["runs"] = runs;
    context.console.result(facts);
    context.console.print(facts["name"].get<std::string>() + ": " + formatRate(facts["value"].get<double>()) +
                          " " + facts["unit"].get<std::string>() + "  (" + facts["threads"].dump() +
                          " threads)\n");
}

Status tokenize(const WorkArgs& args, VerbContext& context) {
    INK_TRY(model, openModel(args.model, context.options));
    INK_TRY(tokenizer, requireTokenizer(*model));
    INK_TRY(text, readFile(args.file));
    if (text.empty())
        return fail(ErrorCode::InvalidArgument, "cannot measure", args.file, "the file is empty");
    const EncodeOptions options{.addSpecial = false, .parseSpecial = false};
    std::vector<double> runs;
    size_t tokens = 0;
    std::string hash;
    for (int round = 0; round <= args.repeats; ++round) { // the first warms up
        if (context.stop().stop_requested()) return fail(ErrorCode::Cancelled, "stopped");
        const double begun = monotonicSeconds();
        // Line by line, as rows of data come.
        tokens = 0;
        Sha256 all;
        for (size_t begin = 0; begin < text.size();) {
            const size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
            INK_TRY(ids, tokenizer->encode(std::string_view(text).substr(begin, end - begin), options));
            tokens += ids.size();
            if (round == 0) all.update(std::as_bytes(std::span(ids)));
            begin = end;
        }
        if (round == 0) hash = all.hex();
        if (round > 0) runs.push_back(double(text.size()) / 1e6 / (monotonicSeconds() - begun));
    }
    report({{"name", "tokenize"},
            {"unit", "MB/s"},
            {"threads", 1},
            {"device", "cpu"},
            {"bytes", text.size()},
            {"tokens", tokens},
            {"ids_sha256", hash}},
           runs, {}, context);
    return {};
}

/// Seconds that plain prepared inserts of a project's records take, into a table without any index: the rows'
/// own columns, as many rows a transaction as an import writes.
Result<double> plainInserts(Store& store) {
    constexpr size_t batch = 5000;
    struct Row {
        std::array<int64_t, 12> numbers;
        std::string body;
    };
    std::vector<Row> rows;
    {
        INK_TRY(stored,
                store.prepare("SELECT dataset, position, kind, split, state, flagged, rating, origin, "
                              "origin_id, origin_line, size, checksum, body FROM record"));
        for (;;) {
            INK_TRY(more, stored.step());
            if (!more) break;
            Row& row = rows.emplace_back();
            for (int i = 0; i < 12; ++i) row.numbers[size_t(i)] = stored.integer(i);
            row.body = stored.text(12);
        }
    }
    INK_CHECK(store.run(
        "CREATE TABLE plain(id INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h, i, j, k, l, body TEXT)"));
    const double begun = monotonicSeconds();
    for (size_t first = 0; first < rows.size(); first += batch) {
        INK_TRY(change, store.begin());
        INK_TRY(insert, store.prepare("INSERT INTO plain(a, b, c, d, e, f, g, h, i, j, k, l, body) "
                                      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"));
        for (size_t row = first; row < std::min(first + batch, rows.size()); ++row) {
            insert.reset();
            const auto& n = rows[row].numbers;
            INK_CHECK(insert.bind(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11],
                                  rows[row].body));
            INK_CHECK(insert.step());
        }
        INK_CHECK(change.commit());
    }
    return monotonicSeconds() - begun;
}

Status import(const WorkArgs& args, VerbContext& context) {
    std::vector<double> runs, limits;
    Json facts{{"name", "import"}, {"unit", "MB/s"}, {"threads", 1}, {"device", "cpu"}};
    for (int round = 0; round < args.repeats; ++round) {
        const BenchFolder folder;
        INK_TRY(project, Project::openOrCreate(folder.path()));
        auto datasets = project->datasets();
        INK_TRY(imported, importFiles(datasets, {args.file}, "bench", {}, context.stop(), context.sink));
        if (imported.outcome == Outcome::Cancelled) return fail(ErrorCode::Cancelled, "stopped");
        runs.push_back(double(imported.report.bytes) / 1e6 / imported.report.seconds);
        INK_TRY(plain, plainInserts(*project->store()));
        limits.push_back(double(imported.report.bytes) / 1e6 / plain);
        facts["bytes"] = imported.report.bytes;
        facts["records"] = imported.report.records;
        facts["skipped"] = imported.report.skipped;
    }
    report(std::move(facts), runs, limits, context);
    return {};
}

/// Rows of plain words, when the person brings none.
std::vector<Record> plainRows() {
    std::vector<Record> rows(64);
    for (size_t i = 0; i < rows.size(); ++i) {
        const std::string number = std::to_string(i);
        std::string answer;
        for (size_t word = 0; word < 40; ++word)
            answer += "word " + std::to_string(word * (i + 1)) + " follows. ";
        rows[i].id = int64_t(i) + 1;
        rows[i].turns = {{"user", "Say sentence number " + number + ".", ""}, {"assistant", answer, ""}};
    }
    return rows;
}

Result<std::vector<Record>> rowsOf(const std::string& file) {
    if (file.empty()) return plainRows();
    std::vector<Record> rows;
    const ReadHandlers handlers{.record =
                                    [&](Record&& record, int64_t line) {
                                        record.id = line;
                                        rows.push_back(std::move(record));
                                        return true;
                                    },
                                .error = [](RowError&&) {},
                                .progress = {}};
    INK_TRY(format, readRecords(file, {}, handlers));
    (void)format;
    return rows;
}

/// Plain text of exactly `length` tokens with the end that training adds; all of them but the first are
/// learned.
Result<Record> rowOfLength(const Tokenizer& tokenizer, int64_t length, int64_t number) {
    static constexpr const char* words[] = {"the", "of", "and", "to", "in", "is", "that", "for", "it", "was"};
    Random random{uint64_t(number)};
    const size_t wanted = size_t(length) - (tokenizer.eos() >= 0 ? 1 : 0);
    std::vector<const char*> chosen;
    for (int attempt = 0; attempt < 100; ++attempt) {
        std::string text;
        for (const char* word : chosen) text += std::string(text.empty() ? "" : " ") + word;
        INK_TRY(ids, tokenizer.encode(text));
        if (ids.size() == wanted) {
            Record row;
            row.id = number;
            row.kind = RecordKind::Text;
            row.text = text;
            return row;
        }
        const size_t excess = ids.size() > wanted ? ids.size() - wanted : 0;
        chosen.resize(chosen.size() - std::min(excess, chosen.size()));
        for (size_t missing = wanted > ids.size() ? wanted - ids.size() : 0; missing > 0; --missing)
            chosen.push_back(words[size_t(random.uniform() * 9.99)]);
    }
    return fail(ErrorCode::Unsupported, "cannot measure", "--length",
                text("no text of %1 tokens was found", length), "take --data");
}

/// The steps of --length and --rows: all rows alike, so that a step is one padded batch of others.
Result<std::vector<Record>> equalRows(const Model& model, WorkArgs& args) {
    INK_TRY(tokenizer, requireTokenizer(model));
    args.config.maxLength = args.length;
    args.config.batchTokens = args.length * args.rows;
    std::vector<Record> rows;
    for (int64_t i = 1; i <= 4 * args.rows; ++i) {
        INK_TRY(row, rowOfLength(*tokenizer, args.length, i));
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Tokens and seconds of each step; everything goes on to another sink as well.
class StepTimes final : public JobSink {
public:
    explicit StepTimes(JobSink& next) : m_next(next) {}
    void emit(JobEvent event) override {
        if (const auto* metrics = std::get_if<TrainMetrics>(&event); metrics && !metrics->isEval) {
            m_tokens.push_back(double(metrics->tokens));
            m_seconds.push_back(metrics->seconds);
        }
        m_next.emit(std::move(event));
    }
    /// The first step warms up, unless it is the only one.
    std::vector<double> rates() const {
        std::vector<double> rates;
        for (size_t i = first(); i < m_tokens.size(); ++i) rates.push_back(rate(i, i));
        return rates;
    }
    double overall() const { return m_tokens.empty() ? 0 : rate(first(), m_tokens.size() - 1); }

private:
    size_t first() const { return m_tokens.size() > 1 ? 1 : 0; }
    double rate(size_t from, size_t to) const {
        const double tokens = m_tokens[to] - (from ? m_tokens[from - 1] : 0);
        return tokens / std::max(1e-9, m_seconds[to] - (from ? m_seconds[from - 1] : 0));
    }
    JobSink& m_next;
    std::vector<double> m_tokens, m_seconds; ///< since the start of the run
};

Status trainSteps(WorkArgs args, VerbContext& context) {
    INK_TRY(compute, chooseCompute(context.options, Compute::Auto));
    INK_TRY(backend, chooseBackend(context.options));
    INK_TRY(model, openModel(args.model, context.options));
    INK_TRY(rows, args.length > 0 ? equalRows(*model, args) : rowsOf(args.file));
    const BenchFolder folder;
    args.config.compute = compute;
    args.config.threads = context.options.threads;
    args.config.seed = context.options.seed;
    args.config.maxSteps = args.steps;
    args.config.saveSteps = args.steps;
    args.config.evalFraction = 0;
    StepTimes times(context.sink);
    INK_TRY(summary, train({.model = model,
                            .modelSha256 = "none",
                            .records = std::move(rows),
                            .config = args.config,
                            .folder = folder.path() / "run"},
                           context.stop(), times));
    if (summary.cancelled) return fail(ErrorCode::Cancelled, "stopped");
    report({{"name", "train"},
            {"unit", "tokens/s"},
            {"threads", threadCount(context.options, *backend)},
            {"device", backend->device},
            {"method", args.config.method},
            {"steps", summary.state.step},
            {"tokens", summary.state.tokens},
            {"supervised_tokens", summary.state.supervisedTokens},
            {"loss_last", summary.state.lossLast},
            {"seconds", summary.state.seconds},
            {"peak_rss_bytes", summary.peakRssBytes}},
           args.length > 0 ? times.rates() : std::vector<double>{times.overall()}, {}, context);
    return {};
}

CLI::Option* addRepeats(CLI::App& app, int& repeats) {
    return app.add_option("--repeats", repeats, "Measured rounds; the median counts")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
}

} // namespace

void addBenchWorkVerbs(VerbTable& verbs) {
    const auto forTokens = std::make_shared<WorkArgs>();
    CLI::App& tokens = verbs.add("bench tokenize", "Megabytes of text a second that become token ids",
                                 [forTokens](VerbContext& context) { return tokenize(*forTokens, context); });
    addModelOption(tokens, forTokens->model);
    tokens.add_option("--file", forTokens->file, "A UTF-8 text")->required()->type_name("TEXT");
    addRepeats(tokens, forTokens->repeats);

    const auto forImport = std::make_shared<WorkArgs>();
    CLI::App& imports = verbs.add(
        "bench import", "Megabytes of data a second that enter a project, beside plain prepared inserts",
        [forImport](VerbContext& context) { return import(*forImport, context); });
    imports.add_option("--file", forImport->file, "Data as `data import` takes it")
        ->required()
        ->type_name("FILE");
    addRepeats(imports, forImport->repeats);

    const auto forTraining = std::make_shared<WorkArgs>();
    CLI::App& training =
        verbs.add("bench train", "Tokens a second that a training learns from",
                  [forTraining](VerbContext& context) { return trainSteps(*forTraining, context); });
    addModelOption(training, forTraining->model);
    training.add_option("--data", forTraining->file, "Data as `data import` takes it (default: plain rows)")
        ->type_name("FILE");
    training.add_option("--steps", forTraining->steps, "Optimizer steps")
        ->check(CLI::Range(int64_t(1), int64_t(1) << 20))
        ->capture_default_str();
    training.add_option("--method", forTraining->config.method, "lora or full")->capture_default_str();
    addOptimizerOption(training, forTraining->config.optimizer);
    training.add_option("--batch-tokens", forTraining->config.batchTokens, "Most tokens of a step")
        ->capture_default_str();
    training.add_option("--micro-batch-tokens", forTraining->config.microBatchTokens,
                        "Most tokens of one forward pass (default: 512)");
    training
        .add_option("--recompute", forTraining->config.recomputedBlocks,
                    "Blocks whose activations are made again in the backward pass")
        ->capture_default_str();
    training.add_option("--fit", forTraining->config.fitGigabytes,
                        "Choose how to train so that no more GB of memory are needed");
    training
        .add_option("--length", forTraining->length,
                    "Instead of --data: rows of so many tokens, all of them learned")
        ->check(CLI::Range(int64_t(2), int64_t(1) << 20));
    training.add_option("--rows", forTraining->rows, "Rows of a step, with --length")
        ->check(CLI::Range(int64_t(1), int64_t(1) << 20))
        ->capture_default_str();
}

} // namespace inkstone::cli
