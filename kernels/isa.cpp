// Which CPU backend this machine can run, and their op tables. Compiled for the baseline instruction set.
#include "kernels/cpu/isa.h"

#include "kernels/reference/reference.h"

#include <cpuid.h>

namespace inkstone::kernels {

namespace {

/// clang 14 has no name for F16C in __builtin_cpu_supports.
bool cpuHasF16c() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0;
}

} // namespace

bool cpuHasAvx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && cpuHasF16c(); }

bool cpuHasAvx512() {
    return cpuHasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vnni") && cpuHasAvx512Bf16();
}

bool cpuHasAvx512Bf16() { return __builtin_cpu_supports("avx512bf16"); }

const Ops& avx2Ops() {
    static const Ops table = [] {
        Ops ops = referenceOps();
        avx2::setInferenceRows(ops);
        avx2::setTrainingRows(ops);
        return ops;
    }();
    return table;
}

const Ops& avx512Ops() {
    static const Ops table = [] {
        Ops ops = referenceOps();
        avx512::setInferenceRows(ops);
        avx512::setTrainingRows(ops);
        return ops;
    }();
    return table;
}

} // namespace inkstone::kernels
