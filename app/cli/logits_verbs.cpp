// logits, score, reward: the numbers of a forward pass.
#include "app/cli/messages.h"
#include "app/cli/model_options.h"
#include "app/cli/verbs.h"
#include "core/base/units.h"
#include "core/generate/perplexity.h"
#include "core/generate/reward.h"
#include "core/tensor/safetensors.h"

#include <cmath>
#include <numeric>

namespace inkstone::cli {

namespace {

struct LogitsArgs {
    ModelOptions model;
    std::string ids, out;
    bool last = false;
    int top = 10;
};

struct ScoreArgs {
    ModelOptions model;
    std::string file;
    int64_t context = 0, stride = 0;
};

struct RewardArgs {
    ModelOptions model;
    std::string messages;
};

Json rowFacts(int64_t position, std::span<const float> row, int top) {
    const size_t count = std::min(size_t(top), row.size());
    std::vector<TokenId> order(row.size());
    std::iota(order.begin(), order.end(), 0);
    std::partial_sort(order.begin(), order.begin() + ptrdiff_t(count), order.end(),
                      [&](TokenId a, TokenId b) {
                          return row[size_t(a)] != row[size_t(b)] ? row[size_t(a)] > row[size_t(b)] : a < b;
                      });
    const double highest = *std::max_element(row.begin(), row.end());
    double sum = 0;
    for (const float x : row) sum += std::exp(double(x) - highest);
    Json facts{{"position", position}, {"top", Json::array()}, {"logsumexp", highest + std::log(sum)}};
    for (size_t i = 0; i < count; ++i)
        facts["top"].push_back({{"id", order[i]}, {"logit", row[size_t(order[i])]}});
    return facts;
}

void printRow(const Json& row, Console& console) {
    std::string line = "position " + row["position"].dump() + "  logsumexp " + row["logsumexp"].dump() + " ";
    for (const Json& entry : row["top"]) line += "  " + entry["id"].dump() + ": " + entry["logit"].dump();
    console.print(line + "\n");
}

Status saveLogits(const std::string& path, std::span<const float> values, int64_t rows) {
    SafeTensorToWrite tensor{.name = "logits",
                             .type = SafeType::F32,
                             .shape = {rows, int64_t(values.size()) / rows},
                             .data = std::as_bytes(values)};
    return writeSafetensors(path, {std::move(tensor)});
}

Status logits(const LogitsArgs& args, VerbContext& context) {
    INK_TRY(ids, parseIds(args.ids, "--ids"));
    INK_TRY(loaded, loadModel(args.model, Compute::F32, context));
    const int64_t vocabulary = loaded.prepared->config().vocabulary;
    INK_TRY(decoder, Decoder::make(loaded.prepared, loaded.adapter,
                                   {.threads = context.options.threads, .cacheType = loaded.cacheType}));
    Json result{{"vocab", vocabulary}, {"rows", Json::array()}};
    std::vector<float> all;
    const auto each = [&](int64_t first, kernels::TensorView rows) -> Status {
        for (int64_t r = 0; r < rows.rows(); ++r) {
            const std::span<const float> row(rows.row<float>(r), size_t(vocabulary));
            if (!args.out.empty()) all.insert(all.end(), row.begin(), row.end());
            if (args.last && first + r + 1 < int64_t(ids.size())) continue;
            result["rows"].push_back(rowFacts(first + r, row, args.top));
        }
        return {};
    };
    if (args.last && args.out.empty()) {
        INK_CHECK(decoder->feed(ids, context.stop()));
        INK_CHECK(each(int64_t(ids.size()) - 1,
                       kernels::TensorView::matrix(const_cast<float*>(decoder->logits().data()),
                                                   kernels::DType::F32, 1, vocabulary)));
    } else {
        INK_CHECK(decoder->feedAll(ids, each, context.stop()));
    }
    if (!args.out.empty()) INK_CHECK(saveLogits(args.out, all, int64_t(ids.size())));
    for (const Json& row : result["rows"]) printRow(row, context.console);
    context.console.result(result);
    return {};
}

Status score(const ScoreArgs& args, VerbContext& context) {
    INK_TRY(text, readFile(args.file));
    INK_TRY(loaded, loadModel(args.model, Compute::F32, context));
    const PerplexityOptions options{
        .context = args.context, .stride = args.stride, .threads = context.options.threads};
    auto measured =
        measurePerplexity(loaded.prepared, loaded.adapter, text, options, context.stop(), context.sink);
    if (!measured) {
        if (measured.error().where.empty()) measured.error().where = args.file;
        return fail(std::move(measured).error());
    }
    context.console.result({{"tokens", measured->tokens},
                            {"nll", measured->nll},
                            {"perplexity", measured->value()},
                            {"bits_per_byte", measured->bitsPerByte()}});
    char line[160];
    std::snprintf(line, sizeof line, "perplexity %.4f over %s scored tokens, %.4f bits per byte\n",
                  measured->value(), formatCount(measured->tokens).c_str(), measured->bitsPerByte());
    context.console.print(line);
    return {};
}

Status reward(const RewardArgs& args, VerbContext& context) {
    INK_TRY(messages, readMessages(args.messages));
    INK_TRY(loaded, loadModel(args.model, Compute::F32, context));
    INK_TRY(reward,
            rewardOf(loaded.prepared, loaded.adapter, messages, context.options.threads, context.stop()));
    context.console.result({{"reward", reward.score}, {"tokens", reward.tokens}});
    char line[64];
    std::snprintf(line, sizeof line, "reward %.4f\n", reward.score);
    context.console.print(line);
    return {};
}

} // namespace

void addLogitsVerbs(VerbTable& verbs) {
    const auto forward = std::make_shared<LogitsArgs>();
    CLI::App& logitsApp = verbs.add("logits", "Raw logits of a forward pass over token ids",
                                    [forward](VerbContext& context) { return logits(*forward, context); });
    addModelOptions(logitsApp, forward->model);
    addCacheOption(logitsApp, forward->model.cacheType);
    logitsApp.add_option("--ids", forward->ids, "Token ids, as they are (no BOS is added): 1,2,3")
        ->required();
    logitsApp.add_flag("--last", forward->last, "Only the last position");
    logitsApp.add_option("--top", forward->top, "The most likely tokens of each position")
        ->check(CLI::Range(0, 1 << 20))
        ->capture_default_str();
    logitsApp
        .add_option("--out", forward->out,
                    "Write every position to this file: tensor `logits` f32 [n, vocab]")
        ->type_name("FILE.safetensors");

    const auto text = std::make_shared<ScoreArgs>();
    CLI::App& scoreApp = verbs.add("score", "Perplexity of a text",
                                   [text](VerbContext& context) { return score(*text, context); });
    addModelOptions(scoreApp, text->model);
    scoreApp.add_option("--file", text->file, "A UTF-8 text")->required()->type_name("TEXT");
    scoreApp
        .add_option("--context", text->context,
                    "Tokens of a window; default: 2048, or the model's if smaller")
        ->check(CLI::Range(int64_t(2), int64_t(1) << 32));
    scoreApp
        .add_option("--stride", text->stride,
                    "Tokens between the beginnings of windows; default: the context")
        ->check(CLI::Range(int64_t(1), int64_t(1) << 32));

    const auto judged = std::make_shared<RewardArgs>();
    CLI::App& rewardApp = verbs.add("reward", "What a reward model thinks of a conversation",
                                    [judged](VerbContext& context) { return reward(*judged, context); });
    addModelOptions(rewardApp, judged->model);
    rewardApp
        .add_option("--messages", judged->messages, R"(JSON file: [{"role": "user", "content": "..."}, ...])")
        ->required()
        ->type_name("FILE");
}

} // namespace inkstone::cli
