// bench decode, bench prefill, bench kl: the engine measured in this process.
#include "app/cli/model_options.h"
#include "app/cli/verbs.h"
#include "core/base/units.h"
#include "core/generate/divergence.h"
#include "core/generate/speed.h"

namespace inkstone::cli {

namespace {

struct BenchArgs {
    ModelOptions model;
    SpeedOptions speed;
    std::string file;
    int64_t tokens = 512;
};

Json facts(const char* what, double value, const char* unit, const PreparedModel& model,
           const CommonOptions& options) {
    return {{"name", what},
            {"value", value},
            {"unit", unit},
            {"threads", threadCount(options, model.backend())},
            {"device", model.backend().device},
            {"limit", nullptr},
            {"fraction_of_limit", nullptr},
            {"backend", model.backend().name},
            {"compute", name(model.compute())},
            {"model", model.model().path().filename().string()}};
}

void reportSpeed(const Json& facts, Console& console) {
    console.result(facts);
    std::string line = facts["name"].get<std::string>() + ": " + formatRate(facts["value"].get<double>()) +
                       " " + facts["unit"].get<std::string>();
    if (facts["limit"].is_number())
        line += ", " + formatPercent(facts["fraction_of_limit"].get<double>()) + " of " +
                formatRate(facts["limit"].get<double>()) + " that the memory allows";
    console.print(line + "  (" + facts["device"].get<std::string>() + ", " + facts["threads"].dump() +
                  " threads, " + facts["compute"].get<std::string>() + ")\n");
}

Status decode(BenchArgs args, VerbContext& context) {
    args.speed.threads = context.options.threads;
    INK_TRY(loaded, loadModel(args.model, Compute::Auto, context));
    const PreparedModel& model = *loaded.prepared;
    args.speed.cacheType = loaded.cacheType;
    INK_TRY(speed, measureDecode(loaded.prepared, args.speed, context.stop(), context.sink));
    Json result = facts("decode", speed.tokensPerSecond, "tokens/s", model, context.options);
    result["runs"] = speed.all;
    if (model.backend().name != "cuda") {
        const uint64_t bytes = decodedBytesPerToken(model, args.speed);
        const double limit = measureReadSpeed(threadCount(context.options, model.backend())) / double(bytes);
        result["limit"] = limit;
        result["fraction_of_limit"] = speed.tokensPerSecond / limit;
        result["bytes_per_token"] = bytes;
    }
    reportSpeed(result, context.console);
    return {};
}

Status prefill(BenchArgs args, VerbContext& context) {
    args.speed.threads = context.options.threads;
    INK_TRY(loaded, loadModel(args.model, Compute::Auto, context));
    args.speed.cacheType = loaded.cacheType;
    INK_TRY(speed, measurePrefill(loaded.prepared, args.speed, context.stop(), context.sink));
    Json result = facts("prefill", speed.tokensPerSecond, "tokens/s", *loaded.prepared, context.options);
    result["runs"] = speed.all;
    reportSpeed(result, context.console);
    return {};
}

/// The fast arithmetic against the exact one, on a text.
Status kl(const BenchArgs& args, VerbContext& context) {
    INK_TRY(text, readFile(args.file));
    INK_TRY(fast, loadModel(args.model, Compute::Auto, context));
    INK_TRY(tokenizer, requireTokenizer(fast.prepared->model()));
    INK_TRY(ids, tokenizer->encode(text));
    ids.resize(std::min(ids.size(), size_t(std::min(args.tokens, fast.prepared->config().context))));
    INK_TRY(exact, PreparedModel::make(fast.prepared->shared(), {.backend = &fast.prepared->backend(),
                                                                 .compute = Compute::F32,
                                                                 .threads = context.options.threads,
                                                                 .stop = context.stop()}));
    INK_TRY(divergence,
            measureDivergence({exact}, {fast.prepared}, ids, context.stop(), context.sink, fast.cacheType));
    Json result = facts("kl", divergence.mean, "nats", *fast.prepared, context.options);
    result["tokens"] = divergence.tokens;
    result["kl_mean"] = divergence.mean;
    result["kl_max"] = divergence.max;
    result["top1_agree"] = divergence.top1Agreement;
    context.console.result(result);
    char line[200];
    std::snprintf(line, sizeof line,
                  "KL from f32: mean %.3e, worst %.3e nats, same best token at %s of %s positions (%s)\n",
                  divergence.mean, divergence.max, formatPercent(divergence.top1Agreement).c_str(),
                  formatCount(divergence.tokens).c_str(), name(fast.prepared->compute()));
    context.console.print(line);
    return {};
}

CLI::App& addSpeedVerb(VerbTable& verbs, const char* path, const char* summary,
                       std::shared_ptr<BenchArgs> args, Status (*run)(BenchArgs, VerbContext&)) {
    CLI::App& app =
        verbs.add(path, summary, [args, run](VerbContext& context) { return run(*args, context); });
    addModelOption(app, args->model.model);
    addCacheOption(app, args->model.cacheType);
    app.add_option("--depth", args->speed.depth, "Tokens in the cache before")
        ->check(CLI::Range(int64_t(0), int64_t(1) << 32))
        ->capture_default_str();
    app.add_option("--repeats", args->speed.repeats, "Measured rounds after a warm-up; the median counts")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    return app;
}

} // namespace

void addBenchVerbs(VerbTable& verbs) {
    verbs.describeGroup("bench", "The engine's own measurements, with the machine's facts");

    const auto forDecode = std::make_shared<BenchArgs>();
    addSpeedVerb(verbs, "bench decode",
                 "Tokens per second when answering; the limit is reading all weights once a token", forDecode,
                 decode)
        .add_option("--tokens", forDecode->speed.answer, "Decoded tokens of a round")
        ->check(CLI::Range(int64_t(1), int64_t(1) << 32))
        ->capture_default_str();

    const auto forPrefill = std::make_shared<BenchArgs>();
    addSpeedVerb(verbs, "bench prefill", "Tokens per second when reading a prompt", forPrefill, prefill)
        .add_option("--tokens", forPrefill->speed.prompt, "Tokens of the prompt")
        ->check(CLI::Range(int64_t(1), int64_t(1) << 32))
        ->capture_default_str();

    const auto forKl = std::make_shared<BenchArgs>();
    CLI::App& app = verbs.add("bench kl", "Mean KL divergence of --compute (default auto) from f32 on a text",
                              [forKl](VerbContext& context) { return kl(*forKl, context); });
    addModelOption(app, forKl->model.model);
    addCacheOption(app, forKl->model.cacheType);
    app.add_option("--file", forKl->file, "A UTF-8 text")->required()->type_name("TEXT");
    app.add_option("--tokens", forKl->tokens, "Its first tokens")
        ->check(CLI::Range(int64_t(1), int64_t(1) << 32))
        ->capture_default_str();
}

} // namespace inkstone::cli
