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
    Right<Unit> b;
    Unit* a;
    explicit Scratch(std::byte* memory)
        : sums(reinterpret_cast<float*>(memory)), b{reinterpret_cast<Unit*>(sums +
                                                                            MostBlockRows * BlockColumns),
                                                    BlockDepth},
          a(b.data + BlockDepth * BlockColumns) {}
};

/// Rows [row, row + rows), depth [k, k + depth) of op(a).
template <class Unit, class In>
Left<Unit> leftBlock(const Stored<In>& a, int64_t row, int64_t rows, int64_t k, int64_t depth,
                     Unit* scratch) {
    if (a.transposed) return leftOfColumns(a.data + k * a.stride + row, a.stride, rows, depth, scratch);
    return leftOfRows(a.data + row * a.stride + k, a.stride, rows, depth, scratch);
}

template <class Unit, class In>
void setRight(const Stored<In>& b, int64_t column, int64_t columns, int64_t k, int64_t depth,
              const Right<Unit>& right) {
    if (b.transposed)
        right.setColumns(b.data + column * b.stride + k, b.stride, depth, columns);
    else
        right.setRows(b.data + k * b.stride + column, b.stride, depth, columns);
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
        setRight(b, block.column, block.columns, k, deep, scratch.b);
        multiply(left, block.rows, scratch.b, block.columns, deep,
                 [&](int64_t r, int height, int64_t c, int columns, const float* tile) {
                     for (int i = 0; i < height; ++i) {
                         float* sums = scratch.sums + (r + i) * BlockColumns + c;
                         const float* fresh = tile + i * PanelColumns;
                         if (!(first && last)) {
                             for (int j = 0; j < columns; j += Lanes)
                                 store(sums + j,
                                       first ? load(fresh + j) : add(load(sums + j), load(fresh + j)));
                             fresh = sums;
                         }
                         if (!last) continue;
                         if (r + i + height < block.rows)
                             expectWrite(target.c[block.row + r + i + height] + block.column + c, columns);
                         target.put(block.row + r + i, block.column + c, columns, fresh);
                     }
                 });
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
