// Products of bf16 with packed weights, both directions from one copy: y = x Wᵀ reads panels of W
// (weight_panels.h) as they are, for dx = dy W pieces of them are turned round on the way: 3 % of the work
// beside 256 tokens. Unpacking quantised weights to panels, piece by piece, is as little.
#include "kernels/cpu/linear.h"
#include "kernels/cpu/rows.h"
#include "kernels/cpu/weight_panels.h"
#include "kernels/cpu/weight_rows.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

/// Rows of a tile at the panels' full width.
constexpr int64_t MostTileRows = 6;
/// Results of one task: at most so many.
constexpr int64_t BlockSize = 192 * 256;
/// Depth converted at a time when the activations are not of the type the tiles take.
constexpr int64_t BlockDepth = 2048;
/// Rows of W turned at a time: whole panels.
constexpr int64_t TurnedRows = 1024;
/// Columns of W unpacked at a time: a panel of them and the activations beside it stay in the second-level
/// cache.
constexpr int64_t UnpackedDepth = 1024;
/// Made panels: one of rows turned, and before it was turned a piece of 64 x 64; or one unpacked.
constexpr int64_t MadeSize = (TurnedRows + PanelColumns) * PanelColumns;
static_assert(UnpackedDepth * PanelColumns <= MadeSize);

void narrowRow(const float* from, int64_t count, Bf16* to) {
    eachVec(count, [&](int64_t c, int n) { storeSome(to + c, loadSome(from + c, n), n); });
}

