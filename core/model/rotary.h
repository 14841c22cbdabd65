#pragma once
// Rotary positions (Su et al. 2021) and the ways to stretch them. Angles are tabulated anew for the tokens of
// each pass: a context of a million tokens costs nothing until it is used.
//
// Dynamic NTK makes the base depend on the length of the sequence once that exceeds the original context.
// We define it as transformers and InternLM2's own code compute it: a prompt is rotated by the base of its
// whole length (however many passes it is cut into), each later token by the base of the length it makes, and
// cached keys keep the rotation they got. At or below the original context the base never changes, so that
// cached decoding equals one full pass exactly; above it the original has no such equality, and neither have
// we. In packed training every sequence has its own length and so its own base, as if it stood alone.

#include "core/model/config.h"
#include "core/tensor/arena.h"

#include <span>

namespace inkstone {

/// Radians per token of each pair, [headDim/2], in a sequence of `length` tokens.
std::vector<float> rotarySteps(const Rope& rope, int64_t headDim, int64_t length);

/// Angles for the tokens of one pass, as Ops::rope takes them: row i of a table belongs to token i.
struct RotaryTables {
    kernels::TensorView global, local; ///< [n, headDim] F32; local is empty when no layer is local
    std::span<const int32_t> rows;     ///< 0, 1, ... n-1
};

/// Token positions of a pass. Sequences are runs between cuSeqlens; each turns as one of
/// max(lastPosition + 1, length) tokens.
struct RotaryInput {
    std::span<const int32_t> positions;
    std::span<const int32_t> cuSeqlens; ///< empty: one sequence
    int64_t length = 0;                 ///< known length of that one sequence
};

RotaryTables rotaryTables(const ModelConfig& config, const RotaryInput& input, Arena& arena);

} // namespace inkstone
