// Each of the device's rows against the reference, on managed memory both can read. A plain program: a
// machine with a GPU need not have Qt. Tolerances as in tests/kernels: F32 sums 1e-4, BF16 results one
// rounding (2^-8).
#include "kernels/cuda/check.h"
#include "kernels/cuda/cublas_lt.h"
#include "kernels/cuda/cuda_backend.h"
#include "kernels/moments8.h"
#include "kernels/reference/reference.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

using namespace inkstone::kernels;

namespace {

/// A matrix in memory that host and device share.
class Shared {
public:
    Shared(int64_t rows, int64_t columns, DType type, uint32_t seed = 0)
        : m_bytes(size_t(rows * columns) * 4) {
        cuda::check(cudaMallocManaged(&m_data, m_bytes), "allocating");
        view = TensorView::matrix(m_data, type, rows, columns);
        std::mt19937 engine(seed);
        std::normal_distribution<float> normal(0, 1);
        for (int64_t i = 0; i < view.count(); ++i) set(i, seed ? normal(engine) : 0);
    }
    ~Shared() { cudaFree(m_data); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;
    void set(int64_t i, float value) {
        if (view.dtype == DType::BF16)
            view.bf16()[i] = toBf16(value);
        else
            view.f32()[i] = value;
    }
    float at(int64_t i) const { return view.dtype == DType::BF16 ? toFloat(view.bf16()[i]) : view.f32()[i]; }
    void copyFrom(const Shared& other) { std::memcpy(m_data, other.m_data, m_bytes); }
    TensorView vector() const { return TensorView::vector(m_data, view.dtype, view.columns()); }

    TensorView view;

private:
    void* m_data = nullptr;
    size_t m_bytes;
};

class Parity {
public:
    Parity() : m_device(makeDeviceStream()) { m_stream.device = m_device.get(); }

    int run() {
        for (DType type : {DType::F32, DType::BF16}) {
            products(type);
            norms(type);
            gates(type);
            attention(type);
        }
        losses();
        optimizer();
        std::printf("%d comparisons, %d failed\n", m_compared, m_failed);
        return m_failed ? 1 : 0;
    }

private:
    void expect(const char* what, const Shared& got, const Shared& want, double relative, double absolute) {
        ++m_compared;
        double worst = 0;
        for (int64_t i = 0; i < want.view.count(); ++i) {
            const double w = want.at(i),
                         error = std::fabs(got.at(i) - w) / (absolute + relative * std::fabs(w));
            worst = std::isnan(error) ? INFINITY : std::fmax(worst, error);
        }
        m_failed += worst > 1;
        std::printf("%-6s %-28s %s: %.3g of the tolerance\n", worst > 1 ? "FAIL" : "ok", what,
                    dtypeInfo(got.view.dtype)->name, worst);
    }
    static double relative(DType type) { return type == DType::BF16 ? 0x1p-7 : 1e-4; }

    void products(DType type) {
        for (int mode = 0; mode < 4; ++mode) {
            const bool ta = mode & 1, tb = mode & 2;
            Shared a(ta ? 72 : 40, ta ? 40 : 72, type, 1), b(tb ? 56 : 72, tb ? 72 : 56, type, 2);
            Shared got(40, 56, type, 3), want(40, 56, type, 3);
            m_cuda.gemm(m_stream, a.view, ta, b.view, tb, got.view, 0.5f, 1);
            m_reference.gemm(m_host, a.view, ta, b.view, tb, want.view, 0.5f, 1);
            expect("gemm", got, want, relative(type), 1e-4 + 0.01 * (type == DType::BF16));
        }
        Shared w(56, 72, DType::BF16, 4), x(40, 72, type, 5), y(40, 56, type), wantY(40, 56, type);
        Shared dx(40, 72, type), wantX(40, 72, type);
        const WeightSource source{static_cast<const std::byte*>(w.view.data), DType::BF16, 56, 72};
        const PackedWeight weight = type == DType::F32
                                        ? PackedWeight{Packing::Source, source}
                                        : PackedWeight{Packing::Bf16, source, source.data, 56 * 72 * 2};
        m_cuda.linear(m_stream, x.view, weight, {}, y.view, false);
        m_reference.linear(m_host, x.view, weight, {}, wantY.view, false);
        expect("linear", y, wantY, relative(type), 1e-4 + 0.01 * (type == DType::BF16));
        m_cuda.linearBackward(m_stream, wantY.view, weight, dx.view, false);
        m_reference.linearBackward(m_host, wantY.view, weight, wantX.view, false);
        expect("linearBackward", dx, wantX, relative(type), 1e-3 + 0.1 * (type == DType::BF16));
    }

