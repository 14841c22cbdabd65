#pragma once
// The mirror of transformer.h: from the gradient at the residual stream back to the adapters' gradients.
// Written by hand, block by block; base weights are frozen, so no product is spent on their gradients.

#include "core/model/transformer.h"

#include <span>
#include <vector>

namespace inkstone {

/// Gradients of an adapter: F32, the layout of its parameters. Every pass adds to them.
struct LoraGradients {
    const LoraLayout* layout = nullptr;
    kernels::TensorView values; ///< [layout->size()] F32
};

/// `dx` [n, hidden] F32 is the gradient at the residual stream that forwardTraining returned; it is used up.
/// False when stopped: the gradients of this micro-batch are then incomplete and must be dropped.
bool backward(Pass& pass, const Sequences& sequences, std::span<const SavedBlock> saved,
              kernels::TensorView dx, const LoraGradients& gradients);

} // namespace inkstone
