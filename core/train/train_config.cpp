#include "core/train/train_config.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace inkstone {

Result<Schedule> parseSchedule(const std::string& name) {
    for (Schedule schedule : {Schedule::Constant, Schedule::Linear, Schedule::Cosine})
        if (name == inkstone::name(schedule)) return schedule;
    return fail(ErrorCode::InvalidArgument, "unknown schedule", name, "expected constant, linear or cosine");
}

const char* name(Schedule schedule) {
    switch (schedule) {
    case Schedule::Constant:
        return "constant";
    case Schedule::Linear:
        return "linear";
    case Schedule::Cosine:
        return "cosine";
    }
    return "";
}

Result<Optimizer> parseOptimizer(const std::string& name) {
    for (Optimizer optimizer : {Optimizer::AdamW, Optimizer::AdamW8bit})
        if (name == inkstone::name(optimizer)) return optimizer;
    return fail(ErrorCode::InvalidArgument, "unknown optimizer", name, "expected adamw or adamw_8bit");
}

const char* name(Optimizer optimizer) { return optimizer == Optimizer::AdamW ? "adamw" : "adamw_8bit"; }

Status checkConfig(const TrainConfig& c) {
    const auto wrong = [](const char* setting, Text why) -> Status {
        return fail(ErrorCode::InvalidArgument, "cannot train", setting, std::move(why));
    };
    if (c.method != loraMethod && c.method != fullMethod)
        return fail(ErrorCode::Unsupported, "cannot train", "method",
                    text("%1 is not a method of this version", c.method), "use lora or full");
    const struct {
        const char* setting;
        double value, least, most;
    } ranges[] = {
        {"learning rate", c.learningRate, 0, 1},
        {"epochs", c.epochs, 0, 100000},
        {"warm-up", c.warmup, 0, 1e9},
        {"weight decay", c.weightDecay, 0, 10},
        {"clip", c.clip, 0, 1e9},
        {"held-out fraction", c.evalFraction, 0, 0.9},
        {"dropout", double(c.lora.dropout), 0, 0.999},
        {"rank", double(c.lora.rank), 1, 1024},
        {"batch tokens", double(c.batchTokens), 1, 1e9},
        {"max length", double(c.maxLength), 0, 1e9},
        {"max steps", double(c.maxSteps), 0, 1e12},
        {"save steps", double(c.saveSteps), 0, 1e12},
        {"micro-batch tokens", double(c.microBatchTokens), 0, 1e9},
        {"recomputed blocks", double(c.recomputedBlocks), 0, 1e6},
        {"memory to fit into", c.fitGigabytes, 0, 1e6},
    };
    for (const auto& [setting, value, least, most] : ranges)
        if (!(value >= least && value <= most))
            return wrong(setting, text("%1 is not between %2 and %3", value, least, most));
    if (!std::isfinite(c.lora.alpha)) return wrong("alpha", "it is not a number");
    return {};
}

namespace {

Json modulesJson(const LoraConfig& lora) {
    Json modules = Json::array();
    for (const LoraModule& module : lora.modules) modules.push_back({module.rank, module.alpha});
    return modules;
}

Status readModules(const JsonReader& reader, LoraConfig& lora) {
    if (!reader.has("modules")) return {};
    INK_TRY(modules, reader.array("modules"));
    for (const Json& module : *modules) {
        const bool pair = module.is_array() && module.size() == 2 && module[0].is_number_integer() &&
                          module[1].is_number();
        if (!pair)
            return fail(ErrorCode::Corrupt, "cannot train", reader.where() + ": modules",
                        text("%1 is no rank and alpha", module.dump()));
        lora.modules.push_back({module[0].get<int>(), module[1].get<float>()});
    }
    return {};
}

} // namespace

Json toJson(const TrainConfig& c) {
    Json targets = Json::array();
    for (Linear linear : allLinears)
        if (c.lora.targeted(linear)) targets.push_back(moduleName(linear));
    Json json{{"method", c.method},
            {"rank", c.lora.rank},
            {"alpha", c.lora.alpha},
            {"dropout", c.lora.dropout},
            {"rslora", c.lora.rankStabilised},
            {"targets", targets},
            {"learning_rate", c.learningRate},
            {"epochs", c.epochs},
            {"max_steps", c.maxSteps},
            {"batch_tokens", c.batchTokens},
            {"max_length", c.maxLength},
            {"warmup", c.warmup},
            {"schedule", name(c.schedule)},
            {"optimizer", name(c.optimizer)},
            {"weight_decay", c.weightDecay},
            {"clip", c.clip},
            {"save_steps", c.saveSteps},
            {"keep_checkpoints", c.keepCheckpoints},
            {"eval_fraction", c.evalFraction},
            {"eval_steps", c.evalSteps},
            {"micro_batch_tokens", c.microBatchTokens},
            {"recomputed_blocks", c.recomputedBlocks},
            {"fit_gigabytes", c.fitGigabytes},
            {"seed", c.seed},
            {"shuffle", c.shuffle},
            {"compute", name(c.compute)},
            {"threads", c.threads},
            {"pinned_prompts", c.pinnedPrompts},
            {"sample_steps", c.sampleSteps}};
    if (!c.lora.modules.empty()) json["modules"] = modulesJson(c.lora);
    return json;
}

