// Speed of the training rows at SmolLM2-135M's shapes, and what one LoRA step of 4 x 256 tokens costs in
// kernels.
//   training_bench [backend] [threads] [cpu]
// `cpu` counts processor time instead of the clock: with one thread, a figure a busy machine hardly disturbs.
// Every figure is the best of several runs. The step is the sum over the calls the model makes, each timed
// alone: it says where the time goes, and what is left to win against the machine's peak.
#include "kernels/backend.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace inkstone::kernels;

namespace {

constexpr int64_t Tokens = 1024, Hidden = 576, Queries = 576, Keys = 192, Ffn = 1536, Vocabulary = 49152,
                  Rank = 16;
constexpr int64_t LossRows = 128; ///< rows of logits alive at once
constexpr int Layers = 30;

class Bench {
public:
    Bench(const Backend& backend, int threads, bool processorTime)
        : m_processorTime(processorTime), m_ops(*backend.ops), m_owner(StreamOwner::make(backend, threads)),
          m_stream(m_owner->stream()), m_type(backend.fastBf16 ? DType::BF16 : DType::F32) {
        std::printf("%s on %s, %d threads, activations %s\n", backend.name.c_str(), backend.device.c_str(),
                    m_stream.threads, dtypeInfo(m_type)->name);
        std::printf("%-44s %10s %10s %8s %10s\n", "", "us", "GFLOP/s", "calls", "ms a step");
    }

    void run() {
        linears();
        lora();
        attention();
        rows();
        head();
        optimizer();
        for (const auto& [part, seconds] : m_parts)
            std::printf("%-44s %43.1f\n", part.c_str(), seconds * 1e3);
        std::printf(
            "one LoRA step of %lld tokens: %.3f s, %.0f tokens/s; the products alone at %.0f GFLOP/s\n",
            static_cast<long long>(Tokens), m_step, double(Tokens) / m_step, m_flops / m_flopSeconds * 1e-9);
    }

private:
    double now() const {
        if (m_processorTime) return double(std::clock()) / CLOCKS_PER_SEC;
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }

