// Our products beside oneDNN's on the shapes of SmolLM2-135M, weights prepacked by both, the two taking
// turns.
//   OMP_NUM_THREADS=N onednn_bench [threads N] [backend]        (built only where oneDNN is found)
// Medians of alternating runs: ours, oneDNN's, and ours / oneDNN's time.
#include "kernels/backend.h"

#include <dnnl.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

using namespace inkstone::kernels;

namespace {

using Tag = dnnl::memory::format_tag;
using Type = dnnl::memory::data_type;

double secondsOf(const std::function<void()>& body) {
    const auto start = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct Shape {
    int64_t tokens, columns, rows; ///< y [tokens, rows] = x [tokens, columns] W^T, W [rows, columns]
};

void compare(const char* name, const Shape& s, const std::function<void()>& ours,
             const std::function<void()>& theirs) {
    std::vector<double> a, b;
    ours(), theirs();
    for (int round = 0; round < 15; ++round) {
        a.push_back(secondsOf(ours));
        b.push_back(secondsOf(theirs));
    }
    const double work = 2.0 * double(s.tokens * s.columns * s.rows) * 1e-9;
    std::printf("%-5s %5lld x %4lld x %-5lld  ours %7.1f  oneDNN %7.1f GFLOP/s  time ratio %.2f\n", name,
                static_cast<long long>(s.tokens), static_cast<long long>(s.columns),
                static_cast<long long>(s.rows), work / median(a), work / median(b), median(a) / median(b));
    std::fflush(stdout);
}

/// oneDNN's matmul with weights in the layout it likes best.
class Rival {
public:
    Rival(Type in, Type weight, Type out, const Shape& s)
        : m_engine(dnnl::engine::kind::cpu, 0), m_stream(m_engine),
          m_x({{s.tokens, s.columns}, in, Tag::ab}, m_engine),
          m_y({{s.tokens, s.rows}, out, Tag::ab}, m_engine) {
        const dnnl::memory::desc any({s.columns, s.rows}, weight, Tag::any);
        const dnnl::matmul::primitive_desc plan({m_x.get_desc(), any, m_y.get_desc()}, m_engine);
        m_w = dnnl::memory(plan.weights_desc(), m_engine);
        m_matmul = dnnl::matmul(plan);
    }
    void run() {
        m_matmul.execute(m_stream, {{DNNL_ARG_SRC, m_x}, {DNNL_ARG_WEIGHTS, m_w}, {DNNL_ARG_DST, m_y}});
        m_stream.wait();
    }

private:
    dnnl::engine m_engine;
    dnnl::stream m_stream;
    dnnl::memory m_x, m_w, m_y;
    dnnl::matmul m_matmul;
};

void compareF32(const Ops& ops, Stream& stream, const Shape& s) {
    std::vector<float> x(size_t(s.tokens * s.columns), 0.5f), w(size_t(s.rows * s.columns), 0.25f),
        y(size_t(s.tokens * s.rows));
    Rival rival(Type::f32, Type::f32, Type::f32, s);
    compare(
        "f32", s,
        [&] {
            ops.gemm(stream, TensorView::matrix(x.data(), DType::F32, s.tokens, s.columns), false,
                     TensorView::matrix(w.data(), DType::F32, s.rows, s.columns), true,
                     TensorView::matrix(y.data(), DType::F32, s.tokens, s.rows), 1, 0);
        },
        [&] { rival.run(); });
}

void comparePacked(const char* name, Packing packing, DType file, DType in, Type theirs, Type theirIn,
                   const Ops& ops, Stream& stream, const Shape& s) {
    const std::vector<std::byte> source(size_t(s.rows) * rowBytes(file, s.columns), std::byte(1));
    PackedWeight w{packing, {source.data(), file, s.rows, s.columns}};
    w.bytes = ops.packedBytes(packing, w.source);
    if (w.bytes == 0) return;
    auto* packed = static_cast<std::byte*>(std::aligned_alloc(64, (w.bytes + 63) / 64 * 64));
    ops.pack(stream, packing, w.source, packed);
    w.data = packed;
    std::vector<float> x(size_t(s.tokens * s.columns), 0.0f), y(size_t(s.tokens * s.rows));
    Rival rival(theirIn, theirs, Type::f32, s);
    compare(
        name, s,
        [&] {
            ops.linear(stream, TensorView::matrix(x.data(), in, s.tokens, s.columns), w, {},
                       TensorView::matrix(y.data(), DType::F32, s.tokens, s.rows), false);
        },
        [&] { rival.run(); });
    std::free(packed);
}

} // namespace

int main(int argc, char** argv) {
    const Backend* backend = argc > 2 ? findBackend(argv[2]) : &defaultBackend();
    if (!backend) return 1;
    const auto owner = StreamOwner::make(*backend, argc > 1 ? std::atoi(argv[1]) : 1);
    Stream& stream = owner->stream();
    const dnnl_version_t* version = dnnl_version();
    std::printf("%s, %d threads; oneDNN %d.%d.%d\n", backend->name.c_str(), stream.threads, version->major,
                version->minor, version->patch);
    const Ops& ops = *backend->ops;
    for (const Shape& s :
         {Shape{512, 576, 960}, Shape{512, 576, 3072}, Shape{512, 1536, 576}, Shape{512, 576, 49152}}) {
        compareF32(ops, stream, s);
        comparePacked("bf16", Packing::Bf16, DType::BF16, DType::BF16, Type::bf16, Type::bf16, ops, stream,
                      s);
        // Theirs has one scale for all, ours one every 32 values, the activations' rounding included.
        comparePacked("int8", Packing::Int8, DType::Q8_0, DType::F32, Type::s8, Type::u8, ops, stream, s);
    }
    return 0;
}
