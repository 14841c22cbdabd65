#pragma once
// What an adapter changes, matrix by matrix: the size and the singular values of its delta B·A·scale. They
// come from the r x r core of two thin QR decompositions; the delta itself is never built.

#include "core/base/file.h"

#include <stop_token>

namespace inkstone {

struct AdapterMatrix {
    std::string module; ///< "layers.3.self_attn.q_proj"
    int64_t layer = -1; ///< -1: its name has none
    int64_t rank = 0, rows = 0, columns = 0;
    double scale = 1;                   ///< alpha / rank, or alpha / sqrt(rank)
    double norm = 0;                    ///< Frobenius norm of the delta
    std::vector<double> singularValues; ///< `rank` of them, largest first
    bool finite = true;                 ///< false: NaN or infinity among its numbers; norm is NaN then
};

/// (sum of s)^2 / sum of s^2: how many directions the delta really uses, between 1 and its rank.
double effectiveRank(const AdapterMatrix& matrix);

/// Of a PEFT folder, in the order of layers. Cancelled when stopped; `progress` gets 0..1.
Result<std::vector<AdapterMatrix>> xrayAdapter(const fs::path& folder, std::stop_token stop = {},
                                               const std::function<void(double)>& progress = {});

/// Singular values of B [rows, rank] times A [rank, columns], both row-major; largest first.
std::vector<double> singularValuesOfProduct(const std::vector<double>& b, int64_t rows,
                                            const std::vector<double>& a, int64_t columns, int64_t rank);

} // namespace inkstone
