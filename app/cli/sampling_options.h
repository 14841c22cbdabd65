#pragma once
// The flags of generate and chat that say how an answer is drawn.

#include "app/cli/verb.h"
#include "core/generate/generation.h"

namespace inkstone::cli {

/// --max-tokens, --temperature, --top-k, --top-p, --min-p, --repetition-penalty, --stop, --ignore-eos.
void addSamplingOptions(CLI::App& app, GenerationOptions& options);

/// "34 prompt tokens (1,234 tokens/s), 60 new (123 tokens/s)".
std::string speedLine(const Generation& generation);

} // namespace inkstone::cli
