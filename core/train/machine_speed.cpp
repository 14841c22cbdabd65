#include "core/train/machine_speed.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/paths.h"
#include "core/tensor/tensor.h"
#include "kernels/thread_pool.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <sys/mman.h>
#include <vector>

#ifndef INKSTONE_VERSION
#define INKSTONE_VERSION ""
#endif

namespace inkstone {

using kernels::DType;
using kernels::Packing;
using kernels::TensorView;

namespace {

/// Changes whenever what is measured changes.
constexpr int format = 3;
constexpr const char* workNames[workCount] = {"call",
                                              "forward_1",
                                              "forward_32",
                                              "forward_128",
                                              "forward_512",
                                              "backward_32",
                                              "backward_128",
                                              "backward_512",
                                              "few_columns_16",
                                              "few_columns_64",
                                              "few_columns_transposed_16",
                                              "few_columns_transposed_64",
                                              "few_rows_16",
                                              "few_rows_64",
                                              "shallow_16",
                                              "shallow_64",
                                              "shallow_512",
                                              "attention_64",
                                              "attention_512",
                                              "attention_backward_64",
                                              "attention_backward_512",
                                              "norm",
                                              "norm_backward",
                                              "convert",
                                              "rotate",
                                              "gate",
                                              "gate_backward",
                                              "add",
                                              "dropout",
                                              "loss",
                                              "optimizer",
                                              "optimizer_8bit",
                                              "sum_of_squares",
                                              "touch",
                                              "pack",
                                              "hash",
                                              "write",
                                              "file"};

/// Runs each kind of work a few times on memory of its own and keeps the best.
class Measurement {
public:
    Measurement(const kernels::Backend& backend, const MachineSpeed::Options& options, MachineSpeed& speed)
        : m_ops(*backend.ops), m_owner(kernels::StreamOwner::make(backend, options.threads)),
          m_stream(m_owner->stream()), m_options(options), m_speed(speed),
          m_type(options.packing == Packing::Source ? DType::F32 : DType::BF16) {}

    void run() {
        m_speed.set(Work::Call,
                    best([&] { kernels::parallelFor(m_stream, 2, 1, [](int64_t, int64_t, int) {}); }));
        products();
        gemms();
        attention(64, Work::Attention64, Work::AttentionBackward64);
        attention(512, Work::Attention512, Work::AttentionBackward512);
        rows();
        memoryAndFiles();
    }

private:
    static constexpr int64_t side = 1024; ///< of a weight matrix
    static constexpr int64_t tokens = 512;
    static constexpr double patience = 6e-3; ///< seconds for the repetitions of one measurement

    double best(const std::function<void()>& body) {
        body();
        double least = 1e30;
        const double start = monotonicSeconds();
        for (int i = 0; i < 7; ++i) {
            const double begin = monotonicSeconds();
            if (i > 1 && begin - start > patience) break;
            body();
            least = std::min(least, monotonicSeconds() - begin);
        }
        return least;
    }
    void put(Work work, double units, const std::function<void()>& body) {
        m_speed.set(work, std::max(0.0, best(body) - m_speed[Work::Call]) / units);
    }

    /// Bytes that are a small ordinary number in every type there is.
    std::byte* memory(size_t bytes) {
        m_memory.emplace_back(bytes + 64);
        std::memset(m_memory.back().data(), 0x3c, bytes + 64);
        const auto address = reinterpret_cast<uintptr_t>(m_memory.back().data());
        return m_memory.back().data() + (64 - address % 64) % 64;
    }
    TensorView matrix(DType type, int64_t rows, int64_t columns) {
        return TensorView::matrix(memory(kernels::rowBytes(type, columns) * size_t(rows)), type, rows,
                                  columns);
    }
    TensorView activation(int64_t rows, int64_t columns) { return matrix(m_type, rows, columns); }

    /// Enough matrices that none is still in the processor's cache when its turn comes again.
    std::vector<kernels::PackedWeight> weights() {
        const kernels::WeightSource source{nullptr, m_options.source, side, side};
        const bool packed = m_options.packing == Packing::Bf16 || m_options.packing == Packing::Int8;
        const size_t bytes = packed ? m_ops.packedBytes(m_options.packing, source)
                                    : kernels::rowBytes(source.dtype, side) * size_t(side);
        constexpr size_t much = size_t(48) << 20;
        std::byte* data = memory(std::max(bytes, much));
        std::vector<kernels::PackedWeight> all;
        for (size_t at = 0; at + bytes <= much; at += bytes) {
            all.push_back({.packing = m_options.packing, .source = source, .bytes = packed ? bytes : 0});
            (packed ? all.back().data : all.back().source.data) = data + at;
        }
        return all;
    }