Result<TrainConfig> trainConfigFromJson(const Json& json, const std::string& where) {
    const JsonReader reader(json, where);
    const TrainConfig fallback;
    TrainConfig c;
    const auto number = [&](const char* key, auto& target) -> Status {
        INK_TRY(value, reader.number(key, double(target)));
        target = std::remove_reference_t<decltype(target)>(value);
        return {};
    };
    INK_TRY(method, reader.string("method", fallback.method));
    c.method = method;
    INK_CHECK(number("rank", c.lora.rank));
    INK_CHECK(number("alpha", c.lora.alpha));
    INK_CHECK(number("dropout", c.lora.dropout));
    INK_TRY(stabilised, reader.boolean("rslora", false));
    c.lora.rankStabilised = stabilised;
    if (reader.has("targets")) {
        INK_TRY(names, reader.strings("targets"));
        for (Linear linear : allLinears)
            c.lora.targets[size_t(linear)] =
                std::find(names.begin(), names.end(), moduleName(linear)) != names.end();
    }
    INK_CHECK(readModules(reader, c.lora));
    INK_CHECK(number("learning_rate", c.learningRate));
    INK_CHECK(number("epochs", c.epochs));
    INK_CHECK(number("max_steps", c.maxSteps));
    INK_CHECK(number("batch_tokens", c.batchTokens));
    INK_CHECK(number("max_length", c.maxLength));
    INK_CHECK(number("warmup", c.warmup));
    INK_TRY(scheduleName, reader.string("schedule", name(fallback.schedule)));
    INK_TRY(schedule, parseSchedule(scheduleName));
    c.schedule = schedule;
    INK_TRY(optimizerName, reader.string("optimizer", name(fallback.optimizer)));
    INK_TRY(optimizer, parseOptimizer(optimizerName));
    c.optimizer = optimizer;
    INK_CHECK(number("weight_decay", c.weightDecay));
    INK_CHECK(number("clip", c.clip));
    INK_CHECK(number("save_steps", c.saveSteps));
    INK_CHECK(number("keep_checkpoints", c.keepCheckpoints));
    INK_CHECK(number("eval_fraction", c.evalFraction));
    INK_CHECK(number("eval_steps", c.evalSteps));
    INK_CHECK(number("micro_batch_tokens", c.microBatchTokens));
    INK_CHECK(number("recomputed_blocks", c.recomputedBlocks));
    INK_CHECK(number("fit_gigabytes", c.fitGigabytes));
    INK_TRY(seed, reader.integerOr("seed", int64_t(fallback.seed)));
    c.seed = uint64_t(seed);
    INK_TRY(shuffle, reader.boolean("shuffle", true));
    c.shuffle = shuffle;
    INK_TRY(computeName, reader.string("compute", "auto"));
    INK_TRY(compute, parseCompute(computeName));
    c.compute = compute;
    INK_CHECK(number("threads", c.threads));
    if (reader.has("pinned_prompts")) {
        INK_TRY(prompts, reader.strings("pinned_prompts"));
        c.pinnedPrompts = prompts;
    }
    INK_CHECK(number("sample_steps", c.sampleSteps));
    INK_CHECK(checkConfig(c));
    return c;
}

double learningRate(const TrainConfig& c, int64_t step, int64_t total) {
    const double warmup = c.warmup < 1 ? std::ceil(c.warmup * double(total)) : c.warmup;
    if (double(step) <= warmup && warmup > 0) return c.learningRate * double(step) / warmup;
    if (c.schedule == Schedule::Constant || double(total) <= warmup) return c.learningRate;
    // The first step after warm-up has the full rate, the last one still moves.
    const double done = (double(step) - 1 - warmup) / std::max(1.0, double(total) - warmup);
    if (c.schedule == Schedule::Linear) return c.learningRate * (1 - done);
    return c.learningRate * 0.5 * (1 + std::cos(std::numbers::pi * done));
}

} // namespace inkstone
