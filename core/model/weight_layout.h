#pragma once
// Where each weight of a model lies in one flat F32 buffer, so that gradients and optimizer state are vectors
// of the same shape. Matrices come first, then the vectors, which weight decay leaves alone.

#include "core/model/config.h"

#include <vector>

namespace inkstone {

class WeightLayout {
public:
    /// A place in the buffer. A vector has one row; a part the model lacks has none.
    struct Part {
        int64_t at = 0; ///< first element
        int64_t rows = 0, columns = 0;
        int64_t count() const { return rows * columns; }
        explicit operator bool() const { return rows > 0; }
    };

    explicit WeightLayout(const ModelConfig& config);

    const Part& embedding() const { return m_embedding; }
    const Part& head() const { return m_head; } ///< the embedding when tied
    const Part& finalNorm() const { return m_finalNorm; }
    const Part& linear(int64_t layer, Linear which) const {
        return m_blocks[size_t(layer)].linears[size_t(which)];
    }
    const Part& bias(int64_t layer, Linear which) const {
        return m_blocks[size_t(layer)].biases[size_t(which)];
    }
    const Part& norm(int64_t layer, Norm which) const { return m_blocks[size_t(layer)].norms[size_t(which)]; }

    int64_t matrices() const { return m_matrices; } ///< elements of all matrices, from the first
    int64_t size() const { return m_size; }         ///< elements of the buffer

private:
    struct Block {
        std::array<Part, linearCount> linears, biases;
        std::array<Part, normCount> norms;
    };
    Part take(int64_t rows, int64_t columns);

    std::vector<Block> m_blocks;
    Part m_embedding, m_head, m_finalNorm;
    int64_t m_matrices = 0, m_size = 0;
};

/// A part of a buffer [layout.size()] F32, as a matrix.
inline kernels::TensorView viewOf(kernels::TensorView buffer, const WeightLayout::Part& part) {
    return kernels::TensorView::matrix(buffer.f32() + part.at, kernels::DType::F32, part.rows, part.columns);
}

} // namespace inkstone
