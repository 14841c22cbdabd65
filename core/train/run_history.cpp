#include "core/train/run_history.h"

#include "core/base/json.h"
#include "core/train/checkpoint.h"

#include <sstream>

namespace inkstone {

namespace {

Status forEachLine(const fs::path& file, const std::function<void(const Json&)>& visit) {
    if (!fs::exists(file)) return {};
    INK_TRY(contents, readFile(file, uint64_t(1) << 30));
    std::istringstream lines(contents);
    for (std::string line; std::getline(lines, line);)
        if (const auto json = parseJson(line, file.string()); json && json->is_object()) visit(*json);
    return {};
}

double number(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? found->get<double>() : 0;
}

std::string string(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

TrainMetrics metricsFrom(const Json& json) {
    return {.step = int64_t(number(json, "step")),
            .epoch = number(json, "epoch"),
            .tokens = int64_t(number(json, "tokens")),
            .supervisedTokens = int64_t(number(json, "supervised_tokens")),
            .loss = number(json, "loss"),
            .learningRate = number(json, "lr"),
            .gradNorm = number(json, "grad_norm"),
            .tokensPerSecond = number(json, "tokens_per_second"),
            .seconds = number(json, "seconds"),
            .evalLoss = number(json, "eval_loss"),
            .isEval = json.contains("eval_loss")};
}

} // namespace

Result<RunHistory> readHistory(const fs::path& runFolder) {
    RunHistory history;
    const RunFolder folder(runFolder);
    INK_CHECK(forEachLine(folder.metrics(), [&](const Json& json) {
        const TrainMetrics metrics = metricsFrom(json);
        (metrics.isEval ? history.heldOut : history.train).push_back(metrics);
    }));
    INK_CHECK(forEachLine(folder.samples(), [&](const Json& json) {
        history.answers.push_back(
            {int64_t(number(json, "step")), string(json, "prompt"), string(json, "answer")});
    }));
    return history;
}

} // namespace inkstone
