#include "core/model/weight_layout.h"

namespace inkstone {

WeightLayout::WeightLayout(const ModelConfig& c) : m_blocks(size_t(c.layers)) {
    m_embedding = take(c.vocabulary, c.hidden);
    m_head = c.tiedHead ? m_embedding : take(c.headRows(), c.hidden);
    for (Block& block : m_blocks)
        for (Linear linear : allLinears)
            block.linears[size_t(linear)] = take(c.rows(linear), c.columns(linear));
    m_matrices = m_size;
    m_finalNorm = take(1, c.hidden);
    for (Block& block : m_blocks) {
        for (Linear linear : allLinears)
            if (c.biases[size_t(linear)]) block.biases[size_t(linear)] = take(1, c.rows(linear));
        for (Norm norm : allNorms)
            if (c.has(norm)) block.norms[size_t(norm)] = take(1, c.width(norm));
    }
}

WeightLayout::Part WeightLayout::take(int64_t rows, int64_t columns) {
    const Part part{m_size, rows, columns};
    m_size += part.count();
    return part;
}

} // namespace inkstone
