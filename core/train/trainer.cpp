#include "core/train/trainer.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/memory.h"
#include "core/base/phrase.h"
#include "core/generate/generation.h"
#include "core/model/catalogue.h"
#include "core/train/full_engine.h"
#include "core/train/lora_engine.h"
#include "core/train/memory_plan.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {

/// Steps in a row whose numbers may break before the run gives up.
constexpr int64_t mostBrokenSteps = 5;

class Run {
public:
    Run(TrainRequest request, std::stop_token stop, JobSink& sink)
        : m_request(std::move(request)), m_folder(m_request.folder), m_stop(std::move(stop)), m_sink(sink) {}

    Result<TrainSummary> operator()();

private:
    Status claimFolder();
    Status begin();
    Status checkWeights();
    Status readSamples();
    Status makeItFit();
    Status prepareModel();
    Status describe();
    Status restore();
    Status loop();
    Status oneStep(int64_t number);
    Status evaluate(int64_t number);
    Status answerPinned(int64_t number);
    Status saveCheckpoint();
    Status saveResult();
    Result<std::unique_ptr<TrainingEngine>> makeEngine(const PrepareOptions& options);
    Result<LoraAdapter> firstAdapter() const;
    std::string fingerprint() const;
    void warn(Text message);
    void tellProgress(double rate);
    bool due(int64_t number, int64_t every) const {
        return every > 0 && (number % every == 0 || number == m_plan->steps());
    }

    TrainRequest m_request;
    RunFolder m_folder;
    std::stop_token m_stop;
    JobSink& m_sink;

    TrainConfig m_config; ///< resolved
    SampleSet m_samples;
    std::optional<BatchPlan> m_plan;
    std::unique_ptr<TrainingEngine> m_engine;
    std::optional<MetricsLog> m_metrics, m_answers;
    TrainState m_state;
    int64_t m_savedStep = -1;
    int64_t m_brokenInARow = 0;
    bool m_cancelled = false;
    TrainSummary m_summary;
};

Result<TrainSummary> Run::operator()() {
    INK_CHECK(checkConfig(m_request.config));
    INK_CHECK(claimFolder());
    if (const Status ready = begin(); !ready) {
        std::error_code ignored;
        fs::remove(m_folder.path(), ignored); // only while it is empty
        return fail(ready.error());
    }
    INK_CHECK(restore());
    INK_CHECK(loop());
    INK_CHECK(saveCheckpoint());
    INK_CHECK(saveResult());
    m_summary.run = m_folder.path().filename().string();
    m_summary.state = m_state;
    m_summary.totalSteps = m_plan->steps();
    m_summary.cancelled = m_cancelled;
    m_summary.cut = m_samples.cut;
    m_summary.untrainable = m_samples.untrainable;
    m_summary.tokensPerSecond = m_state.seconds > 0 ? double(m_state.tokens) / m_state.seconds : 0;
    m_summary.peakRssBytes = peakResidentBytes();
    return m_summary;
}

Status Run::begin() {
    INK_CHECK(checkWeights());
    INK_CHECK(readSamples());
    INK_CHECK(prepareModel());
    return describe();
}

/// Nothing can be learned over weights that are not numbers.
Status Run::checkWeights() {
    INK_TRY(found, m_request.model->nonFinite(m_stop));
    m_request.model->releasePages(); // packing reads them again, piece by piece
    if (found.count == 0) return {};
    return fail(ErrorCode::Corrupt, "cannot train",
                m_request.model->path().string() + ": tensor " + found.firstTensor,
                text("%1 of the weights are not finite numbers, the first of them here", found.count),
                "get the model again, or choose another one");
}

Status Run::claimFolder() {
    const std::string name = m_folder.path().filename().string();
    if (m_request.resume && !m_folder.exists())
        return fail(ErrorCode::NotFound, "cannot resume the run", m_folder.path().string(),
                    "there is no run in it", "leave out --resume to start it");
    if (!m_request.resume && m_folder.exists())
        return fail(ErrorCode::InvalidArgument, "cannot start the run", m_folder.path().string(),
                    "there is a run of this name already", "choose another name, or resume it");
    return makeFolder(m_folder.path());
}

Status Run::readSamples() {
    const SampleOptions options{.maxLength = m_request.config.maxLength,
                                .evalFraction = m_request.config.evalFraction,
                                .seed = m_request.config.seed};
    INK_TRY(samples, makeSamples(m_request.records, *m_request.model, options, m_stop, m_sink));
    m_samples = std::move(samples);
    m_request.records = {};
    returnFreeMemory();
    if (m_samples.cut) warn(text("%1 rows are cut at the maximum length", m_samples.cut));
    if (m_samples.untrainable)
        warn(text("%1 rows are left out: they have no answer to learn", m_samples.untrainable));
    m_config = resolved(m_request.config, m_samples, m_request.model->config());
    INK_CHECK(makeItFit());
    m_plan.emplace(batchPlan(m_config, m_samples));
    return {};
}

