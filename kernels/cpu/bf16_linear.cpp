// Products with weights kept as panels of bf16 (tile.h), packed once: Bf16 for y = x Wᵀ, Bf16T for dx = dy W.
// A panel is 64 outputs wide (the last one 16, 32, 48 or 64) and as deep as the matrix.
#include "kernels/cpu/linear.h"
#include "kernels/cpu/panels.h"
#include "kernels/cpu/rows.h"
#include "kernels/cpu/weight_rows.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

constexpr int64_t BlockRows = 192, BlockColumns = 256;
/// Depth converted at a time when the activations are not of the type the tiles take.
constexpr int64_t BlockDepth = 2048;

struct Panels {
    const Bf16* data;
    int64_t outputs, depth;
    /// Panel that starts at `output`, a multiple of 64.
    const Bf16* at(int64_t output) const { return data + output * roundUp(depth, 2); }
    int64_t wide(int64_t output) const {
        const int64_t left = roundUp(outputs - output, 16);
        return left < PanelColumns ? left : PanelColumns;
    }
};

Panels panelsOf(Packing packing, const WeightSource& w, const std::byte* data) {
    const bool forward = packing == Packing::Bf16;
    return {reinterpret_cast<const Bf16*>(data), forward ? w.rows : w.columns, forward ? w.columns : w.rows};
}

void narrowRow(const float* from, int64_t count, Bf16* to) {
    eachVec(count, [&](int64_t c, int n) { storeSome(to + c, loadSome(from + c, n), n); });
}

/// Panel of 64 rows of W, their columns as depth.
void packForward(const WeightSource& w, const Panels& panels, int64_t output, std::byte* scratch) {
    const int rows = int(w.rows - output < PanelColumns ? w.rows - output : PanelColumns);
    const int64_t stride = 2 * panels.wide(output);
    Bf16* panel = const_cast<Bf16*>(panels.at(output));
    float* values = reinterpret_cast<float*>(scratch);
    Bf16* block = reinterpret_cast<Bf16*>(values + WeightColumns);
    for (int64_t k = 0; k < w.columns; k += WeightColumns) {
        const int64_t depth = w.columns - k < WeightColumns ? w.columns - k : WeightColumns;
        for (int r = 0; r < rows; ++r) {
            weightValues(w, output + r, k, depth, values);
            narrowRow(values, depth, block + r * WeightColumns);
        }
        // Columns up to the panel's width are written (as zeros): a panel of 16 has room for two AVX2
        // vectors.
        panelOfColumns(block, WeightColumns, depth, rows, panel + k / 2 * stride, stride);
        for (int64_t p = k / 2; p < (k + depth + 1) / 2; ++p)
            for (int64_t c = 2 * roundUp(rows, Lanes); c < stride; ++c) panel[p * stride + c] = Bf16{};
    }
}

/// Two rows of W, the pair number `pair` of the depth, into every panel.
void packBackward(const WeightSource& w, const Panels& panels, int64_t pair, std::byte* scratch) {
    float* values = reinterpret_cast<float*>(scratch);
    Bf16* rows = reinterpret_cast<Bf16*>(values + WeightColumns);
    for (int64_t c = 0; c < w.columns; c += WeightColumns) {
        const int64_t count = w.columns - c < WeightColumns ? w.columns - c : WeightColumns;
        for (int64_t i = 0; i < 2 * WeightColumns; ++i) rows[i] = Bf16{};
        for (int64_t r = 0; r < 2 && 2 * pair + r < w.rows; ++r) {
            weightValues(w, 2 * pair + r, c, count, values);
            narrowRow(values, count, rows + r * WeightColumns);
        }
        for (int64_t o = 0; o < count; o += PanelColumns) {
            const int64_t wide = panels.wide(c + o);
            Bf16* panel = const_cast<Bf16*>(panels.at(c + o)) + pair * 2 * wide;
            panelOfRows(rows + o, WeightColumns, 2, int(wide), panel, 2 * wide);
        }
    }
}

template <class In, class Out> struct Call {
    Rows<In> x;
    Rows<Out> y;
    Panels panels;
    const float* bias;
    bool accumulate;
};

struct Block {
    int64_t row, rows, column, columns;
};

/// y's part of one tile row: sums, bias, and what was there.
template <class In, class Out>
void put(const Call<In, Out>& call, int64_t row, int64_t column, int64_t columns, const float* sums) {
    Out* out = call.y[row] + column;
    eachVec(columns, [&](int64_t i, int n) {
        Vec v = load(sums + i);
        if (call.bias) v = add(v, loadSome(call.bias + column + i, n));
        if (call.accumulate) v = add(v, loadSome(out + i, n));
        storeSome(out + i, v, n);
    });
}

/// Depth [k, k + depth) of the block's rows in the tiles' type; an odd depth is padded with a zero.
template <class In>
Left<WeightLeft> convertRows(Rows<In> x, const Block& block, int64_t k, int64_t depth, WeightLeft* scratch) {
    const int64_t padded = roundUp(depth, 2);
    for (int64_t r = 0; r < block.rows; ++r) {
        const In* from = x[block.row + r] + k;
        WeightLeft* to = scratch + r * padded;
        eachVec(depth, [&](int64_t c, int n) { storeSome(to + c, loadSome(from + c, n), n); });
        if (depth % 2) to[depth] = WeightLeft{};
    }
    return {scratch, padded, 2};
}

