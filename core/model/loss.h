#pragma once
// Next-token loss at the end of a forward pass. Only supervised rows reach the head, a few at a time, and
// their gradient is made in the same breath: the full [tokens, vocabulary] logits never exist.

#include "core/model/gradients.h"
#include "core/model/transformer.h"

#include <span>

namespace inkstone {

/// Rows of logits alive at once: enough to keep a matrix product busy, few enough to stay small.
constexpr int64_t lossChunkRows = 128;

struct LossInput {
    kernels::TensorView x;            ///< residual stream [n, hidden] F32, before the final norm
    std::span<const int32_t> targets; ///< [n]: the token to predict after row i, or -1
    float scale = 1;                  ///< of the gradient: 1 / supervised tokens of the optimizer step
    Gradients gradients = {};         ///< with all weights trained: the final norm's and the head's are added
};

/// Sum of -log p over supervised rows, in nats. With `dx` [n, hidden] F32 (may be empty) also the gradient of
/// scale * sum, overwritten. False when stopped.
bool nextTokenLoss(Pass& pass, const LossInput& input, double& sum, kernels::TensorView dx);

} // namespace inkstone