/// Chooses what the limit on memory leaves open; a resumed run keeps to what it chose at its start.
Status Run::makeItFit() {
    if (m_config.fitGigabytes <= 0) return {};
    if (m_request.resume) {
        INK_TRY(facts, m_folder.readFacts());
        const std::string where = (m_folder.path() / "run.json").string();
        INK_TRY(began, trainConfigFromJson(facts.value("config", Json::object()), where));
        m_config.microBatchTokens = began.microBatchTokens;
        m_config.recomputedBlocks = began.recomputedBlocks;
        m_config.compute = began.compute;
        m_config.optimizer = began.optimizer;
        return {};
    }
    INK_TRY(plan, planTraining(m_request.model, m_samples, m_request.config));
    m_config = plan.config;
    m_sink.emit(LogLine{plan.choice});
    returnFreeMemory();
    return {};
}

Status Run::prepareModel() {
    PrepareOptions options{.compute = m_config.compute,
                           .purpose = Purpose::Training,
                           .threads = m_config.threads,
                           .progress =
                               [this](double part) {
                                   m_sink.emit(
                                       Progress{.done = part, .total = 1, .stage = "Preparing weights"});
                               },
                           .stop = m_stop};
    INK_TRY(engine, makeEngine(options));
    m_engine = std::move(engine);
    if (m_request.modelSha256.empty()) {
        INK_TRY(hash, modelSha256(m_request.model->path(), m_stop));
        m_request.modelSha256 = hash;
    }
    return {};
}

Result<std::unique_ptr<TrainingEngine>> Run::makeEngine(const PrepareOptions& options) {
    if (m_config.method == fullMethod) {
        if (!m_request.initAdapter.empty())
            return fail(ErrorCode::InvalidArgument, "cannot train", m_request.initAdapter.string(),
                        "an adapter is no start for training all weights",
                        "merge it into the model first, or train with LoRA");
        INK_CHECK(FullEngine::checkSavable(*m_request.model));
        INK_TRY(engine, FullEngine::make(*m_request.model, options, m_config));
        return std::unique_ptr<TrainingEngine>(std::move(engine));
    }
    const PrepareModel& prepare = m_request.prepare;
    INK_TRY(prepared,
            prepare ? prepare(m_request.model, options) : PreparedModel::make(m_request.model, options));
    INK_TRY(adapter, firstAdapter());
    m_config.lora = adapter.config();
    return std::make_unique<LoraEngine>(std::move(prepared), std::move(adapter), m_config);
}

Result<LoraAdapter> Run::firstAdapter() const {
    LoraConfig lora = m_config.lora;
    lora.baseModel = m_request.model->path().string();
    if (m_request.initAdapter.empty())
        return LoraAdapter::make(m_request.model->config(), lora, m_config.seed);
    INK_TRY(adapter, LoraAdapter::load(m_request.initAdapter, m_request.model->config()));
    return adapter;
}

/// Whatever changes the numbers of a step; thread count and checkpoints do not.
std::string Run::fingerprint() const {
    Json config = toJson(m_config);
    for (const char* key : {"threads", "save_steps", "keep_checkpoints", "eval_steps", "sample_steps",
                            "pinned_prompts", "recomputed_blocks", "fit_gigabytes"})
        config.erase(key);
    if (m_config.optimizer == Optimizer::AdamW) config.erase("optimizer"); // older runs do not name it
    Sha256 hash;
    hash.update(dumpJson(config, -1));
    hash.update(m_request.modelSha256);
    for (const auto* set : {&m_samples.train, &m_samples.heldOut})
        for (const TrainingSample& sample : *set) {
            hash.update(std::as_bytes(std::span(sample.ids)));
            hash.update(std::as_bytes(std::span(sample.trained)));
        }
    return hash.hex();
}

Status Run::describe() {
    if (m_request.resume) return {};
    Json facts = m_request.facts;
    facts["format"] = 1;
    facts["run"] = m_folder.path().filename().string();
    facts["model"] = {{"name", m_request.model->config().name},
                      {"file", m_request.model->path().filename().string()},
                      {"path", fs::absolute(m_request.model->path()).string()},
                      {"sha256", m_request.modelSha256}};
    facts["config"] = toJson(m_config);
    facts["steps"] = m_plan->steps();
    facts["train_rows"] = m_samples.train.size();
    facts["held_out_rows"] = m_samples.heldOut.size();
    facts["backend"] = m_engine->model().backend().name;
    facts["created"] = isoTime(unixMilliseconds());
    return m_folder.writeFacts(facts);
}

