#pragma once
// An op table that computes nothing and adds up the seconds its operations would take on a measured machine.
// With a counting arena beside it, the training code itself, walked once, says what a step costs.

#include "core/train/machine_speed.h"

namespace inkstone {

/// The stream that costOps() runs on: each operation adds to `seconds`.
struct CostStream : kernels::Stream {
    explicit CostStream(const MachineSpeed& measured) : speed(measured) {}
    const MachineSpeed& speed;
    double seconds = 0;
};

/// Only for a CostStream.
const kernels::Ops& costOps();

} // namespace inkstone
