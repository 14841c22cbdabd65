#pragma once
// What the numbers of a model's stored tensors are like. Reads all weights once, so it belongs into a job.

#include "core/model/model.h"

#include <stop_token>

namespace inkstone {

/// Over the finite values of a tensor; NaN of them when there are none.
struct TensorStats {
    int64_t count = 0; ///< values in all
    double min = 0, max = 0, mean = 0;
    double deviation = 0; ///< standard deviation, of the population
    int64_t zeros = 0;
    int64_t nonFinite = 0; ///< NaN and infinity
    bool known = false;    ///< false: of a type that is not read
};

/// Called after each tensor, in the order of Model::tensors().
using TensorStatsSink = std::function<void(size_t index, const TensorStats&)>;

/// Cancelled when stopped; what the sink got is right all the same.
Status tensorStats(const Model& model, std::stop_token stop, const TensorStatsSink& sink);

/// Of `count` values of `type` at `data`; a multiple of the type's block. Sums are double.
TensorStats statsOf(kernels::DType type, const std::byte* data, int64_t count, std::stop_token stop = {});

} // namespace inkstone
