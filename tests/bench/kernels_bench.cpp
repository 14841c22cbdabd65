// Speed of single kernels on this machine: a read stream, Int8 products for one token and for a prompt,
// attention.
//   kernels_bench [backend] [threads]
// Every figure is the best of several runs: what the machine can do, not what else it was doing.
#include "kernels/backend.h"
#include "kernels/thread_pool.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <sys/mman.h>
#include <vector>

using namespace inkstone::kernels;

namespace {

double secondsOf(const std::function<void()>& body) {
    const auto start = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double bestOf(int runs, const std::function<void()>& body) {
    double best = 1e9;
    for (int i = 0; i < runs; ++i) best = std::min(best, secondsOf(body));
    return best;
}

struct AlignedFree {
    void operator()(std::byte* p) const { std::free(p); }
};
using Memory = std::unique_ptr<std::byte, AlignedFree>;

Memory memoryOf(size_t bytes) {
    constexpr size_t page = size_t(2) << 20; // large pages, as packed weights have
    Memory memory(static_cast<std::byte*>(std::aligned_alloc(page, (bytes + page - 1) / page * page)));
    madvise(memory.get(), bytes, MADV_HUGEPAGE);
    std::memset(memory.get(), 1, bytes);
    return memory;
}

/// Bytes per second of reading `bytes` once, as 64-bit sums.
void benchStream(Stream& stream) {
    const size_t bytes = size_t(256) << 20;
    const Memory memory = memoryOf(bytes);
    const auto* words = reinterpret_cast<const uint64_t*>(memory.get());
    std::vector<uint64_t> sums(64);
    const double seconds = bestOf(9, [&] {
        parallelFor(stream, int64_t(bytes / 8), int64_t(1) << 17,
                    [&](int64_t begin, int64_t end, int worker) {
                        uint64_t lanes[32] = {};
                        for (int64_t i = begin; i < end; i += 32) {
                            for (int j = 0; j < 32; ++j) lanes[j] += words[i + j];
                        }
                        for (uint64_t lane : lanes) sums[size_t(worker)] += lane;
                    });
    });
    std::printf("read stream          %7.1f GB/s   (check %llu)\n", double(bytes) / seconds * 1e-9,
                static_cast<unsigned long long>(sums[0] & 1));
}

std::vector<std::byte> randomRows(DType dtype, int64_t rows, int64_t columns) {
    std::vector<std::byte> bytes(size_t(rows) * rowBytes(dtype, columns));
    std::mt19937 engine(1);
    for (std::byte& byte : bytes) byte = std::byte(engine() & 0x1f);
    return bytes;
}

/// Many copies of one packed matrix, `total` bytes in all, so that nothing stays in a cache.
void benchInt8(const Backend& backend, Stream& stream, DType dtype, int64_t rows, int64_t columns) {
    const Ops& ops = *backend.ops;
    const std::vector<std::byte> file = randomRows(dtype, rows, columns);
    PackedWeight w{Packing::Int8, {file.data(), dtype, rows, columns}};
    w.bytes = ops.packedBytes(Packing::Int8, w.source);
    if (w.bytes == 0) return;
    const size_t copies = std::max<size_t>(1, (size_t(96) << 20) / w.bytes);
    const Memory memory = memoryOf(w.bytes * copies);
    const double packSeconds = secondsOf([&] { ops.pack(stream, Packing::Int8, w.source, memory.get()); });
    for (size_t i = 1; i < copies; ++i) std::memcpy(memory.get() + i * w.bytes, memory.get(), w.bytes);

    const int64_t prompt = 512;
    std::vector<float> x(size_t(prompt * columns), 0.5f), y(size_t(prompt * rows));
    const auto product = [&](int64_t tokens, size_t copy) {
        w.data = memory.get() + copy * w.bytes;
        ops.linear(stream, TensorView::matrix(x.data(), DType::F32, tokens, columns), w, {},
                   TensorView::matrix(y.data(), DType::F32, tokens, rows), false);
    };
    const double one = bestOf(5, [&] {
        for (size_t i = 0; i < copies; ++i) product(1, i);
    });
    const double many = bestOf(7, [&] { product(prompt, 0); });
    std::printf(
        "%-7s %5lld x %-5lld  1 token %6.1f GB/s (%.2f us)   512 tokens %7.1f GOP/s   pack %.2f GB/s\n",
        dtypeInfo(dtype)->name, static_cast<long long>(rows), static_cast<long long>(columns),
        double(w.bytes * copies) / one * 1e-9, one / double(copies) * 1e6,
        2.0 * double(prompt * rows * columns) / many * 1e-9, double(file.size()) / packSeconds * 1e-9);
}

void benchSource(const Backend& backend, Stream& stream, int64_t rows, int64_t columns, int64_t tokens) {
    const std::vector<std::byte> file = randomRows(DType::Q4_1, rows, columns);
    const PackedWeight w{Packing::Source, {file.data(), DType::Q4_1, rows, columns}};
    std::vector<float> x(size_t(tokens * columns), 0.5f), y(size_t(tokens * rows));
    const double seconds = bestOf(5, [&] {
        backend.ops->linear(stream, TensorView::matrix(x.data(), DType::F32, tokens, columns), w, {},
                            TensorView::matrix(y.data(), DType::F32, tokens, rows), false);
    });
    std::printf("f32 exact, Q4_1 %lld x %lld, %lld tokens: %.1f GFLOP/s (%.1f us)\n",
                static_cast<long long>(rows), static_cast<long long>(columns), static_cast<long long>(tokens),
                2.0 * double(tokens * rows * columns) / seconds * 1e-9, seconds * 1e6);
}

void benchAttention(const Backend& backend, Stream& stream, DType dtype, int64_t tokens, int64_t length) {
    const AttentionShape shape{.heads = 9, .kvHeads = 3, .headDim = 64, .scale = 0.125f};
    // One cache for each layer of a model: a long one is in memory, not in the processor's cache.
    constexpr int layers = 30;
    const size_t bytes = rowBytes(dtype, length * 3 * 64);
    const Memory k = memoryOf(bytes * layers), v = memoryOf(bytes * layers);
    std::vector<float> q(size_t(tokens) * 9 * 64, 0.01f), out(q.size());
    int layer = 0;
    const double seconds = bestOf(3 * layers, [&] {
        const size_t at = bytes * size_t(layer++ % layers);
        const KvView cache{k.get() + at, v.get() + at, dtype, length * 64, 64, length};
        backend.ops->attentionCached(stream, TensorView::matrix(q.data(), DType::F32, tokens, 9 * 64), cache, shape,
                                     TensorView::matrix(out.data(), DType::F32, tokens, 9 * 64));
    });
    const double pairs = double(tokens) * (double(length) - double(tokens) / 2);
    std::printf("attention %-4s %4lld tokens of %5lld: %8.1f us  %6.1f GFLOP/s\n", dtypeInfo(dtype)->name,
                static_cast<long long>(tokens), static_cast<long long>(length), seconds * 1e6,
                4.0 * pairs * 9 * 64 / seconds * 1e-9);
}

} // namespace

int main(int argc, char** argv) {
    const Backend* backend = argc > 1 ? findBackend(argv[1]) : &defaultBackend();
    if (!backend) {
        std::fprintf(stderr, "no backend named %s\n", argv[1]);
        return 1;
    }
    const auto owner = StreamOwner::make(*backend, argc > 2 ? std::atoi(argv[2]) : 0);
    Stream& stream = owner->stream();
    std::printf("%s on %s, %d threads\n", backend->name.c_str(), backend->device.c_str(), stream.threads);
    benchStream(stream);
    benchInt8(*backend, stream, DType::Q4_1, 960, 576);
    benchInt8(*backend, stream, DType::Q4_1, 3072, 576);
    benchInt8(*backend, stream, DType::Q4_1, 576, 1536);
    benchInt8(*backend, stream, DType::Q8_0, 49152, 576);
    for (DType dtype : {DType::Q4_0, DType::Q5_0, DType::Q8_0, DType::Q2_K, DType::Q3_K, DType::Q4_K,
                        DType::Q5_K, DType::Q6_K, DType::IQ4_NL, DType::IQ4_XS})
        benchInt8(*backend, stream, dtype, 2048, 2048);
    for (int64_t tokens : {1, 16, 512}) benchSource(*backend, stream, 1536, 576, tokens);
    for (DType dtype : {DType::F32, DType::F16, DType::BF16, DType::Q8_0}) {
        benchAttention(*backend, stream, dtype, 1, 128);
        benchAttention(*backend, stream, dtype, 1, 1024);
        benchAttention(*backend, stream, dtype, 1, 8192);
        benchAttention(*backend, stream, dtype, 512, 512);
        benchAttention(*backend, stream, dtype, 512, 8192);
    }
    return 0;
}
