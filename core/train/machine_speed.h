#pragma once
// How fast this machine does each kind of work, in seconds per unit, measured once in a fraction of a second
// and kept in the cache folder. The time of a run is a sum over these (cost_ops.h).

#include "core/base/file.h"
#include "kernels/backend.h"

#include <array>

namespace inkstone {

/// What is measured. The unit of each is in machine_speed.cpp, beside its measurement.
enum class Work : uint8_t {
    Call, ///< starting any operation
    Forward1,
    Forward32,
    Forward128,
    Forward512, ///< y = x Wᵀ for so many tokens, per weight
    Backward32,
    Backward128,
    Backward512,
    FewColumns16,
    FewColumns64, ///< gemm, by which side is short: per product of the two long ones
    FewColumnsOfTransposed16,
    FewColumnsOfTransposed64,
    FewRows16,
    FewRows64,
    Shallow16,
    Shallow64,
    Shallow512,
    Attention64,
    Attention512, ///< in sequences of so many tokens: per token and 64 columns of q
    AttentionBackward64,
    AttentionBackward512,
    Norm, ///< rows: per element
    NormBackward,
    Convert,
    Rotate,
    Gate,
    GateBackward,
    Add,
    Dropout,
    Loss,
    Optimizer,
    Optimizer8, ///< with moments in 8 bits
    SumOfSquares,
    Touch, ///< per byte: fresh memory
    Pack,  ///< per packed byte
    Hash,
    Write,
    File, ///< making a small file that lasts
};
constexpr size_t workCount = size_t(Work::File) + 1;

class MachineSpeed {
public:
    struct Options {
        const kernels::Backend* backend = nullptr;         ///< null: the default one
        int threads = 0;                                   ///< 0: all cores
        kernels::Packing packing = kernels::Packing::Bf16; ///< of weights; F32 activations beside Source
        kernels::DType source = kernels::DType::BF16;      ///< type of weights in the file
        fs::path cache;                                    ///< file; empty: in the cache folder
    };

    /// From the cache, where this processor, program, thread count and arithmetic were measured `settled`
    /// times; else measures, keeps the better of old and new, and writes it there. Fails never: a cache that
    /// cannot be read or written only costs the time to measure again.
    static MachineSpeed measured(const Options& options);
    static constexpr int settled = 3;

    double operator[](Work work) const { return m_seconds[size_t(work)]; }
    void set(Work work, double seconds) { m_seconds[size_t(work)] = seconds; }
    int measurements() const { return m_measurements; } ///< the values are the best of so many

    /// Seconds per weight of a product with `tokens` rows.
    double product(double tokens, bool backward) const;
    /// Seconds of a [m, k] x [k, n] product of two activations.
    double gemm(int64_t m, int64_t n, int64_t k, bool transposeA) const;
    /// Seconds per token and 64 columns of queries where a token sees `keys` of them on average.
    double attention(double keys, bool backward) const;

private:
    std::array<double, workCount> m_seconds{};
    int m_measurements = 0;
};

} // namespace inkstone