    void norms(DType type) {
        Shared x(33, 577, DType::F32, 6), w(1, 577, DType::F32, 7), y(33, 577, type), wantY(33, 577, type);
        Shared r(1, 33, DType::F32), wantR(1, 33, DType::F32), dx(33, 577, DType::F32, 8),
            wantX(33, 577, DType::F32, 8);
        Shared dw(1, 577, DType::F32), wantW(1, 577, DType::F32);
        m_cuda.rmsNorm(m_stream, x.view, w.vector(), 1e-5f, y.view, r.vector());
        m_reference.rmsNorm(m_host, x.view, w.vector(), 1e-5f, wantY.view, wantR.vector());
        expect("rmsNorm", y, wantY, relative(type), 1e-5);
        expect("rmsNorm rstd", r, wantR, 1e-5, 0);
        m_cuda.rmsNormBackward(m_stream, wantY.view, x.view, w.vector(), wantR.vector(), dx.view,
                               dw.vector());
        m_reference.rmsNormBackward(m_host, wantY.view, x.view, w.vector(), wantR.vector(), wantX.view,
                                    wantW.vector());
        expect("rmsNormBackward", dx, wantX, 1e-4, 1e-4);
        expect("rmsNormBackward dweight", dw, wantW, 1e-4, 1e-3);
    }

    void gates(DType type) {
        for (Activation act : {Activation::Silu, Activation::GeluTanh}) {
            Shared gate(7, 1000, type, 9), up(7, 1000, type, 10), out(7, 1000, type), want(7, 1000, type);
            Shared dg(7, 1000, type), du(7, 1000, type), wantG(7, 1000, type), wantU(7, 1000, type);
            m_cuda.gatedActivation(m_stream, act, gate.view, up.view, out.view);
            m_reference.gatedActivation(m_host, act, gate.view, up.view, want.view);
            expect("gatedActivation", out, want, relative(type), 1e-5);
            m_cuda.gatedActivationBackward(m_stream, act, gate.view, up.view, want.view, dg.view, du.view);
            m_reference.gatedActivationBackward(m_host, act, gate.view, up.view, want.view, wantG.view,
                                                wantU.view);
            expect("gatedActivationBackward", dg, wantG, relative(type), 1e-5);
            expect("gatedActivationBackward up", du, wantU, relative(type), 1e-5);
        }
        Shared x(9, 333, type, 11), y(9, 333, type), want(9, 333, type);
        m_cuda.dropout(m_stream, x.view, 0.3f, 42, y.view);
        m_reference.dropout(m_host, x.view, 0.3f, 42, want.view);
        expect("dropout", y, want, relative(type), 1e-30);
    }

    void attention(DType type) {
        const std::vector<int32_t> cu{0, 31, 100};
        const AttentionShape shape{6, 2, 64, 0.125f, 40, 5.f};
        Shared q(100, 384, type, 12), k(100, 128, type, 13), v(100, 128, type, 14), dout(100, 384, type, 15);
        Shared out(100, 384, type), want(100, 384, type), lse(6, 100, DType::F32),
            wantLse(6, 100, DType::F32);
        m_cuda.attention(m_stream, q.view, k.view, v.view, cu, shape, out.view, lse.view);
        m_reference.attention(m_host, q.view, k.view, v.view, cu, shape, want.view, wantLse.view);
        expect("attention", out, want, relative(type), 1e-4);
        expect("attention lse", lse, wantLse, 1e-5, 1e-4);
        Shared dq(100, 384, type), dk(100, 128, type), dv(100, 128, type);
        Shared wantQ(100, 384, type), wantK(100, 128, type), wantV(100, 128, type);
        const auto backward = [&](const Ops& ops, Stream& on, Shared& a, Shared& b, Shared& c) {
            ops.attentionBackward(on, q.view, k.view, v.view, want.view, wantLse.view, dout.view, cu, shape,
                                  a.view, b.view, c.view);
        };
        backward(m_cuda, m_stream, dq, dk, dv);
        backward(m_reference, m_host, wantQ, wantK, wantV);
        expect("attentionBackward dq", dq, wantQ, relative(type), 2e-4);
        expect("attentionBackward dk", dk, wantK, relative(type), 2e-4);
        expect("attentionBackward dv", dv, wantV, relative(type), 2e-4);
    }