/// Panel of 64 rows of W, their columns as depth.
void packPanel(const WeightSource& w, int64_t output, Bf16* panel, int64_t stride, std::byte* scratch) {
    const int rows = int(w.rows - output < PanelColumns ? w.rows - output : PanelColumns);
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

/// Two neighbours of two rows, [a0 a1 b0 b1] in 64 bits, become the rows' two columns, [a0 b0 a1 b1].
#if __AVX512F__
constexpr int Units = 8; ///< of 64 bits in a vector
using UnitVec = __m512i;
inline UnitVec loadUnits(const Bf16* p) {
    const __m512i order =
        _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15));
    return _mm512_shuffle_epi8(_mm512_loadu_si512(p), order);
}
inline UnitVec noUnits() { return _mm512_setzero_si512(); }
inline void storeUnits(Bf16* p, UnitVec v) { _mm512_storeu_si512(p, v); }
inline void transposeUnits(UnitVec (&r)[Units]) {
    UnitVec t[8];
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm512_unpacklo_epi64(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi64(r[i], r[i + 1]);
    }
    for (int odd = 0; odd < 2; ++odd) {
        const UnitVec a = _mm512_shuffle_i64x2(t[odd], t[2 + odd], 0x44);
        const UnitVec b = _mm512_shuffle_i64x2(t[odd], t[2 + odd], 0xee);
        const UnitVec c = _mm512_shuffle_i64x2(t[4 + odd], t[6 + odd], 0x44);
        const UnitVec d = _mm512_shuffle_i64x2(t[4 + odd], t[6 + odd], 0xee);
        r[odd] = _mm512_shuffle_i64x2(a, c, 0x88);
        r[2 + odd] = _mm512_shuffle_i64x2(a, c, 0xdd);
        r[4 + odd] = _mm512_shuffle_i64x2(b, d, 0x88);
        r[6 + odd] = _mm512_shuffle_i64x2(b, d, 0xdd);
    }
}
#else
constexpr int Units = 4;
using UnitVec = __m256i;
inline UnitVec loadUnits(const Bf16* p) {
    const __m256i order =
        _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15));
    return _mm256_shuffle_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), order);
}
inline UnitVec noUnits() { return _mm256_setzero_si256(); }
inline void storeUnits(Bf16* p, UnitVec v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
inline void transposeUnits(UnitVec (&r)[Units]) {
    const UnitVec a = _mm256_unpacklo_epi64(r[0], r[1]), b = _mm256_unpackhi_epi64(r[0], r[1]);
    const UnitVec c = _mm256_unpacklo_epi64(r[2], r[3]), d = _mm256_unpackhi_epi64(r[2], r[3]);
    r[0] = _mm256_permute2x128_si256(a, c, 0x20);
    r[1] = _mm256_permute2x128_si256(b, d, 0x20);
    r[2] = _mm256_permute2x128_si256(a, c, 0x31);
    r[3] = _mm256_permute2x128_si256(b, d, 0x31);
}
#endif

/// Rows [row, row + rows) of W as depth, columns [column, column + 64) as width, in a panel at `to`. `row`
/// begins a panel; columns past W's are zeros.
void turn(const WeightPanels& panels, int64_t row, int64_t rows, int64_t column, Bf16* to) {
    if (const float* floats = panels.floats()) {
        const int64_t columns = panels.columns();
        panelOfTurnedFloats(floats + row * columns + column, columns, rows, columns - column, to);
        return;
    }
    const int64_t pairs = (panels.columns() + 1) / 2 - column / 2;
    // The next panel's part lies far off, where the processor does not look by itself.
    const int64_t ahead = panels.made() ? 0 : PanelColumns * roundUp(panels.columns(), 2);
    Bf16* unpacked = to + TurnedRows * PanelColumns;
    for (int64_t end = row + rows; row < end; row += PanelColumns, to += PanelColumns * PanelColumns) {
        const int64_t wide = panels.wide(row), stride = 2 * wide;
        const Bf16* from = panels.piece(row, column, PanelColumns, unpacked);
        for (int64_t p = 0; p < PanelColumns / 2; p += Units) {
            for (int64_t r = 0; r < wide; r += 2 * Units) {
                UnitVec units[Units];
                for (int i = 0; i < Units; ++i) {
                    units[i] = p + i < pairs ? loadUnits(from + (p + i) * stride + 2 * r) : noUnits();
                    __builtin_prefetch(from + ahead + (p + i) * stride + 2 * r);
                }
                transposeUnits(units);
                for (int i = 0; i < Units; ++i)
                    storeUnits(to + (r / 2 + i) * 2 * PanelColumns + 4 * p, units[i]);
            }
        }
    }
}

template <class In, class Out> struct Call {
    Rows<In> x;
    Rows<Out> y;
    WeightPanels panels;
    bool backward;
    const float* bias;
    bool accumulate;
    int64_t outputs() const { return backward ? panels.columns() : panels.rows(); }
    int64_t depth() const { return backward ? panels.rows() : panels.columns(); }
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
    float* sums = reinterpret_cast<float*>(memory); // [rows][columns], between the steps of the depth
    Bf16* made = reinterpret_cast<Bf16*>(sums + BlockSize);
    WeightLeft* converted = reinterpret_cast<WeightLeft*>(made + MadeSize);
    const int64_t depth = call.depth(), kept = roundUp(block.columns, PanelColumns);
    const bool direct = sizeof(In) == sizeof(WeightLeft) && depth % 2 == 0;
    const int64_t step = call.backward        ? TurnedRows
                         : call.panels.made() ? UnpackedDepth
                         : direct             ? depth
                                              : BlockDepth;
    for (int64_t k = 0; k < depth; k += step) {
        const int64_t deep = depth - k < step ? depth - k : step;
        const bool first = k == 0, last = k + deep == depth;
        Left<WeightLeft> left{};
        if constexpr (sizeof(In) == sizeof(WeightLeft)) left = {call.x[block.row] + k, call.x.stride, 2};
        if (!direct) left = convertRows(call.x, block, k, deep, converted);
        for (int64_t c = 0; c < block.columns; c += PanelColumns) {
            const int64_t output = block.column + c;
            const int64_t wide = call.backward ? PanelColumns : call.panels.wide(output);
            const int64_t valid = block.columns - c < wide ? block.columns - c : wide;
            const Bf16* panel = made;
            if (call.backward)
                turn(call.panels, k, deep, output, made);
            else
                panel = call.panels.piece(output, k, deep, made);
            const auto finish = [&](int64_t r, int rows, int at, int columns, const float* tile) {
                for (int i = 0; i < rows; ++i) {
                    const float* fresh = tile + i * PanelColumns;
                    if (!(first && last)) {
                        float* sum = sums + (r + i) * kept + c + at;
                        for (int j = 0; j < columns; j += Lanes)
                            store(sum + j, first ? load(fresh + j) : add(load(sum + j), load(fresh + j)));
                        fresh = sum;
                    }
                    const int64_t some = valid - at < columns ? valid - at : columns;
                    if (!last) continue;
                    if (r + i + rows < block.rows)
                        expectWrite(call.y[block.row + r + i + rows] + output + at, some);
                    put(call, block.row + r + i, output + at, some, fresh);
                }
            };
            multiplyPanel(left, block.rows, panel, int(roundUp(valid, Lanes)), 2 * wide, (deep + 1) / 2,
                          finish);
        }
    }
}

template <class In, class Out> void product(Stream& stream, const Call<In, Out>& call, int64_t n) {
    // Tall blocks of even height where panels are made: each is made again for every block.
    const bool made = call.backward || call.panels.made();
    const int64_t most = made ? 384 : 192, outputs = call.outputs();
    const int64_t down = (n + most - 1) / most;
    const int64_t rows = made && n > 0 ? roundUp((n + down - 1) / down, MostTileRows) : most;
    const int64_t columns = BlockSize / rows / PanelColumns * PanelColumns;
    // As few blocks side by side as fit the scratch (each reads x again), but one for every thread.
    const int64_t fitting = (outputs + columns - 1) / columns, each = (stream.threads + down - 1) / down;
    const int64_t groups = fitting > each ? fitting : each;
    const int64_t wide = roundUp((outputs + groups - 1) / groups, PanelColumns); // even shares: 576 = 3 * 192
    const int64_t across = (outputs + wide - 1) / wide;
    parallelFor(stream, down * across, 1, [&](int64_t task, int64_t, int worker) {
        const int64_t row = task % down * rows, column = task / down * wide;
        const Block block{row, n - row < rows ? n - row : rows, column,
                          outputs - column < wide ? outputs - column : wide};
        computeBlock(call, block, workerScratch(stream, worker));
    });
}

void productOf(Stream& stream, const TensorView& x, const WeightPanels& panels, bool backward,
               const float* bias, const TensorView& y, bool accumulate) {
    withType(x, [&](auto in) {
        withType(y, [&](auto out) {
            using In = decltype(in);
            using Out = decltype(out);
            product(stream, Call<In, Out>{rowsOf<In>(x), rowsOf<Out>(y), panels, backward, bias, accumulate},
                    rowCount(x));
        });
    });
}

} // namespace

