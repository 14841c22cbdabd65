// Products with weights as they lie in the file, in F32: the exact path. Few tokens: each row is dequantised
// and multiplied at once. Many: 64 rows at a time are dequantised into a panel (tile.h) that every token
// meets.
#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/linear.h"
#include "kernels/cpu/panels.h"
#include "kernels/cpu/weight_rows.h"

namespace inkstone::kernels::INK_ISA {
namespace {

/// Up to this many tokens a panel costs more than it saves.
constexpr int64_t FewTokens = 8;

/// One row of w times one token, WeightColumns at a time.
float dotPart(const float* weights, const float* x, int64_t count) {
    Vec parts[4] = {zero(), zero(), zero(), zero()};
    int64_t c = 0;
    for (; c + 4 * Lanes <= count; c += 4 * Lanes) {
        for (int i = 0; i < 4; ++i)
            parts[i] = fma(load(weights + c + i * Lanes), load(x + c + i * Lanes), parts[i]);
    }
    eachVec(count - c, [&](int64_t i, int n) {
        parts[0] = fma(loadSome(weights + c + i, n), loadSome(x + c + i, n), parts[0]);
    });
    return sum(add(add(parts[0], parts[1]), add(parts[2], parts[3])));
}

struct Product {
    Rows<const float> x;
    int64_t tokens;
    const WeightSource& w;
    const float* bias;
    Rows<float> y;
    bool accumulate;
};

void rowTimesTokens(const Product& p, int64_t row) {
    alignas(64) float weights[WeightColumns];
    float sums[FewTokens];
    for (int64_t t = 0; t < p.tokens; ++t) sums[t] = p.bias ? p.bias[row] : 0.0f;
    for (int64_t c = 0; c < p.w.columns; c += WeightColumns) {
        const int64_t count = p.w.columns - c < WeightColumns ? p.w.columns - c : WeightColumns;
        weightValues(p.w, row, c, count, weights);
        for (int64_t t = 0; t < p.tokens; ++t) sums[t] += dotPart(weights, p.x[t] + c, count);
    }
    for (int64_t t = 0; t < p.tokens; ++t) p.y[t][row] = p.accumulate ? p.y[t][row] + sums[t] : sums[t];
}

/// Adds a tile of sums to y; the first stretch of columns also brings the bias, or what y held.
struct TileToOutput {
    const Product& p;
    int64_t row, rows; ///< of the panel
    bool first;
    void operator()(int64_t token, int height, int64_t c, int columns, const float* tile) const {
        const int64_t count = rows - c < columns ? rows - c : columns;
        if (count <= 0) return;
        for (int i = 0; i < height; ++i) {
            float* to = p.y[token + i] + row + c;
            eachVec(count, [&](int64_t j, int n) {
                Vec value = load(tile + i * PanelColumns + j);
                if (first && p.bias) value = add(value, loadSome(p.bias + row + c + j, n));
                if (!first || p.accumulate) value = add(value, loadSome(to + j, n));
                storeSome(to + j, value, n);
            });
        }
    }
};

/// Rows [row, row + 64) of w times every token.
void panelTimesTokens(const Product& p, int64_t row, std::byte* scratch) {
    const int64_t rows = p.w.rows - row < PanelColumns ? p.w.rows - row : PanelColumns;
    const int64_t padded = roundUp(rows, Lanes);
    float* values = reinterpret_cast<float*>(scratch);
    float* panel = values + PanelColumns * WeightColumns;
    for (int64_t c = 0; c < p.w.columns; c += WeightColumns) {
        const int64_t depth = p.w.columns - c < WeightColumns ? p.w.columns - c : WeightColumns;
        for (int64_t r = 0; r < rows; ++r) weightValues(p.w, row + r, c, depth, values + r * WeightColumns);
        panelOfColumns(values, WeightColumns, depth, int(rows), panel, PanelColumns);
        const Left<float> left{p.x.data + c, p.x.stride, 1};
        multiplyPanel(left, p.tokens, panel, int(padded), PanelColumns, depth,
                      TileToOutput{p, row, rows, c == 0});
    }
}

/// dx [tokens, columns [column, column + wide)] = dy W: rows of W are the depth, and lie as a panel wants
/// them.
struct BackwardProduct {
    Rows<const float> dy;
    int64_t tokens;
    const WeightSource& w;
    Rows<float> dx;
    bool accumulate;
};

constexpr int64_t BackwardDepth = 512;

void panelTimesGradients(const BackwardProduct& p, int64_t column, int64_t wide, std::byte* scratch) {
    const int64_t stride = roundUp(wide, PanelColumns);
    float* panel = reinterpret_cast<float*>(scratch);
    std::memset(panel, 0, size_t(BackwardDepth * stride) * sizeof(float));
    for (int64_t row = 0; row < p.w.rows; row += BackwardDepth) {
        const int64_t depth = p.w.rows - row < BackwardDepth ? p.w.rows - row : BackwardDepth;
        for (int64_t r = 0; r < depth; ++r) weightValues(p.w, row + r, column, wide, panel + r * stride);
        const Left<float> left{p.dy.data + row, p.dy.stride, 1};
        for (int64_t c = 0; c < wide; c += PanelColumns) {
            const int64_t some = wide - c < PanelColumns ? wide - c : PanelColumns;
            const bool adds = row > 0 || p.accumulate;
            multiplyPanel(left, p.tokens, panel + c, int(roundUp(some, Lanes)), stride, depth,
                          [&](int64_t token, int height, int64_t at, int columns, const float* tile) {
                              const int64_t count = some - at < columns ? some - at : columns;
                              for (int i = 0; i < height; ++i) {
                                  float* to = p.dx[token + i] + column + c + at;
                                  eachVec(count, [&](int64_t j, int n) {
                                      const Vec value = load(tile + i * PanelColumns + j);
                                      storeSome(to + j, adds ? add(value, loadSome(to + j, n)) : value, n);
                                  });
                              }
                          });
        }
    }
}

} // namespace

void linearBackwardSource(Stream& stream, TensorView dy, const WeightSource& w, TensorView dx,
                          bool accumulate) {
    const BackwardProduct p{rowsOf<const float>(dy), rowCount(dy), w, rowsOf<float>(dx), accumulate};
    // A task reads whole blocks of the type.
    const int64_t wide = dtypeInfo(w.dtype)->blockElements > PanelColumns ? 256 : PanelColumns;
    parallelFor(stream, w.columns, wide, [&](int64_t begin, int64_t end, int worker) {
        panelTimesGradients(p, begin, end - begin, workerScratch(stream, worker));
    });
}

void linearSource(Stream& stream, TensorView x, const WeightSource& w, TensorView bias, TensorView y,
                  bool accumulate) {
    const Product p{rowsOf<const float>(x), rowCount(x), w, vectorOf(bias), rowsOf<float>(y), accumulate};
    if (p.tokens <= FewTokens) {
        parallelFor(stream, w.rows, 16, [&](int64_t begin, int64_t end, int) {
            for (int64_t row = begin; row < end; ++row) rowTimesTokens(p, row);
        });
    } else {
        parallelFor(stream, w.rows, PanelColumns, [&](int64_t begin, int64_t, int worker) {
            panelTimesTokens(p, begin, workerScratch(stream, worker));
        });
    }
}

} // namespace inkstone::kernels::INK_ISA