    /// Per weight.
    void products() {
        const std::vector<kernels::PackedWeight> w = weights();
        size_t turn = 0;
        const auto next = [&]() -> const kernels::PackedWeight& { return w[turn++ % w.size()]; };
        const auto forward = [&](Work work, int64_t n) {
            // One token: a sample answer's, whose activations are F32 always.
            const TensorView x = n == 1 ? matrix(DType::F32, n, side) : activation(n, side);
            const TensorView y = n == 1 ? matrix(DType::F32, n, side) : activation(n, side);
            put(work, double(side * side), [&, x, y] { m_ops.linear(m_stream, x, next(), {}, y, false); });
        };
        const auto backward = [&](Work work, int64_t n) {
            const TensorView dy = activation(n, side), dx = matrix(DType::F32, n, side);
            put(work, double(side * side),
                [&, dy, dx] { m_ops.linearBackward(m_stream, dy, next(), dx, false); });
        };
        forward(Work::Forward1, 1);
        forward(Work::Forward32, 32);
        forward(Work::Forward128, 128);
        forward(Work::Forward512, 512);
        backward(Work::Backward32, 32);
        backward(Work::Backward128, 128);
        backward(Work::Backward512, 512);
        const kernels::WeightSource source{memory(kernels::rowBytes(m_options.source, side) * size_t(side)),
                                           m_options.source, side, side};
        if (const size_t bytes = m_ops.packedBytes(m_options.packing, source)) {
            std::byte* to = memory(bytes);
            put(Work::Pack, double(bytes), [&] { m_ops.pack(m_stream, m_options.packing, source, to); });
        }
        m_memory.clear();
    }

    /// The shapes an adapter of rank `r` makes: per product of the two long sides.
    void gemms() {
        const double units = double(tokens * side);
        for (const bool wide : {false, true}) {
            const int64_t r = wide ? 64 : 16;
            const TensorView x = activation(tokens, side), y = matrix(DType::F32, tokens, side);
            const TensorView a = activation(r, side), b = activation(side, r), u = activation(tokens, r);
            const TensorView da = matrix(DType::F32, r, side), db = matrix(DType::F32, side, r);
            put(wide ? Work::FewColumns64 : Work::FewColumns16, units,
                [&] { m_ops.gemm(m_stream, x, false, a, true, u, 1, 0); });
            put(wide ? Work::FewColumnsOfTransposed64 : Work::FewColumnsOfTransposed16, units,
                [&] { m_ops.gemm(m_stream, x, true, u, false, db, 1, 1); });
            put(wide ? Work::FewRows64 : Work::FewRows16, units,
                [&] { m_ops.gemm(m_stream, u, true, x, false, da, 1, 1); });
            put(wide ? Work::Shallow64 : Work::Shallow16, units,
                [&] { m_ops.gemm(m_stream, u, false, b, true, y, 1, 1); });
        }
        // The gradient of a weight matrix.
        const TensorView dy = activation(tokens, side), x = activation(tokens, side),
                         dw = matrix(DType::F32, side, side);
        put(Work::Shallow512, double(side * side),
            [&] { m_ops.gemm(m_stream, dy, true, x, false, dw, 1, 1); });
        m_memory.clear();
    }

    /// Per token and 64 columns of queries.
    void attention(int32_t length, Work forward, Work backward) {
        constexpr int64_t heads = 8, headDim = 64;
        std::vector<int32_t> ends;
        for (int32_t end = 0; end <= tokens; end += length) ends.push_back(end);
        const kernels::AttentionShape shape{heads, heads / 2, headDim, 0.125f, 0, 0};
        const TensorView q = activation(tokens, heads * headDim), k = activation(tokens, heads / 2 * headDim),
                         v = activation(tokens, heads / 2 * headDim),
                         out = activation(tokens, heads * headDim);
        const TensorView dq = activation(tokens, heads * headDim),
                         dk = activation(tokens, heads / 2 * headDim),
                         dv = activation(tokens, heads / 2 * headDim);
        const TensorView lse = matrix(DType::F32, heads, tokens);
        const double units = double(tokens * heads);
        put(forward, units, [&] { m_ops.attention(m_stream, q, k, v, ends, shape, out, lse); });
        put(backward, units,
            [&] { m_ops.attentionBackward(m_stream, q, k, v, out, lse, out, ends, shape, dq, dk, dv); });
        m_memory.clear();
    }