Status Run::restore() {
    if (m_request.resume) {
        std::vector<Text> warnings;
        INK_TRY(state, m_folder.load(*m_engine, fingerprint(), warnings));
        for (Text& warning : warnings) warn(std::move(warning));
        if (state) {
            m_state = *state;
            m_savedStep = m_state.step;
            m_sink.emit(LogLine{text("Resumed after step %1 of %2: weights, optimizer and order restored",
                                     m_state.step, m_plan->steps())});
        } else {
            warn("No complete checkpoint was found, the run starts at its first step");
        }
    }
    INK_TRY(log, MetricsLog::open(m_folder.metrics(), m_state.step));
    INK_TRY(answers, MetricsLog::open(m_folder.samples(), m_state.step));
    m_metrics.emplace(std::move(log));
    m_answers.emplace(std::move(answers));
    return {};
}

Status Run::loop() {
    for (int64_t number = m_state.step + 1; number <= m_plan->steps(); ++number) {
        INK_CHECK(oneStep(number));
        if (m_cancelled) return {};
        INK_CHECK(requireIntact(*m_request.model));
        if (due(number, m_config.evalSteps)) INK_CHECK(evaluate(number));
        if (due(number, m_config.sampleSteps)) INK_CHECK(answerPinned(number));
        const bool asked = m_request.control && m_request.control->saveNow.exchange(false);
        if (asked || due(number, m_config.saveSteps)) INK_CHECK(saveCheckpoint());
        if (m_stop.stop_requested()) {
            m_cancelled = number < m_plan->steps();
            return {};
        }
    }
    return {};
}

Status Run::oneStep(int64_t number) {
    const double start = monotonicSeconds();
    const StepRows& rows = m_plan->step(number);
    const double rate = learningRate(m_config, number, m_plan->steps());
    const auto step = m_engine->step({m_samples.train, rows.rows}, number, rate, m_stop);
    if (!step) {
        m_cancelled = true;
        return {};
    }
    const double seconds = monotonicSeconds() - start;
    m_state.step = number;
    m_state.tokens += step->tokens;
    m_state.supervisedTokens += step->supervised;
    m_state.seconds += seconds;
    if (!step->finite) {
        ++m_state.skippedSteps;
        warn(text("step %1 was left out: its loss or gradient is not a number (first record: %2)", number,
                  m_samples.train[size_t(rows.rows.front())].record));
        if (++m_brokenInARow >= mostBrokenSteps)
            return fail(ErrorCode::Corrupt, "the training stopped", m_folder.path().filename().string(),
                        text("%1 steps in a row had a loss or gradient that is not a number", m_brokenInARow),
                        "lower the learning rate, or look at the rows named in the log");
        return {};
    }
    m_brokenInARow = 0;
    if (number - m_state.skippedSteps == 1) m_state.lossFirst = step->loss;
    m_state.lossLast = step->loss;
    const TrainMetrics metrics{.step = number,
                               .totalSteps = m_plan->steps(),
                               .epoch = rows.epoch,
                               .tokens = m_state.tokens,
                               .supervisedTokens = m_state.supervisedTokens,
                               .loss = step->loss,
                               .learningRate = rate,
                               .gradNorm = step->gradNorm,
                               .tokensPerSecond = double(step->tokens) / std::max(seconds, 1e-9),
                               .seconds = m_state.seconds};
    m_sink.emit(metrics);
    tellProgress(double(m_state.tokens) / std::max(m_state.seconds, 1e-9));
    return m_metrics->append({{"step", number},
                              {"epoch", rows.epoch},
                              {"tokens", metrics.tokens},
                              {"supervised_tokens", metrics.supervisedTokens},
                              {"loss", metrics.loss},
                              {"lr", rate},
                              {"grad_norm", metrics.gradNorm},
                              {"tokens_per_second", metrics.tokensPerSecond},
                              {"seconds", metrics.seconds}});
}

Status Run::evaluate(int64_t number) {
    const auto loss = m_engine->evaluate(m_samples.heldOut, m_stop);
    if (!loss) return {};
    m_state.evalLoss = *loss;
    m_sink.emit(
        TrainMetrics{.step = number, .epoch = m_plan->step(number).epoch, .evalLoss = *loss, .isEval = true});
    return m_metrics->append({{"step", number}, {"eval_loss", *loss}});
}