    void losses() {
        const std::vector<int32_t> targets{0, -100, 999, 5};
        Shared logits(4, 1000, DType::F32, 16), want(4, 1000, DType::F32, 16), loss(1, 4, DType::F32);
        Shared wantLoss(1, 4, DType::F32), sums(1, 4, DType::F32), wantSums(1, 4, DType::F32);
        m_cuda.logSumExp(m_stream, logits.view, sums.vector());
        m_reference.logSumExp(m_host, logits.view, wantSums.vector());
        expect("logSumExp", sums, wantSums, 1e-5, 1e-5);
        Shared capped(4, 1000, DType::F32, 19), wantCapped(4, 1000, DType::F32, 19);
        m_cuda.softcap(m_stream, capped.view, 2.f);
        m_reference.softcap(m_host, wantCapped.view, 2.f);
        expect("softcap", capped, wantCapped, 1e-5, 1e-6);
        Shared dx(4, 1000, DType::F32, 20), wantDx(4, 1000, DType::F32, 20);
        m_cuda.softcapBackward(m_stream, wantCapped.view, 2.f, dx.view);
        m_reference.softcapBackward(m_host, wantCapped.view, 2.f, wantDx.view);
        expect("softcapBackward", dx, wantDx, 1e-5, 1e-6);
        m_cuda.crossEntropy(m_stream, logits.view, targets, 0.25f, loss.vector());
        m_reference.crossEntropy(m_host, want.view, targets, 0.25f, wantLoss.vector());
        expect("crossEntropy", logits, want, 1e-4, 1e-8);
        expect("crossEntropy losses", loss, wantLoss, 1e-5, 1e-5);
    }

    void optimizer() {
        Shared p(1, 5001, DType::F32, 17), g(1, 5001, DType::F32, 18), m(1, 5001, DType::F32),
            v(1, 5001, DType::F32);
        Shared wantP(1, 5001, DType::F32, 17), wantM(1, 5001, DType::F32), wantV(1, 5001, DType::F32);
        const AdamW options{.learningRate = 1e-2f, .weightDecay = 0.1f, .step = 3};
        m_cuda.adamw(m_stream, p.vector(), g.vector(), m.vector(), v.vector(), options);
        m_reference.adamw(m_host, wantP.vector(), g.vector(), wantM.vector(), wantV.vector(), options);
        expect("adamw", p, wantP, 1e-5, 1e-6);
        expect("adamw moments", v, wantV, 1e-5, 1e-9);
        momentsIn8Bits();
        Shared sum(1, 1, DType::F32), wantSum(1, 1, DType::F32);
        sum.set(0, float(m_cuda.sumOfSquares(m_stream, g.vector())));
        wantSum.set(0, float(m_reference.sumOfSquares(m_host, g.vector())));
        expect("sumOfSquares", sum, wantSum, 1e-6, 0);
    }

    /// Two steps; of the codes a few may be the next ones, where chance fell between two last bits.
    void momentsIn8Bits() {
        constexpr int n = 5001, blocks = (n + MomentBlock - 1) / MomentBlock;
        Shared p(1, n, DType::F32, 17), wantP(1, n, DType::F32, 17), g(1, n, DType::F32, 18);
        Shared codes(1, n, DType::F32), wantCodes(1, n, DType::F32);
        Shared scales(2, blocks, DType::F32), wantScales(2, blocks, DType::F32);
        const auto moments = [](const Shared& c, const Shared& s) {
            uint8_t* bytes = c.view.as<uint8_t>();
            return Moments8{bytes, bytes + n, s.view.f32(), s.view.f32() + blocks, n};
        };
        AdamW options{.learningRate = 1e-2f, .weightDecay = 0.1f};
        int others = 0;
        for (options.step = 1; options.step <= 2; ++options.step) {
            m_cuda.adamw8(m_stream, p.vector(), g.vector(), moments(codes, scales), options);
            m_reference.adamw8(m_host, wantP.vector(), g.vector(), moments(wantCodes, wantScales), options);
            for (int i = 0; i < 2 * n; ++i)
                others += codes.view.as<uint8_t>()[i] != wantCodes.view.as<uint8_t>()[i];
            codes.copyFrom(wantCodes);
            scales.copyFrom(wantScales);
        }
        expect("adamw8", p, wantP, 1e-5, 1e-5);
        Shared count(1, 1, DType::F32), most(1, 1, DType::F32);
        count.set(0, float(others));
        expect("adamw8: other codes", count, most, 0, 4 * n / 500.0);
    }

    const Ops& m_cuda = cudaOps();
    const Ops& m_reference = referenceOps();
    std::shared_ptr<DeviceStream> m_device;
    Stream m_stream, m_host;
    int m_compared = 0, m_failed = 0;
};

} // namespace

int main() {
    int devices = 0;
    if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0 || !cuda::CublasLt::available()) {
        std::printf("no usable CUDA device, or no cuBLASLt: nothing was tested\n");
        return 77;
    }
    return Parity().run();
}