    /// Per element.
    void rows() {
        const TensorView x = matrix(DType::F32, tokens, side), wide = matrix(DType::F32, tokens, side);
        const TensorView h = activation(tokens, side), up = activation(tokens, side),
                         out = activation(tokens, side);
        const TensorView weight = TensorView::vector(memory(side * 4), DType::F32, side),
                         rstd = TensorView::vector(memory(tokens * 4), DType::F32, tokens);
        const TensorView table = matrix(DType::F32, tokens, 64);
        std::vector<int32_t> positions(tokens), targets(64, 7);
        std::iota(positions.begin(), positions.end(), 0);
        const double units = double(tokens * side);
        put(Work::Norm, units, [&] { m_ops.rmsNorm(m_stream, x, weight, 1e-5f, h, rstd); });
        put(Work::NormBackward, units,
            [&] { m_ops.rmsNormBackward(m_stream, h, x, weight, rstd, wide, {}); });
        put(Work::Convert, units, [&] { m_ops.convert(m_stream, x, h); });
        put(Work::Rotate, units, [&] { m_ops.rope(m_stream, h, 64, positions, table, false); });
        put(Work::Gate, units,
            [&] { m_ops.gatedActivation(m_stream, kernels::Activation::Silu, h, up, out); });
        put(Work::GateBackward, units,
            [&] { m_ops.gatedActivationBackward(m_stream, kernels::Activation::Silu, h, up, out, h, up); });
        put(Work::Add, units, [&] { m_ops.addScaled(m_stream, x, 0, wide); });
        put(Work::Dropout, units, [&] { m_ops.dropout(m_stream, out, 0.1f, 1, out); });
        const TensorView logits = matrix(DType::F32, 64, 8 * side);
        put(Work::Loss, 64.0 * 8 * side, [&] { m_ops.crossEntropy(m_stream, logits, targets, 1, rstd); });
        const auto flat = [&] {
            return TensorView::vector(memory(size_t(units) * 4), DType::F32, int64_t(units));
        };
        const TensorView p = flat(), g = flat(), m1 = flat(), m2 = flat();
        put(Work::SumOfSquares, units, [&] { m_ops.sumOfSquares(m_stream, g); });
        put(Work::Optimizer, units, [&] { m_ops.adamw(m_stream, p, g, m1, m2, {.learningRate = 1e-6f}); });
        const kernels::Moments8 moments{.moment1 = m1.as<uint8_t>(),
                                        .moment2 = m2.as<uint8_t>(),
                                        .scale1 = m1.f32() + int64_t(units) / 2,
                                        .scale2 = m2.f32() + int64_t(units) / 2,
                                        .count = int64_t(units)};
        put(Work::Optimizer8, units, [&] { m_ops.adamw8(m_stream, p, g, moments, {.learningRate = 1e-6f}); });
        m_memory.clear();
    }

    /// Per byte, and per file.
    void memoryAndFiles() {
        constexpr size_t bytes = size_t(8) << 20;
        put(Work::Touch, double(bytes), [] {
            void* fresh = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            if (fresh == MAP_FAILED) return;
            madvise(fresh, bytes, MADV_HUGEPAGE);
            std::memset(fresh, 1, bytes);
            munmap(fresh, bytes);
        });
        const std::span<const std::byte> data(memory(bytes), bytes);
        put(Work::Hash, double(bytes), [&] { (void)sha256(data.first(bytes / 4)); });
        m_speed.set(Work::Hash, m_speed[Work::Hash] * 4);
        const fs::path file = m_options.cache.parent_path() / "speed_of_writing";
        const std::string_view text(reinterpret_cast<const char*>(data.data()), bytes);
        std::error_code ignored; // where nothing can be written, writing takes no time
        m_speed.set(Work::File, best([&] { (void)writeFileAtomically(file, text.substr(0, 100)); }));
        m_speed.set(Work::Write, best([&] { (void)writeFileAtomically(file, text); }) / double(bytes));
        fs::remove(file, ignored);
        m_memory.clear();
    }