template <class In, class Out>
void computeBlock(const Call<In, Out>& call, const Block& block, std::byte* memory) {
    float* sums = reinterpret_cast<float*>(memory);
    WeightLeft* converted = reinterpret_cast<WeightLeft*>(sums + BlockRows * BlockColumns);
    const int64_t depth = call.panels.depth;
    const bool direct = sizeof(In) == sizeof(WeightLeft) && depth % 2 == 0;
    const int64_t step = direct ? depth : BlockDepth;
    for (int64_t k = 0; k < depth; k += step) {
        const int64_t deep = depth - k < step ? depth - k : step;
        const bool first = k == 0, last = k + deep == depth;
        Left<WeightLeft> left{};
        if constexpr (sizeof(In) == sizeof(WeightLeft)) left = {call.x[block.row], call.x.stride, 2};
        if (!direct) left = convertRows(call.x, block, k, deep, converted);
        for (int64_t c = 0; c < block.columns; c += PanelColumns) {
            const int64_t output = block.column + c, wide = call.panels.wide(output);
            const int64_t valid = block.columns - c < wide ? block.columns - c : wide;
            const auto finish = [&](int64_t r, int rows, int at, int columns, const float* tile) {
                for (int i = 0; i < rows; ++i) {
                    const float* fresh = tile + i * PanelColumns;
                    if (!(first && last)) {
                        float* kept = sums + (r + i) * BlockColumns + c + at;
                        for (int j = 0; j < columns; j += Lanes)
                            store(kept + j, first ? load(fresh + j) : add(load(kept + j), load(fresh + j)));
                        fresh = kept;
                    }
                    const int64_t some = valid - at < columns ? valid - at : columns;
                    if (!last) continue;
                    if (r + i + rows < block.rows)
                        expectWrite(call.y[block.row + r + i + rows] + output + at, some);
                    put(call, block.row + r + i, output + at, some, fresh);
                }
            };
            multiplyPanel(left, block.rows, call.panels.at(output) + k * wide, int(roundUp(valid, Lanes)),
                          2 * wide, (deep + 1) / 2, finish);
        }
    }
}

template <class In, class Out> void product(Stream& stream, const Call<In, Out>& call, int64_t n) {
    const int64_t outputs = call.panels.outputs, down = (n + BlockRows - 1) / BlockRows;
    const int64_t groups = (outputs + BlockColumns - 1) / BlockColumns;
    const int64_t wide = roundUp((outputs + groups - 1) / groups, PanelColumns); // even shares: 576 = 3 * 192
    const int64_t across = (outputs + wide - 1) / wide;
    parallelFor(stream, down * across, 1, [&](int64_t task, int64_t, int worker) {
        const int64_t row = task % down * BlockRows, column = task / down * wide;
        const Block block{row, n - row < BlockRows ? n - row : BlockRows, column,
                          outputs - column < wide ? outputs - column : wide};
        computeBlock(call, block, workerScratch(stream, worker));
    });
}

void productOf(Stream& stream, const TensorView& x, const Panels& panels, const float* bias,
               const TensorView& y, bool accumulate) {
    withType(x, [&](auto in) {
        withType(y, [&](auto out) {
            using In = decltype(in);
            using Out = decltype(out);
            product(stream, Call<In, Out>{rowsOf<In>(x), rowsOf<Out>(y), panels, bias, accumulate},
                    rowCount(x));
        });
    });
}

} // namespace

size_t packedBytesBf16(Packing packing, const WeightSource& w) {
    const Panels panels = panelsOf(packing, w, nullptr);
    return size_t(roundUp(panels.outputs, 16)) * size_t(roundUp(panels.depth, 2)) * sizeof(Bf16);
}

void packBf16(Stream& stream, Packing packing, const WeightSource& w, std::byte* dst) {
    const Panels panels = panelsOf(packing, w, dst);
    const bool forward = packing == Packing::Bf16;
    const int64_t parts = forward ? (w.rows + PanelColumns - 1) / PanelColumns : (w.rows + 1) / 2;
    parallelFor(stream, parts, forward ? 1 : 16, [&](int64_t begin, int64_t end, int worker) {
        for (int64_t part = begin; part < end; ++part) {
            if (forward)
                packForward(w, panels, part * PanelColumns, workerScratch(stream, worker));
            else
                packBackward(w, panels, part, workerScratch(stream, worker));
        }
    });
}

bool joinableBf16(Packing packing, const WeightSource& a, const WeightSource& b) {
    return packing == Packing::Bf16 && a.columns == b.columns && a.rows % PanelColumns == 0;
}

void linearBf16(Stream& stream, TensorView x, const PackedWeight& w, TensorView bias, TensorView y,
                bool accumulate) {
    const float* added = bias.data ? vectorOf(bias) : nullptr;
    productOf(stream, x, panelsOf(Packing::Bf16, w.source, w.data), added, y, accumulate);
}

void linearBackwardBf16(Stream& stream, TensorView dy, const PackedWeight& w, TensorView dx,
                        bool accumulate) {
    productOf(stream, dy, panelsOf(Packing::Bf16T, w.source, w.data), nullptr, dx, accumulate);
}

} // namespace inkstone::kernels::INK_ISA