Status Run::answerPinned(int64_t number) {
    if (m_config.pinnedPrompts.empty()) return {};
    // A new one each time: a cache would hold answers of older weights.
    m_engine->arena().trim(); // the answers get the room of the activations
    INK_TRY(generator, Generator::make(m_engine->sharedModel(), m_engine->sharedAdapter(),
                                       {.capacity = pinnedContext, .threads = m_config.threads}));
    auto& prompts = m_config.pinnedPrompts;
    for (auto at = prompts.begin(); at != prompts.end();) {
        const std::string& prompt = *at;
        INK_TRY(rendered, chatPrompt(*m_request.model, {{.role = "user", .content = prompt, .extra = {}}}));
        NullSink quiet;
        const auto answer =
            generator->generate(rendered.ids, {.maxTokens = pinnedAnswerTokens}, m_stop, quiet);
        if (!answer) { // what it learns is worth more than one of its answers
            warn(text("a prompt is not answered during the run: %1", phrase(answer.error().what)));
            at = prompts.erase(at);
            continue;
        }
        if (answer->finish == FinishReason::Cancelled) return {};
        std::string words = answer->text;
        if (answer->finish == FinishReason::Length) // the last token may have been half a character
            while (words.ends_with("\uFFFD")) words.erase(words.size() - 3);
        m_sink.emit(SampleAnswer{number, prompt, words});
        INK_CHECK(m_answers->append({{"step", number}, {"prompt", prompt}, {"answer", words}}));
        ++at;
    }
    return {};
}

Status Run::saveCheckpoint() {
    if (m_state.step == m_savedStep || m_state.step == 0) return {};
    INK_CHECK(m_metrics->sync());
    INK_CHECK(m_folder.save(m_state, *m_engine, fingerprint(), m_config.keepCheckpoints));
    m_savedStep = m_state.step;
    return {};
}

/// The result, also of a stopped run: what was learned so far can be tried at once.
Status Run::saveResult() {
    if (m_state.step == 0) return {};
    const fs::path target = fs::absolute(m_folder.path() / m_engine->resultName());
    INK_CHECK(m_engine->saveResult(target, m_state.step));
    (m_config.method == fullMethod ? m_summary.model : m_summary.adapter) = target;
    return {};
}

void Run::warn(Text message) {
    m_sink.emit(LogLine{message, true});
    m_summary.warnings.push_back(std::move(message));
}

void Run::tellProgress(double rate) {
    const double left = double(m_plan->tokens() - m_state.tokens) / std::max(rate, 1e-9);
    m_sink.emit(Progress{.done = double(m_state.tokens),
                         .total = double(m_plan->tokens()),
                         .unit = "tokens",
                         .perSecond = rate,
                         .secondsLeft = left,
                         .stage = "Training"});
}

std::vector<int64_t> lengths(const std::vector<TrainingSample>& samples) {
    std::vector<int64_t> out;
    out.reserve(samples.size());
    for (const TrainingSample& sample : samples) out.push_back(int64_t(sample.ids.size()));
    return out;
}

} // namespace

TrainConfig resolved(TrainConfig c, const SampleSet& samples, const ModelConfig& model) {
    if (c.learningRate == 0) {
        const bool small = model.parameters() < 1'000'000'000;
        c.learningRate = c.method == fullMethod ? (small ? 5e-5 : 1e-5) : (small ? 3e-4 : 2e-4);
    }
    const std::vector<int64_t> all = lengths(samples.train);
    if (c.maxLength == 0) c.maxLength = *std::max_element(all.begin(), all.end());
    if (c.epochs == 0) {
        // Small sets need more passes: about 100 steps, at most 8 epochs, never fewer than 3.
        const int64_t perEpoch = BatchPlan::stepsPerEpoch(
            all, {.batchTokens = c.batchTokens, .shuffle = c.shuffle, .seed = c.seed});
        c.epochs = std::clamp(std::ceil(100.0 / double(perEpoch)), 3.0, 8.0);
    }
    const int64_t steps = batchPlan(c, samples).steps();
    if (c.saveSteps == 0) c.saveSteps = std::max<int64_t>(20, steps / 10);
    if (c.evalSteps == 0) c.evalSteps = std::max<int64_t>(1, steps / 8);
    if (c.sampleSteps == 0) c.sampleSteps = c.evalSteps;
    if (c.microBatchTokens == 0) c.microBatchTokens = defaultMicroBatchTokens;
    return c;
}

BatchPlan batchPlan(const TrainConfig& c, const SampleSet& samples) {
    return BatchPlan(lengths(samples.train),
                     {.batchTokens = c.batchTokens, .shuffle = c.shuffle, .seed = c.seed}, c.epochs,
                     c.maxSteps);
}

Result<TrainSummary> train(TrainRequest request, std::stop_token stop, JobSink& sink) {
    return Run(std::move(request), std::move(stop), sink)();
}

} // namespace inkstone