size_t packedBytesBf16(const WeightSource& w) {
    return size_t(roundUp(w.rows, 16)) * size_t(roundUp(w.columns, 2)) * sizeof(Bf16);
}

void packBf16(Stream& stream, const WeightSource& w, std::byte* dst) {
    const WeightPanels panels({.packing = Packing::Bf16, .source = w, .data = dst});
    parallelFor(stream, (w.rows + PanelColumns - 1) / PanelColumns, 1,
                [&](int64_t part, int64_t, int worker) {
                    const int64_t row = part * PanelColumns;
                    packPanel(w, row, const_cast<Bf16*>(panels.piece(row, 0, w.columns, nullptr)),
                              2 * panels.wide(row), workerScratch(stream, worker));
                });
}

bool joinableBf16(const WeightSource& a, const WeightSource& b) {
    return a.columns == b.columns && a.rows % PanelColumns == 0;
}

void linearBf16(Stream& stream, TensorView x, const PackedWeight& w, TensorView bias, TensorView y,
                bool accumulate) {
    const float* added = bias.data ? vectorOf(bias) : nullptr;
    productOf(stream, x, WeightPanels(w), false, added, y, accumulate);
}

void linearBackwardBf16(Stream& stream, TensorView dy, const PackedWeight& w, TensorView dx,
                        bool accumulate) {
    productOf(stream, dy, WeightPanels(w), true, nullptr, dx, accumulate);
}

} // namespace inkstone::kernels::INK_ISA
