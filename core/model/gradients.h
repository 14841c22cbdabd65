#pragma once
// Where a backward pass leaves what it finds: in a buffer laid out as an adapter's parameters, or as all
// weights.

#include "core/model/lora.h"
#include "core/model/weight_layout.h"

namespace inkstone {

/// One of the two layouts is there. Every pass adds to the values.
struct Gradients {
    const LoraLayout* lora = nullptr;
    const WeightLayout* weights = nullptr;
    kernels::TensorView values; ///< [the layout's size()] F32

    /// Of a part of the weights; empty when they are frozen or lack it.
    kernels::TensorView of(const WeightLayout::Part& part) const {
        return weights && part ? viewOf(values, part) : kernels::TensorView{};
    }
};

} // namespace inkstone