    const kernels::Ops& m_ops;
    std::unique_ptr<kernels::StreamOwner> m_owner;
    kernels::Stream& m_stream;
    const MachineSpeed::Options& m_options;
    MachineSpeed& m_speed;
    const DType m_type;
    std::vector<std::vector<std::byte>> m_memory;
};

std::string keyOf(const kernels::Backend& backend, const MachineSpeed::Options& options) {
    const int threads = options.threads > 0 ? options.threads : backend.maxThreads;
    const char* type = kernels::dtypeInfo(options.source)->name;
    const std::string arithmetic = options.packing == Packing::Source ? std::string("f32 from ") + type
                                   : options.packing == Packing::Bf16 ? std::string("bf16")
                                                                      : std::string("bf16 over ") + type;
    return backend.device + ", " + backend.name + ", " + std::to_string(threads) + " threads, " + arithmetic +
           ", " INKSTONE_VERSION "-" + std::to_string(format);
}

/// An unreadable cache is an empty one.
Json readCache(const fs::path& file) {
    if (auto json = readJson(file); json && json->is_object()) return *json;
    return Json::object();
}

struct Cached {
    int measurements = 0;
    std::array<double, workCount> seconds{};
};

Cached readEntry(const Json& cache, const std::string& key) {
    Cached cached;
    if (!cache.contains(key)) return cached;
    const JsonReader reader(cache[key], key);
    for (size_t i = 0; i < workCount; ++i) {
        const auto value = reader.number(workNames[i]);
        if (!value || !(*value >= 0 && *value < 1e3)) return cached;
        cached.seconds[i] = *value;
    }
    if (const auto count = reader.integer("measurements", 1, 1000)) cached.measurements = int(*count);
    return cached;
}

/// Through the points (x[i], y[i]), straight between them, and in proportion to x beyond the last.
template <size_t N>
double interpolate(const std::array<double, N>& x, const std::array<double, N>& y, double at) {
    if (at >= x.back()) return y.back() * at / x.back();
    if (at <= x.front()) return y.front();
    const size_t i = size_t(std::upper_bound(x.begin(), x.end(), at) - x.begin());
    const double part = (at - x[i - 1]) / (x[i] - x[i - 1]);
    return y[i - 1] + part * (y[i] - y[i - 1]);
}

} // namespace

MachineSpeed MachineSpeed::measured(const Options& asked) {
    Options options = asked;
    if (options.cache.empty()) options.cache = cacheFolder() / "machine_speed.json";
    const kernels::Backend& backend = options.backend ? *options.backend : kernels::defaultBackend();
    const std::string key = keyOf(backend, options);
    Json cache = readCache(options.cache);
    const Cached before = readEntry(cache, key);
    MachineSpeed speed;
    speed.m_seconds = before.seconds;
    speed.m_measurements = before.measurements;
    if (before.measurements >= settled) return speed;

    (void)makeFolder(options.cache.parent_path());
    Measurement(backend, options, speed).run();
    // Other work on the machine only ever makes things slower.
    if (before.measurements)
        for (size_t i = 0; i < workCount; ++i)
            speed.m_seconds[i] = std::min(speed.m_seconds[i], before.seconds[i]);
    ++speed.m_measurements;
    Json entry{{"measurements", speed.m_measurements}};
    for (size_t i = 0; i < workCount; ++i) entry[workNames[i]] = speed.m_seconds[i];
    cache[key] = std::move(entry);
    (void)writeJson(options.cache, cache);
    return speed;
}

double MachineSpeed::product(double tokens, bool backward) const {
    const MachineSpeed& s = *this;
    if (backward)
        return interpolate<3>({32, 128, 512},
                              {s[Work::Backward32], s[Work::Backward128], s[Work::Backward512]}, tokens);
    return interpolate<4>({1, 32, 128, 512},
                          {s[Work::Forward1], s[Work::Forward32], s[Work::Forward128], s[Work::Forward512]},
                          tokens);
}

double MachineSpeed::gemm(int64_t m, int64_t n, int64_t k, bool transposeA) const {
    const int64_t least = std::min({m, n, k});
    const auto [narrow, wide] =
        k == least   ? std::pair(Work::Shallow16, Work::Shallow64)
        : m == least ? std::pair(Work::FewRows16, Work::FewRows64)
        : transposeA ? std::pair(Work::FewColumnsOfTransposed16, Work::FewColumnsOfTransposed64)
                     : std::pair(Work::FewColumns16, Work::FewColumns64);
    const double perUnit =
        k == least
            ? interpolate<3>({16, 64, 512}, {(*this)[narrow], (*this)[wide], (*this)[Work::Shallow512]},
                             double(least))
            : interpolate<2>({16, 64}, {(*this)[narrow], (*this)[wide]}, double(least));
    return perUnit * double(m) * double(n) * double(k) / double(std::max<int64_t>(1, least));
}

double MachineSpeed::attention(double keys, bool backward) const {
    const double at64 = (*this)[backward ? Work::AttentionBackward64 : Work::Attention64];
    const double at512 = (*this)[backward ? Work::AttentionBackward512 : Work::Attention512];
    const double perKey = std::max(0.0, at512 - at64) / (256 - 32);
    return std::max(0.0, at64 - 32 * perKey) + perKey * keys;
}

} // namespace inkstone
