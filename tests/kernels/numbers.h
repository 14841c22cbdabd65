#pragma once
// Buffers for the kernels' tests: a matrix with a stride, filled from a seed, with guard values round every
// row so that a kernel which writes where it must not is found.

#include "kernels/backend.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

namespace inkstone::kernels::testing {

/// A matrix of F32, BF16, F16 or F64 whose rows are `gap` guard elements apart.
class Numbers {
public:
    Numbers(int64_t rows, int64_t columns, DType dtype = DType::F32, int64_t gap = 0)
        : m_rows(rows), m_columns(columns), m_stride(columns + gap), m_dtype(dtype),
          m_bytes(size_t(GuardElements + rows * m_stride + GuardElements) * elementBytes(), Guard) {
        for (int64_t r = 0; r < rows; ++r)
            for (int64_t c = 0; c < columns; ++c) set(r, c, 0);
    }
    static Numbers random(int64_t rows, int64_t columns, uint32_t seed, DType dtype = DType::F32,
                          int64_t gap = 0, double scale = 1) {
        Numbers numbers(rows, columns, dtype, gap);
        std::mt19937 engine(seed);
        std::normal_distribution<double> normal(0, scale);
        for (int64_t r = 0; r < rows; ++r)
            for (int64_t c = 0; c < columns; ++c) numbers.set(r, c, normal(engine));
        return numbers;
    }
    /// The same values in another type (rounded to it) and stride.
    Numbers as(DType dtype, int64_t gap = 0) const {
        Numbers copy(m_rows, m_columns, dtype, gap);
        for (int64_t r = 0; r < m_rows; ++r)
            for (int64_t c = 0; c < m_columns; ++c) copy.set(r, c, at(r, c));
        return copy;
    }

    TensorView view() {
        void* data = m_bytes.data() + GuardElements * elementBytes();
        return TensorView::matrix(data, m_dtype, m_rows, m_columns, m_stride);
    }
    TensorView vector() { return TensorView::vector(view().data, m_dtype, m_columns); }
    int64_t rows() const { return m_rows; }
    int64_t columns() const { return m_columns; }

    double at(int64_t r, int64_t c) const {
        const std::byte* p = place(r, c);
        switch (m_dtype) {
        case DType::F64:
            return *reinterpret_cast<const double*>(p);
        case DType::BF16:
            return toFloat(*reinterpret_cast<const Bf16*>(p));
        case DType::F16:
            return toFloat(*reinterpret_cast<const F16*>(p));
        default:
            return *reinterpret_cast<const float*>(p);
        }
    }
    void set(int64_t r, int64_t c, double value) {
        std::byte* p = const_cast<std::byte*>(place(r, c));
        switch (m_dtype) {
        case DType::F64:
            *reinterpret_cast<double*>(p) = value;
            return;
        case DType::BF16:
            *reinterpret_cast<Bf16*>(p) = toBf16(float(value));
            return;
        case DType::F16:
            *reinterpret_cast<F16*>(p) = toF16(float(value));
            return;
        default:
            *reinterpret_cast<float*>(p) = float(value);
        }
    }
    /// Whether every byte outside the rows is as it was made.
    bool guardsHold() const {
        size_t kept = 0;
        const size_t head = size_t(GuardElements) * elementBytes();
        for (size_t i = 0; i < m_bytes.size(); ++i) {
            const size_t rowBytes = std::max<size_t>(1, size_t(m_stride) * elementBytes());
            const size_t inRow = i < head ? SIZE_MAX : (i - head) % rowBytes;
            const bool tail = i >= head + size_t(m_rows * m_stride) * elementBytes();
            const bool outside = i < head || tail || inRow >= size_t(m_columns) * elementBytes();
            if (outside && m_bytes[i] != Guard) return false;
            kept += outside;
        }
        return kept > 0;
    }
    bool operator==(const Numbers& other) const { return m_bytes == other.m_bytes; }

private:
    static constexpr int64_t GuardElements = 32;
    static constexpr std::byte Guard{0xa5};
    size_t elementBytes() const { return size_t(dtypeInfo(m_dtype)->blockBytes); }
    const std::byte* place(int64_t r, int64_t c) const {
        return m_bytes.data() + size_t(GuardElements + r * m_stride + c) * elementBytes();
    }

    int64_t m_rows, m_columns, m_stride;
    DType m_dtype;
    std::vector<std::byte> m_bytes;
};

/// One for each instruction set of this processor.
inline std::vector<const Backend*> cpuBackends() {
    std::vector<const Backend*> found;
    for (const Backend& backend : backends())
        if (backend.name != "reference" && backend.name != "cuda") found.push_back(&backend);
    return found;
}

/// The largest |actual - expected| / (absolute + relative |expected|): at most 1 passes. NaN counts as
/// infinite.
inline double worst(const Numbers& actual, const Numbers& expected, double relative, double absolute) {
    double worst = 0;
    for (int64_t r = 0; r < expected.rows(); ++r) {
        for (int64_t c = 0; c < expected.columns(); ++c) {
            const double want = expected.at(r, c), error = std::fabs(actual.at(r, c) - want);
            const double share = error / (absolute + relative * std::fabs(want));
            worst = std::isnan(share) ? INFINITY : std::max(worst, share);
        }
    }
    return worst;
}

} // namespace inkstone::kernels::testing
