// General products. C is cut into blocks of at most 192 x 256, a task each; a task lays its part of B out in
// panels, reads A in place or packs it too, and goes through the depth 512 at a time with the sums in its own
// scratch. Blocks depend on the shapes alone, so results do not depend on the number of threads.
#include "kernels/cpu/isa.h"
#include "kernels/cpu/panels.h"
#include "kernels/cpu/rows.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

constexpr int64_t BlockColumns = 256, BlockDepth = 512, MostBlockRows = 192;

/// An operand as it is stored: op(x)[i][j] at data[i * stride + j], or swapped.
template <class In> struct Stored {
    const In* data;
    int64_t stride;
    bool transposed;
};

template <class Unit> struct Scratch {
    float* sums; ///< [MostBlockRows][BlockColumns]
    Unit* b;     ///< panels of PanelColumns, each [BlockDepth / step][PanelColumns][step]
    Unit* a;
    explicit Scratch(std::byte* memory)
        : sums(reinterpret_cast<float*>(memory)),
          b(reinterpret_cast<Unit*>(memory + sizeof(float) * MostBlockRows * BlockColumns)),
          a(b + BlockDepth * BlockColumns) {}
};

/// Rows [row, row + rows), depth [k, k + depth) of op(a).
template <class Unit, class In>
Left<Unit> leftBlock(const Stored<In>& a, int64_t row, int64_t rows, int64_t k, int64_t depth,
                     Unit* scratch) {
    constexpr int step = StepOf<Unit>;
    if (a.transposed) {
        const int64_t padded = roundUp(rows, Lanes);
        panelOfRows(a.data + k * a.stride + row, a.stride, depth, int(rows), scratch, padded * step);
        return {scratch, step, padded * step};
    }
    const In* first = a.data + row * a.stride + k;
    if constexpr (sizeof(In) == sizeof(Unit)) {
        if (depth % step == 0) return {reinterpret_cast<const Unit*>(first), a.stride, step};
    }
    const int64_t padded = roundUp(depth, 2);
    for (int64_t r = 0; r < rows; ++r) {
        Unit* to = scratch + r * padded;
        eachVec(depth,
                [&](int64_t c, int n) { storeSome(to + c, loadSome(first + r * a.stride + c, n), n); });
        if (depth % 2) to[depth] = Unit{};
    }
    return {scratch, padded, step};
}

template <class Unit, class In>
void rightBlock(const Stored<In>& b, int64_t column, int64_t columns, int64_t k, int64_t depth,
                Unit* panels) {
    constexpr int step = StepOf<Unit>;
    for (int64_t c = 0; c < columns; c += PanelColumns) {
        const int wide = columns - c < PanelColumns ? int(columns - c) : PanelColumns;
        Unit* panel = panels + c * BlockDepth;
        if (b.transposed)
            panelOfColumns(b.data + (column + c) * b.stride + k, b.stride, depth, wide, panel,
                           PanelColumns * step);
        else
            panelOfRows(b.data + k * b.stride + column + c, b.stride, depth, wide, panel,
                        PanelColumns * step);
    }
}

template <class Out> struct Target {
    Rows<Out> c;
    float alpha, beta;
    /// `values` whole vectors of sums to `columns` elements.
    void put(int64_t row, int64_t column, int64_t columns, const float* values) const {
        Out* out = c[row] + column;
        eachVec(columns, [&](int64_t i, int n) {
            Vec v = mul(load(values + i), set1(alpha));
            if (beta != 0) v = fma(set1(beta), loadSome(out + i, n), v);
            storeSome(out + i, v, n);
        });
    }
};

struct Block {
    int64_t row, rows, column, columns;
};

template <class Unit, class In, class Out>
void computeBlock(const Stored<In>& a, const Stored<In>& b, int64_t depth, const Block& block,
                  const Target<Out>& target, std::byte* memory) {
    const Scratch<Unit> scratch(memory);
    int64_t k = 0;
    do {
        const int64_t deep = depth - k < BlockDepth ? depth - k : BlockDepth;
        const bool first = k == 0, last = k + deep >= depth;
        const Left<Unit> left = leftBlock(a, block.row, block.rows, k, deep, scratch.a);
        rightBlock(b, block.column, block.columns, k, deep, scratch.b);
        for (int64_t c = 0; c < block.columns; c += PanelColumns) {
            const int64_t wide = block.columns - c < PanelColumns ? block.columns - c : PanelColumns;
            const auto finish = [&](int64_t r, int rows, int at, int columns, const float* tile) {
                for (int i = 0; i < rows; ++i) {
                    float* sums = scratch.sums + (r + i) * BlockColumns + c + at;
                    const float* fresh = tile + i * PanelColumns;
                    if (!(first && last)) {
                        for (int j = 0; j < columns; j += Lanes)
                            store(sums + j, first ? load(fresh + j) : add(load(sums + j), load(fresh + j)));
                        fresh = sums;
                    }
                    const int64_t valid = wide - at < columns ? wide - at : columns;
                    if (last) target.put(block.row + r + i, block.column + c + at, valid, fresh);
                }
            };
            constexpr int step = StepOf<Unit>;
            multiplyPanel(left, block.rows, scratch.b + c * BlockDepth, int(roundUp(wide, Lanes)),
                          PanelColumns * step, (deep + step - 1) / step, finish);
        }
        k += deep;
    } while (k < depth);
}

template <class Unit, class In, class Out>
void product(Stream& stream, const Stored<In>& a, const Stored<In>& b, int64_t m, int64_t n, int64_t depth,
             const Target<Out>& target) {
    const int64_t blockRows =
        n <= 48 ? 128 : MostBlockRows; // thin results: smaller tasks, to keep all threads busy
    const int64_t down = (m + blockRows - 1) / blockRows, across = (n + BlockColumns - 1) / BlockColumns;
    parallelFor(stream, down * across, 1, [&](int64_t task, int64_t, int worker) {
        const int64_t row = task % down * blockRows, column = task / down * BlockColumns;
        const Block block{row, m - row < blockRows ? m - row : blockRows, column,
                          n - column < BlockColumns ? n - column : BlockColumns};
        computeBlock<Unit>(a, b, depth, block, target, workerScratch(stream, worker));
    });
}

} // namespace

void gemm(Stream& stream, TensorView a, bool transposeA, TensorView b, bool transposeB, TensorView c,
          float alpha, float beta) {
    const int64_t depth = transposeA ? rowCount(a) : width(a);
    withType(a, [&](auto in) {
        using In = decltype(in);
        using Unit = std::conditional_t<std::is_same_v<In, Bf16>, WeightLeft, float>;
        const Rows<In> aRows = rowsOf<In>(a), bRows = rowsOf<In>(b);
        const Stored<In> left{aRows.data, aRows.stride, transposeA},
            right{bRows.data, bRows.stride, transposeB};
        withType(c, [&](auto out) {
            const Target<decltype(out)> target{rowsOf<decltype(out)>(c), alpha, beta};
            product<Unit>(stream, left, right, rowCount(c), width(c), depth, target);
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
