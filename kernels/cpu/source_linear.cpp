// Products with a weight as it lies in the file, in F32: the exact path. Parts of the matrix are dequantised
// into panels and multiplied like any others; a few rows (decoding) are dotted with each weight row instead.
#include "kernels/cpu/linear.h"
#include "kernels/cpu/panels.h"
#include "kernels/cpu/rows.h"
#include "kernels/cpu/weight_rows.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

constexpr int64_t BlockRows = 192, BlockColumns = 256, BlockDepth = WeightColumns, FewRows = 4;

struct Call {
    Rows<const float> x;
    int64_t n;
    const WeightSource& w;
    bool forward; ///< y = x Wᵀ, else y = x W
    const float* bias;
    bool accumulate;
    int64_t depth() const { return forward ? w.columns : w.rows; }
    int64_t outputs() const { return forward ? w.rows : w.columns; }
};

struct Scratch {
    float *sums, *panels, *rows;
    explicit Scratch(std::byte* memory)
        : sums(reinterpret_cast<float*>(memory)), panels(sums + BlockRows * BlockColumns),
          rows(panels + BlockColumns * BlockDepth) {}
};

/// Panels [depth][64] of outputs [column, column + columns) and depth [k, k + depth).
void dequantisePanels(const Call& call, int64_t column, int64_t columns, int64_t k, int64_t depth,
                      const Scratch& s) {
    for (int64_t c = 0; c < columns && call.forward; c += PanelColumns) {
        const int wide = columns - c < PanelColumns ? int(columns - c) : PanelColumns;
        for (int r = 0; r < wide; ++r)
            weightValues(call.w, column + c + r, k, depth, s.rows + r * BlockDepth);
        panelOfColumns(s.rows, BlockDepth, depth, wide, s.panels + c * BlockDepth, PanelColumns);
    }
    for (int64_t d = 0; d < depth && !call.forward; ++d) {
        weightValues(call.w, k + d, column, columns, s.rows);
        for (int64_t c = 0; c < columns; c += PanelColumns) {
            const int wide = columns - c < PanelColumns ? int(columns - c) : PanelColumns;
            panelOfRows(s.rows + c, BlockColumns, 1, wide, s.panels + c * BlockDepth + d * PanelColumns,
                        PanelColumns);
        }
    }
}

template <class Out>
void put(const Call& call, Out* out, int64_t column, int64_t columns, const float* sums) {
    eachVec(columns, [&](int64_t i, int n) {
        Vec v = load(sums + i);
        if (call.bias) v = add(v, loadSome(call.bias + column + i, n));
        if (call.accumulate) v = add(v, loadSome(out + i, n));
        storeSome(out + i, v, n);
    });
}

struct Block {
    int64_t row, rows, column, columns;
};

template <class Out> void computeBlock(const Call& call, Rows<Out> y, const Block& block, std::byte* memory) {
    const Scratch scratch(memory);
    const auto [row, rows, column, columns] = block;
    const int64_t depth = call.depth();
    for (int64_t k = 0; k < depth; k += BlockDepth) {
        const int64_t deep = depth - k < BlockDepth ? depth - k : BlockDepth;
        const bool first = k == 0, last = k + deep == depth;
        dequantisePanels(call, column, columns, k, deep, scratch);
        for (int64_t c = 0; c < columns; c += PanelColumns) {
            const int64_t wide = columns - c < PanelColumns ? columns - c : PanelColumns;
            const auto finish = [&](int64_t r, int height, int at, int tileColumns, const float* tile) {
                for (int i = 0; i < height; ++i) {
                    float* kept = scratch.sums + (r + i) * BlockColumns + c + at;
                    const float* fresh = tile + i * PanelColumns;
                    for (int j = 0; j < tileColumns; j += Lanes)
                        store(kept + j, first ? load(fresh + j) : add(load(kept + j), load(fresh + j)));
                    const int64_t valid = wide - at < tileColumns ? wide - at : tileColumns;
                    if (last) put(call, y[row + r + i] + column + c + at, column + c + at, valid, kept);
                }
            };
            const Left<float> left{call.x[row] + k, call.x.stride, 1};
            multiplyPanel(left, rows, scratch.panels + c * BlockDepth, int(roundUp(wide, Lanes)),
                          PanelColumns, deep, finish);
        }
    }
}

/// y[i][row] for at most FewRows rows of x: dot products, four running sums each.
template <class Out> void dotRow(const Call& call, Rows<Out> y, int64_t row, float* values) {
    Vec sums[FewRows][2];
    for (auto& s : sums) s[0] = s[1] = zero();
    for (int64_t k = 0; k < call.w.columns; k += WeightColumns) {
        const int64_t depth = call.w.columns - k < WeightColumns ? call.w.columns - k : WeightColumns;
        weightValues(call.w, row, k, depth, values);
        for (int64_t i = 0; i < call.n; ++i) {
            const float* x = call.x[i] + k;
            eachVec(depth, [&](int64_t c, int n) {
                Vec& s = sums[i][c / Lanes % 2];
                s = fma(loadSome(x + c, n), loadSome(values + c, n), s);
            });
        }
    }
    for (int64_t i = 0; i < call.n; ++i) {
        float total = sum(add(sums[i][0], sums[i][1]));
        if (call.bias) total += call.bias[row];
        y[i][row] = call.accumulate ? y[i][row] + total : total;
    }
}

void product(Stream& stream, const Call& call, const TensorView& y) {
    if (call.n == 0) return;
    if (call.forward && call.n <= FewRows && y.dtype == DType::F32) {
        const Rows<float> out = rowsOf<float>(y);
        return parallelFor(stream, call.w.rows, 32, [&](int64_t begin, int64_t end, int worker) {
            float* values = reinterpret_cast<float*>(workerScratch(stream, worker));
            for (int64_t row = begin; row < end; ++row) dotRow(call, out, row, values);
        });
    }
    const int64_t outputs = call.outputs(), across = (outputs + BlockColumns - 1) / BlockColumns;
    const int64_t down = (call.n + BlockRows - 1) / BlockRows;
    withType(y, [&](auto out) {
        const auto rows = rowsOf<decltype(out)>(y);
        parallelFor(stream, down * across, 1, [&](int64_t task, int64_t, int worker) {
            const int64_t row = task % down * BlockRows, column = task / down * BlockColumns;
            const Block block{row, call.n - row < BlockRows ? call.n - row : BlockRows, column,
                              outputs - column < BlockColumns ? outputs - column : BlockColumns};
            computeBlock(call, rows, block, workerScratch(stream, worker));
        });
    });
}

} // namespace

void linearSource(Stream& stream, TensorView x, const WeightSource& w, TensorView bias, TensorView y,
                  bool accumulate) {
    const float* added = bias.data ? vectorOf(bias) : nullptr;
    product(stream, {rowsOf<const float>(x), rowCount(x), w, true, added, accumulate}, y);
}

void linearBackwardSource(Stream& stream, TensorView dy, const WeightSource& w, TensorView dx,
                          bool accumulate) {
    product(stream, {rowsOf<const float>(dy), rowCount(dy), w, false, nullptr, accumulate}, dx);
}

} // namespace inkstone::kernels::INK_ISA
