#pragma once
// The mirror of transformer.h: from the gradient at the residual stream back to the gradients of what is
// trained, an adapter or all weights. Written by hand, block by block; no product is spent on what is frozen.

#include "core/model/gradients.h"
#include "core/model/transformer.h"

#include <span>
#include <vector>

namespace inkstone {

/// `dx` [n, hidden] F32 is the gradient at the residual stream that forwardTraining returned; it is used up.
/// Of all weights, the final norm and the head are nextTokenLoss's. False when stopped: the gradients of this
/// micro-batch are then incomplete and must be dropped.
bool backward(Pass& pass, const Sequences& sequences, std::span<const SavedBlock> saved,
              kernels::TensorView dx, const Gradients& gradients);

} // namespace inkstone
