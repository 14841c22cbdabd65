#include "app/cli/sampling_options.h"

#include "core/base/units.h"

namespace inkstone::cli {

void addSamplingOptions(CLI::App& app, GenerationOptions& options) {
    const std::string group = "Sampling (in this order: penalty, temperature, top-k, top-p, min-p)";
    SamplingOptions& s = options.sampling;
    app.add_option("--max-tokens", options.maxTokens, "The answer's length at most")
        ->check(CLI::Range(int64_t(1), int64_t(1) << 32))
        ->capture_default_str()
        ->group(group);
    app.add_option("--temperature", s.temperature, "0: always the most likely token")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str()
        ->group(group);
    app.add_option("--top-k", s.topK, "Only the k most likely tokens; 0: all")
        ->check(CLI::Range(0, 1 << 30))
        ->capture_default_str()
        ->group(group);
    app.add_option("--top-p", s.topP, "Only the most likely tokens that together reach p; 1: all")
        ->check(CLI::Range(1e-9, 1.0))
        ->capture_default_str()
        ->group(group);
    app.add_option("--min-p", s.minP, "No token less likely than p times the most likely; 0: all")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str()
        ->group(group);
    app.add_option("--repetition-penalty", s.repetitionPenalty, "Divides what was said already; 1: off")
        ->check(CLI::Range(1e-3, 100.0))
        ->capture_default_str()
        ->group(group);
    app.add_option("--repetition-window", s.repetitionWindow, "\"Already\" means the last n tokens; 0: all")
        ->check(CLI::Range(0, 1 << 30))
        ->capture_default_str()
        ->group(group);
    app.add_option("--stop", options.stops, "End the answer before this text; may be given several times")
        ->type_size(1)
        ->allow_extra_args(false)
        ->group(group);
    app.add_flag("--ignore-eos", options.ignoreEos, "End tokens are never drawn: exactly --max-tokens tokens")
        ->group(group);
}

std::string speedLine(const Generation& g) {
    return text("%1 prompt tokens (%2 tokens/s), %3 new (%4 tokens/s)", formatCount(g.promptTokens),
                formatRate(g.prefillRate()), formatCount(g.completionTokens), formatRate(g.decodeRate()))
        .str();
}

} // namespace inkstone::cli
