#pragma once
// Every choice of a training run, with the meanings of CLI.md. Zero or empty means "choose for me";
// resolved() says what was chosen, so that a run's config.json holds no riddles.

#include "core/base/json.h"
#include "core/model/lora.h"
#include "core/model/prepared_model.h"

#include <string>
#include <vector>

namespace inkstone {

enum class Schedule : uint8_t { Constant, Linear, Cosine };

/// AdamW with moments in F32, or in 8 bits (kernels/moments8.h): a quarter of their memory.
enum class Optimizer : uint8_t { AdamW, AdamW8bit };

/// Values of TrainConfig::method: an adapter, or all weights.
constexpr const char *loraMethod = "lora", *fullMethod = "full";

struct TrainConfig {
    std::string method = loraMethod;
    LoraConfig lora;            ///< of the LoRA method
    double learningRate = 0;    ///< 0: 3e-4 below a billion parameters, 2e-4 above; full: 5e-5, 1e-5
    double epochs = 0;          ///< 0: 3, or as many as give about 100 steps, at most 8
    int64_t maxSteps = 0;       ///< wins over epochs when set
    int64_t batchTokens = 1024; ///< all tokens of an optimizer step; rows are never split over steps
    int64_t maxLength = 0;      ///< tokens of a row; 0: the longest row, at most 2048 and the context
    double warmup = 0.03;       ///< below 1 a ratio of all steps, else steps
    Schedule schedule = Schedule::Cosine;
    Optimizer optimizer = Optimizer::AdamW;
    double weightDecay = 0, clip = 1, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    int64_t saveSteps = 0; ///< 0: ten checkpoints a run, at least 20 steps apart
    int64_t keepCheckpoints = 3;
    double evalFraction = 0.05;   ///< used when no row is marked as validation
    int64_t evalSteps = 0;        ///< 0: eight times a run
    int64_t microBatchTokens = 0; ///< most tokens of one forward pass; 0: 512, memory permitting
    int64_t recomputedBlocks = 0; ///< blocks whose activations backward makes again: less memory, more time
    double fitGigabytes = 0; ///< 0: no limit; else micro-batch, recomputed blocks and arithmetic are chosen
                             ///< so that the run needs no more (memory_plan.h)
    uint64_t seed = 42;
    bool shuffle = true;
    Compute compute = Compute::Auto;
    int threads = 0;
    std::vector<std::string> pinnedPrompts; ///< answered every sampleSteps
    int64_t sampleSteps = 0;                ///< 0: with every evaluation
};

/// Refuses values that make no sense, naming the setting.
Status checkConfig(const TrainConfig& config);
Json toJson(const TrainConfig& config);
Result<TrainConfig> trainConfigFromJson(const Json& json, const std::string& where);

Result<Schedule> parseSchedule(const std::string& name);
const char* name(Schedule schedule);
Result<Optimizer> parseOptimizer(const std::string& name); ///< adamw, adamw_8bit
const char* name(Optimizer optimizer);
/// Learning rate of step 1..total: linear warm-up, then the schedule down to 0 at the end.
double learningRate(const TrainConfig& config, int64_t step, int64_t total);

} // namespace inkstone
