#include "core/train/samples.h"

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/tokenizer/rendered_prompt.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {
/// A row is cut here unless the person says otherwise: longer rows cost memory that few data sets need.
constexpr int64_t defaultLongest = 2048;

Result<TrainingSample> textSample(const std::string& text, const Tokenizer& tokenizer) {
    INK_TRY(ids, tokenizer.encode(text));
    if (tokenizer.eos() >= 0 && (ids.empty() || ids.back() != tokenizer.eos()))
        ids.push_back(tokenizer.eos());
    TrainingSample sample{.ids = std::move(ids)};
    sample.trained.assign(sample.ids.size(), 1);
    return sample;
}

/// Plain text is chunked; a conversation is cut at the end of its answer.
void addSample(std::vector<TrainingSample>& out, TrainingSample sample, bool chunks, int64_t maxLength,
               SampleSet& set) {
    if (int64_t(sample.ids.size()) <= maxLength) {
        if (sample.supervised() > 0)
            out.push_back(std::move(sample));
        else
            ++set.untrainable;
        return;
    }
    if (!chunks) {
        ++set.cut;
        sample.ids.resize(size_t(maxLength));
        sample.trained.resize(size_t(maxLength));
        addSample(out, std::move(sample), false, maxLength, set);
        return;
    }
    for (size_t first = 0; first < sample.ids.size(); first += size_t(maxLength)) {
        const size_t n = std::min(size_t(maxLength), sample.ids.size() - first);
        TrainingSample part{.record = sample.record};
        part.ids.assign(sample.ids.begin() + ptrdiff_t(first), sample.ids.begin() + ptrdiff_t(first + n));
        part.trained.assign(n, 1);
        if (part.supervised() > 0) out.push_back(std::move(part));
    }
}

/// Which records are held out: the marked ones, else a seeded draw.
std::vector<bool> heldOutRows(std::span<const Record> records, const SampleOptions& options) {
    std::vector<bool> held(records.size());
    bool any = false;
    for (size_t i = 0; i < records.size(); ++i) any |= held[i] = records[i].split == Split::Validation;
    if (any || options.evalFraction <= 0 || records.size() < 20) return held;
    const auto count = std::max<int64_t>(1, std::llround(options.evalFraction * double(records.size())));
    const std::vector<int64_t> order = permutation(int64_t(records.size()), options.seed);
    for (int64_t i = 0; i < count; ++i) held[size_t(order[size_t(i)])] = true;
    return held;
}

int64_t longestRow(const std::vector<TrainingSample>& samples) {
    int64_t longest = 1;
    for (const TrainingSample& sample : samples) longest = std::max(longest, int64_t(sample.ids.size()));
    return longest;
}
} // namespace

int64_t TrainingSample::supervised() const {
    return trained.empty() ? 0 : std::count(trained.begin() + 1, trained.end(), uint8_t(1));
}

int64_t SampleSet::tokens() const {
    int64_t sum = 0;
    for (const TrainingSample& sample : train) sum += int64_t(sample.ids.size());
    return sum;
}

int64_t SampleSet::supervisedTokens() const {
    int64_t sum = 0;
    for (const TrainingSample& sample : train) sum += sample.supervised();
    return sum;
}

Result<TrainingSample> makeSample(const Record& record, const Model& model) {
    INK_TRY(tokenizer, requireTokenizer(model));
    if (record.kind == RecordKind::Text) {
        INK_TRY(sample, textSample(record.text, *tokenizer));
        sample.record = record.id;
        return sample;
    }
    ConversationOptions options;
    options.render.addGenerationPrompt = false;
    options.render.tools = toolsJson(record);
    options.withMask = true;
    INK_TRY(prompt, encodeConversation(*tokenizer, *model.chatTemplate(), trainingMessages(record), options));
    return TrainingSample{std::move(prompt.ids), std::move(prompt.trained), record.id};
}

Result<SampleSet> makeSamples(std::span<const Record> records, const Model& model,
                              const SampleOptions& options, std::stop_token stop, JobSink& sink) {
    const double start = monotonicSeconds();
    SampleSet set;
    std::vector<TrainingSample> rows(records.size());
    for (size_t i = 0; i < records.size(); ++i) {
        if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "stopped");
        if (i % 1000 == 0)
            sink.emit(Progress{
                .done = double(i), .total = double(records.size()), .unit = "rows", .stage = "Reading rows"});
        if (!isTrainable(records[i])) continue;
        Result<TrainingSample> sample = makeSample(records[i], model);
        if (sample)
            rows[i] = std::move(*sample);
        else if (set.firstProblem.what.empty())
            set.firstProblem = sample.error();
    }
    const int64_t fitting = std::min({longestRow(rows), defaultLongest, model.config().context});
    const int64_t maxLength =
        options.maxLength > 0 ? std::min(options.maxLength, model.config().context) : fitting;
    const std::vector<bool> held = heldOutRows(records, options);
    for (size_t i = 0; i < rows.size(); ++i)
        addSample(held[i] ? set.heldOut : set.train, std::move(rows[i]), records[i].kind == RecordKind::Text,
                  maxLength, set);
    set.seconds = monotonicSeconds() - start;
    if (!set.train.empty()) return set;
    if (!set.firstProblem.what.empty()) return fail(set.firstProblem);
    return fail(ErrorCode::InvalidArgument, "cannot train", "data set",
                records.empty() ? Text("it is empty") : Text("no row has an answer to learn"),
                "add rows with an assistant's answer, or plain text");
}

} // namespace inkstone
