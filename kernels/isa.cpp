// Which instruction sets this machine can run, and their op tables. Compiled for the baseline instruction
// set.
#include "kernels/cpu/isa.h"

#include "kernels/reference/reference.h"

#include <cpuid.h>

namespace inkstone::kernels {
namespace {

/// GCC 12 and clang 14 have no names for these two in __builtin_cpu_supports.
bool hasF16c() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0;
}
[[maybe_unused]] bool hasAvxVnni() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) != 0 && (a & 1u << 4) != 0;
}

using SetRows = void (*)(Ops&);

std::vector<InstructionSet> findSets() {
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && hasF16c();
    const bool wide = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vnni");
#ifdef INK_EVEX_VNNI
    [[maybe_unused]] const bool vnni = wide;
#else
    [[maybe_unused]] const bool vnni = avx2 && hasAvxVnni();
#endif
    std::vector<InstructionSet> found;
    const auto add = [&](bool has, const char* name, bool bf16, SetRows inference, SetRows training) {
        if (!has) return;
        InstructionSet& set = found.emplace_back(InstructionSet{name, bf16, referenceOps()});
        inference(set.ops);
        training(set.ops);
    };
    add(wide && __builtin_cpu_supports("avx512bf16"), "avx512", true, avx512::setInferenceRows,
        avx512::setTrainingRows);
#ifdef INK_HAS_BETWEEN
    add(wide, "avx512vnni", false, avx512vnni::setInferenceRows, avx512vnni::setTrainingRows);
    add(vnni, "avxvnni", false, avxvnni::setInferenceRows, avxvnni::setTrainingRows);
#endif
    add(avx2, "avx2", false, avx2::setInferenceRows, avx2::setTrainingRows);
    return found;
}

} // namespace

const std::vector<InstructionSet>& instructionSets() {
    static const std::vector<InstructionSet> found = findSets();
    return found;
}

} // namespace inkstone::kernels