    /// `calls` of `body` make part of a step; flops of one call, 0: memory-bound.
    void time(const std::string& part, const std::string& name, int calls, double flops,
              const std::function<void()>& body) {
        body();
        double best = 1e9;
        for (int i = 0; i < 7; ++i) {
            const auto start = std::chrono::steady_clock::now();
            body();
            best = std::min(best,
                            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        }
        m_parts[part] += best * calls;
        m_step += best * calls;
        if (flops > 0) {
            m_flops += flops * calls;
            m_flopSeconds += best * calls;
        }
        std::printf("%-44s %10.1f %10.1f %8d %10.2f\n", name.c_str(), best * 1e6, flops / best * 1e-9, calls,
                    best * calls * 1e3);
    }

    TensorView matrix(int64_t rows, int64_t columns, DType type) {
        const size_t bytes = size_t(rows * columns) * (type == DType::F32 ? 4 : 2);
        m_buffers.emplace_back(std::aligned_alloc(64, (bytes + 63) / 64 * 64), &std::free);
        TensorView view = TensorView::matrix(m_buffers.back().get(), type, rows, columns);
        std::mt19937 engine(1);
        std::normal_distribution<float> normal(0, 1);
        for (int64_t i = 0; i < rows * columns; ++i) {
            if (type == DType::F32)
                view.f32()[i] = normal(engine);
            else
                view.bf16()[i] = toBf16(normal(engine));
        }
        return view;
    }
    TensorView activation(int64_t rows, int64_t columns) { return matrix(rows, columns, m_type); }

    PackedWeight packed(Packing packing, int64_t rows, int64_t columns) {
        const TensorView values = matrix(rows, columns, DType::BF16);
        PackedWeight w{packing, {static_cast<const std::byte*>(values.data), DType::BF16, rows, columns}};
        if (m_type == DType::F32) {
            w.packing = Packing::Source;
            return w;
        }
        w.bytes = m_ops.packedBytes(packing, w.source);
        m_buffers.emplace_back(std::aligned_alloc(64, (w.bytes + 63) / 64 * 64), &std::free);
        m_ops.pack(m_stream, packing, w.source, static_cast<std::byte*>(m_buffers.back().get()));
        w.data = static_cast<const std::byte*>(m_buffers.back().get());
        return w;
    }

    void linear(const std::string& name, int64_t rows, int64_t columns, DType out, bool accumulate,
                int calls) {
        const TensorView x = activation(Tokens, columns), y = matrix(Tokens, rows, out);
        const PackedWeight w = packed(Packing::Bf16, rows, columns);
        time("products with weights", "linear " + name, calls, 2.0 * double(Tokens * rows * columns),
             [=, this] { m_ops.linear(m_stream, x, w, {}, y, accumulate); });
    }
    void linearBackward(const std::string& name, int64_t rows, int64_t columns, DType out, bool accumulate,
                        int calls) {
        const TensorView dy = activation(Tokens, rows), dx = matrix(Tokens, columns, out);
        const PackedWeight w = packed(Packing::Bf16, rows, columns);
        time("products with weights", "linearBackward " + name, calls, 2.0 * double(Tokens * rows * columns),
             [=, this] { m_ops.linearBackward(m_stream, dy, w, dx, accumulate); });
    }
    void linears() {
        linear("q k v joined 960 x 576", Queries + 2 * Keys, Hidden, m_type, false, Layers);
        linear("o 576 x 576 +=", Hidden, Queries, DType::F32, true, Layers);
        linear("gate up joined 3072 x 576", 2 * Ffn, Hidden, m_type, false, Layers);
        linear("down 576 x 1536 +=", Hidden, Ffn, DType::F32, true, Layers);
        linearBackward("down 576 x 1536", Hidden, Ffn, m_type, false, Layers);
        linearBackward("gate, up 1536 x 576 +=", Ffn, Hidden, DType::F32, true, 2 * Layers);
        linearBackward("o 576 x 576", Hidden, Queries, m_type, false, Layers);
        linearBackward("q 576 x 576 +=", Queries, Hidden, DType::F32, true, Layers);
        linearBackward("k, v 192 x 576 +=", Keys, Hidden, DType::F32, true, 2 * Layers);
    }

    struct Product {
        std::string name;
        int64_t m, n, k;
        bool transposeA, transposeB;
        DType out;
        float beta;
        int calls;
    };
    void product(const Product& p) {
        const TensorView a = p.transposeA ? activation(p.k, p.m) : activation(p.m, p.k);
        const TensorView b = p.transposeB ? activation(p.n, p.k) : activation(p.k, p.n),
                         c = matrix(p.m, p.n, p.out);
        time("LoRA", p.name, p.calls, 2.0 * double(p.m * p.n * p.k),
             [=, this] { m_ops.gemm(m_stream, a, p.transposeA, b, p.transposeB, c, 1, p.beta); });
    }
    void lora() {
        const DType f32 = DType::F32;
        product({"u = x Aᵀ, q k v 576 -> 48", Tokens, 3 * Rank, Hidden, false, true, m_type, 0, Layers});
        product({"u = x Aᵀ, gate up 576 -> 32", Tokens, 2 * Rank, Hidden, false, true, m_type, 0, Layers});
        product({"u = x Aᵀ, o 576 -> 16", Tokens, Rank, Queries, false, true, m_type, 0, Layers});
        product({"u = x Aᵀ, down 1536 -> 16", Tokens, Rank, Ffn, false, true, m_type, 0, Layers});
        product({"y += u Bᵀ, 16 -> 192 (k, v)", Tokens, Keys, Rank, false, true, m_type, 1, 2 * Layers});
        product({"y += u Bᵀ, 16 -> 576 (q)", Tokens, Queries, Rank, false, true, m_type, 1, Layers});
        product({"y += u Bᵀ, 16 -> 576 (o, down)", Tokens, Hidden, Rank, false, true, f32, 1, 2 * Layers});
        product({"y += u Bᵀ, 16 -> 1536 (gate, up)", Tokens, Ffn, Rank, false, true, m_type, 1, 2 * Layers});
        product({"dB += dyᵀ u, 192 x 16", Keys, Rank, Tokens, true, false, f32, 1, 2 * Layers});
        product({"dB += dyᵀ u, 576 x 16", Hidden, Rank, Tokens, true, false, f32, 1, 3 * Layers});
        product({"dB += dyᵀ u, 1536 x 16", Ffn, Rank, Tokens, true, false, f32, 1, 2 * Layers});
        product({"du = dy B, 192 -> 16", Tokens, Rank, Keys, false, false, m_type, 0, 2 * Layers});
        product({"du = dy B, 576 -> 16", Tokens, Rank, Hidden, false, false, m_type, 0, 3 * Layers});
        product({"du = dy B, 1536 -> 16", Tokens, Rank, Ffn, false, false, m_type, 0, 2 * Layers});
        product({"dA += duᵀ x, 48 x 576 (q k v)", 3 * Rank, Hidden, Tokens, true, false, f32, 1, Layers});
        product({"dA += duᵀ x, 32 x 576 (gate up)", 2 * Rank, Hidden, Tokens, true, false, f32, 1, Layers});
        product({"dA += duᵀ x, 16 x 576 (o)", Rank, Hidden, Tokens, true, false, f32, 1, Layers});
        product({"dA += duᵀ x, 16 x 1536 (down)", Rank, Ffn, Tokens, true, false, f32, 1, Layers});
        product({"dx += du A, 48 -> 576", Tokens, Hidden, 3 * Rank, false, false, f32, 1, Layers});
        product({"dx += du A, 32 -> 576", Tokens, Hidden, 2 * Rank, false, false, f32, 1, Layers});
        product({"dx += du A, 16 -> 576", Tokens, Hidden, Rank, false, false, m_type, 1, Layers});
        product({"dx += du A, 16 -> 1536", Tokens, Ffn, Rank, false, false, m_type, 1, Layers});
    }

    void attention() {
        static const std::vector<int32_t> cu{0, 256, 512, 768, 1024};
        const AttentionShape shape{9, 3, 64, 0.125f, 0, 0};
        const TensorView q = activation(Tokens, Queries), k = activation(Tokens, Keys),
                         v = activation(Tokens, Keys);
        const TensorView out = activation(Tokens, Queries), dout = activation(Tokens, Queries);
        const TensorView dq = activation(Tokens, Queries), dk = activation(Tokens, Keys),
                         dv = activation(Tokens, Keys);
        const TensorView lse = matrix(9, Tokens, DType::F32);
        const double flops = 4 * 4.0 * (256.0 * 257 / 2) * Queries; // 4 sequences, causal, two products
        time("attention", "attention 4 x 256", Layers, flops,
             [=, this] { m_ops.attention(m_stream, q, k, v, cu, shape, out, lse); });
        time("attention", "attentionBackward 4 x 256", Layers, 2.5 * flops, [=, this] {
            m_ops.attentionBackward(m_stream, q, k, v, out, lse, dout, cu, shape, dq, dk, dv);
        });
    }

    void rows() {
        const std::string part = "norms, rotations, gates, copies";
        const TensorView x = matrix(Tokens, Hidden, DType::F32), wide = matrix(Tokens, Hidden, DType::F32);
        const TensorView h = activation(Tokens, Hidden), q = activation(Tokens, Queries),
                         k = activation(Tokens, Keys);
        const TensorView gate = activation(Tokens, Ffn), up = activation(Tokens, Ffn),
                         act = activation(Tokens, Ffn);
        const TensorView dgate = activation(Tokens, Ffn), dup = activation(Tokens, Ffn);
        const TensorView table = matrix(Tokens, 64, DType::F32);
        TensorView weight = matrix(1, Hidden, DType::F32), rstd = matrix(1, Tokens, DType::F32);
        static std::vector<int32_t> positions(Tokens);
        for (size_t i = 0; i < positions.size(); ++i) positions[i] = int32_t(i);
        time(part, "rmsNorm", 4 * Layers, 0,
             [=, this] { m_ops.rmsNorm(m_stream, x, weight, 1e-5f, h, rstd); });
        time(part, "rmsNormBackward", 2 * Layers, 0,
             [=, this] { m_ops.rmsNormBackward(m_stream, wide, x, weight, rstd, wide, {}); });
        time(part, "rope q", 2 * Layers, 0,
             [=, this] { m_ops.rope(m_stream, q, 64, positions, table, false); });
        time(part, "rope k", 2 * Layers, 0,
             [=, this] { m_ops.rope(m_stream, k, 64, positions, table, false); });
        time(part, "gatedActivation", 2 * Layers, 0,
             [=, this] { m_ops.gatedActivation(m_stream, Activation::Silu, gate, up, act); });
        time(part, "gatedActivationBackward", Layers, 0, [=, this] {
            m_ops.gatedActivationBackward(m_stream, Activation::Silu, gate, up, act, dgate, dup);
        });
        time(part, "convert F32 -> F32", 2 * Layers, 0, [=, this] { m_ops.convert(m_stream, x, wide); });
        time(part, "convert F32 -> BF16", 2 * Layers, 0, [=, this] { m_ops.convert(m_stream, x, h); });
        time("dropout (not in the step)", "dropout 1024 x 576", 0, 0,
             [=, this] { m_ops.dropout(m_stream, h, 0.1f, 1, h); });
    }

    void head() {
        const int chunks = Tokens / LossRows;
        const TensorView h = activation(LossRows, Hidden), logits = matrix(LossRows, Vocabulary, DType::F32);
        const TensorView dh = matrix(LossRows, Hidden, DType::F32), losses = matrix(1, LossRows, DType::F32);
        const PackedWeight w = packed(Packing::Bf16, Vocabulary, Hidden);
        static const std::vector<int32_t> targets(LossRows, 77);
        const double flops = 2.0 * double(LossRows * Vocabulary * Hidden);
        time("head and loss", "linear head, 128 rows", chunks, flops,
             [=, this] { m_ops.linear(m_stream, h, w, {}, logits, false); });
        time("head and loss", "crossEntropy, 128 rows", chunks, 0,
             [=, this] { m_ops.crossEntropy(m_stream, logits, targets, 1e-3f, losses); });
        time("head and loss", "linearBackward head, 128 rows", chunks, flops,
             [=, this] { m_ops.linearBackward(m_stream, logits, w, dh, false); });
    }

    void optimizer() {
        const int64_t n = 4884480; // LoRA r16 on all seven linears
        TensorView p = matrix(1, n, DType::F32), g = matrix(1, n, DType::F32), m = matrix(1, n, DType::F32);
        TensorView v = matrix(1, n, DType::F32);
        for (int64_t i = 0; i < n; ++i) v.f32()[i] = 1e-6f;
        time("optimizer", "sumOfSquares", 1, 0, [=, this] { m_ops.sumOfSquares(m_stream, g); });
        time("optimizer", "adamw", 1, 0,
             [=, this] { m_ops.adamw(m_stream, p, g, m, v, {.learningRate = 1e-3f}); });
    }

    const bool m_processorTime;
    const Ops& m_ops;
    std::unique_ptr<StreamOwner> m_owner;
    Stream& m_stream;
    DType m_type;
    std::vector<std::unique_ptr<void, decltype(&std::free)>> m_buffers;
    std::map<std::string, double> m_parts;
    double m_step = 0, m_flops = 0, m_flopSeconds = 0;
};

} // namespace

int main(int argc, char** argv) {
    const Backend* backend = argc > 1 ? findBackend(argv[1]) : &defaultBackend();
    if (!backend) {
        std::fprintf(stderr, "no backend named %s\n", argv[1]);
        return 1;
    }
    const bool processorTime = argc > 3 && std::strcmp(argv[3], "cpu") == 0;
    Bench(*backend, argc > 2 ? std::atoi(argv[2]) : 0, processorTime).run();
    return 0;
}
