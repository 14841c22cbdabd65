#include "core/model/prepared_model.h"

#include "kernels/thread_pool.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>
#include <sys/mman.h>

namespace inkstone {

using kernels::PackedWeight;
using kernels::Packing;
using kernels::WeightSource;

Result<Compute> parseCompute(const std::string& name) {
    if (name == "auto") return Compute::Auto;
    if (name == "f32") return Compute::F32;
    if (name == "bf16") return Compute::Bf16;
    if (name == "int8") return Compute::Int8;
    return fail(ErrorCode::InvalidArgument, "unknown arithmetic", name, "expected auto, f32, bf16 or int8");
}

const char* name(Compute compute) {
    switch (compute) {
    case Compute::Auto:
        return "auto";
    case Compute::F32:
        return "f32";
    case Compute::Bf16:
        return "bf16";
    case Compute::Int8:
        return "int8";
    }
    return "";
}

Compute resolve(Compute compute, Purpose purpose, const kernels::Backend& backend) {
    if (purpose == Purpose::Training) {
        if (compute == Compute::Auto) return backend.fastBf16 ? Compute::Bf16 : Compute::F32;
        return compute == Compute::Int8 && !backend.fastInt8 ? Compute::Bf16 : compute;
    }
    if (compute != Compute::Auto) return compute;
    return backend.fastInt8 ? Compute::Int8 : backend.fastBf16 ? Compute::Bf16 : Compute::F32;
}

/// Collects what has to be packed, gets one mapping for all of it, and packs.
class Packer {
public:
    Packer(PreparedModel& prepared, const PrepareOptions& options)
        : m_prepared(prepared), m_options(options) {}

    /// `weight` will be `source` in this packing, or the source itself where the backend has no such packing.
    void add(PackedWeight& weight, Packing packing, const WeightSource& source) {
        weight = {.packing = Packing::Source, .source = source};
        if (packing == Packing::Source) return;
        if (packing == Packing::Bf16 && m_options.changing && m_prepared.backend().panels) {
            weight.packing = Packing::Panels;
            return;
        }
        const size_t bytes = m_prepared.ops().packedBytes(packing, source);
        if (!bytes) return;
        weight.packing = packing;
        weight.bytes = bytes;
        m_requests.push_back({&weight, m_total});
        m_total += (bytes + 63) / 64 * 64;
    }

    Status run(kernels::Stream& stream) {
        if (!m_total) return {};
        void* memory = mmap(nullptr, m_total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) throw std::bad_alloc();
        madvise(memory, m_total, MADV_HUGEPAGE);
        m_prepared.m_storage = std::make_shared<PreparedModel::Storage>();
        PreparedModel::Storage& storage = *m_prepared.m_storage;
        storage.data = static_cast<std::byte*>(memory);
        storage.bytes = m_total;
        bringIn(stream, storage.data, m_total);
        for (const Request& request : m_requests) {
            if (m_options.stop.stop_requested()) return fail(ErrorCode::Cancelled, "stopped");
            PackedWeight& weight = *request.weight;
            m_prepared.ops().pack(stream, weight.packing, weight.source, storage.data + request.offset);
            weight.data = storage.data + request.offset;
            releaseSometimes(weight.bytes);
            if (m_options.progress)
                m_options.progress(double(request.offset + weight.bytes) / double(m_total));
        }
        return {};
    }

    size_t total() const { return m_total; }

private:
    /// Has the system clear the pages now, each by one thread: two that pack into the same large page would
    /// both clear one. A system that cannot do it does so as they are touched.
    static void bringIn(kernels::Stream& stream, std::byte* data, size_t bytes) {
#ifdef MADV_POPULATE_WRITE
        kernels::parallelFor(stream, int64_t(bytes), int64_t(32) << 20, [&](int64_t begin, int64_t end, int) {
            madvise(data + begin, size_t(end - begin), MADV_POPULATE_WRITE);
        });
#endif
    }

    /// What was packed is not read again: its pages go while the rest is packed, so that the model is never
    /// in memory twice.
    void releaseSometimes(size_t bytes) {
        constexpr size_t often = size_t(64) << 20;
        if ((m_unreleased += bytes) < often) return;
        m_prepared.model().releasePages();
        m_unreleased = 0;
    }

    struct Request {
        PackedWeight* weight;
        size_t offset;
    };
    PreparedModel& m_prepared;
    const PrepareOptions& m_options;
    std::vector<Request> m_requests;
    size_t m_total = 0, m_unreleased = 0;
};

namespace {
/// In inference, matrices kept in floats would lose in 8 bits what they were kept for. Training in bf16 reads
/// quantised ones as they are.
Packing packingOf(Compute compute, const PrepareOptions& options, const WeightSource& source,
                  const kernels::Backend& backend) {
    const bool training = options.purpose == Purpose::Training, changing = options.changing;
    const bool quantised = kernels::dtypeInfo(source.dtype)->blockElements > 1;
    switch (compute) {
    case Compute::Int8:
        return quantised || training || !backend.fastBf16 ? Packing::Int8 : Packing::Bf16;
    case Compute::Bf16:
        return training && quantised && !changing && backend.fastInt8 ? Packing::Int8 : Packing::Bf16;
    default:
        return Packing::Source;
    }
}

/// Matrices packed side by side in one format are also one matrix of all their rows.
void join(const kernels::Ops& ops, PackedWeight& joined, std::span<const PackedWeight> parts) {
    const auto next = [](const PackedWeight& w) { return w.data + w.bytes; };
    for (size_t i = 0; i + 1 < parts.size(); ++i)
        if (!parts[i].data || parts[i].packing != parts[i + 1].packing ||
            next(parts[i]) != parts[i + 1].data ||
            !ops.joinable(parts[i].packing, parts[i].source, parts[i + 1].source))
            return;
    joined = parts.front();
    for (const PackedWeight& part : parts.subspan(1)) {
        joined.source.rows += part.source.rows;
        joined.bytes += part.bytes;
    }
    joined.source.data = nullptr;
}

/// Where only some of the matrices have a bias, the others' part is zero.
std::vector<float> joinBiases(const ModelConfig& config, const LayerWeights& layer,
                              std::initializer_list<Linear> linears) {
    std::vector<float> all;
    bool any = false;
    for (Linear linear : linears) {
        const std::vector<float>& bias = layer.bias[size_t(linear)];
        any |= !bias.empty();
        all.resize(all.size() + size_t(config.rows(linear)) - bias.size());
        all.insert(all.end(), bias.begin(), bias.end());
    }
    return any ? all : std::vector<float>();
}
} // namespace

PreparedModel::Storage::~Storage() {
    if (data) munmap(data, bytes);
}

kernels::DType PreparedModel::trainingType() const {
    return m_compute == Compute::F32 ? kernels::DType::F32 : kernels::DType::BF16;
}

Result<std::shared_ptr<PreparedModel>> PreparedModel::make(std::shared_ptr<const Model> model,
                                                           const PrepareOptions& options) {
    INK_CHECK(requireIntact(*model));
    if (options.purpose == Purpose::Training) INK_CHECK(requireLanguageModel(*model));
    auto prepared = std::make_shared<PreparedModel>();
    prepared->m_backend = options.backend ? options.backend : &kernels::defaultBackend();
    prepared->m_purpose = options.purpose;
    prepared->m_compute = resolve(options.compute, options.purpose, *prepared->m_backend);
    prepared->m_threads = options.threads;
    prepared->m_layers.resize(size_t(model->config().layers));
    prepared->m_model = std::move(model);

    const auto stream = kernels::StreamOwner::make(*prepared->m_backend, options.threads);
    const auto packing = [&](const WeightSource& source) {
        return packingOf(prepared->m_compute, options, source, *prepared->m_backend);
    };
    const Model& source = prepared->model();
    Packer packer(*prepared, options);
    for (size_t i = 0; i < prepared->m_layers.size(); ++i) {
        for (Linear linear : allLinears) {
            const WeightSource& matrix = source.layer(int64_t(i))[linear];
            packer.add(prepared->m_layers[i].linears[size_t(linear)], packing(matrix), matrix);
        }
    }
    packer.add(prepared->m_head, packing(source.head()), source.head());
    if (options.planOnly) {
        prepared->m_storage = std::make_shared<Storage>();
        prepared->m_storage->bytes = packer.total();
        return prepared;
    }
    const auto alike = std::find_if(options.like.begin(), options.like.end(),
                                    [&](const auto& other) { return prepared->packedLike(*other); });
    if (alike != options.like.end())
        prepared->share(**alike);
    else
        INK_CHECK(packer.run(stream->stream()));
    INK_CHECK(requireIntact(source));

    for (PreparedLayer& layer : prepared->m_layers) {
        const std::span all(layer.linears);
        join(prepared->ops(), layer.qkv, all.subspan(size_t(Linear::Q), 3));
        join(prepared->ops(), layer.gateUp, all.subspan(size_t(Linear::Gate), 2));
    }
    prepared->joinAllBiases();
    if (prepared->packedBytes()) source.releasePages();
    return prepared;
}

/// Whether packing would make here what `other` has.
bool PreparedModel::packedLike(const PreparedModel& other) const {
    const auto same = [](const PackedWeight& a, const PackedWeight& b) {
        return a.packing == b.packing && a.bytes == b.bytes && a.source.dtype == b.source.dtype &&
               a.source.rows == b.source.rows && a.source.columns == b.source.columns &&
               a.source.order == b.source.order;
    };
    if (!other.m_storage || other.m_backend != m_backend || other.m_layers.size() != m_layers.size())
        return false;
    for (size_t i = 0; i < m_layers.size(); ++i)
        for (size_t j = 0; j < linearCount; ++j)
            if (!same(m_layers[i].linears[j], other.m_layers[i].linears[j])) return false;
    return same(m_head, other.m_head);
}

void PreparedModel::share(const PreparedModel& other) {
    for (size_t i = 0; i < m_layers.size(); ++i)
        for (size_t j = 0; j < linearCount; ++j)
            m_layers[i].linears[j].data = other.m_layers[i].linears[j].data;
    m_head.data = other.m_head.data;
    m_storage = other.m_storage;
}

void PreparedModel::joinAllBiases() {
    for (size_t i = 0; i < m_layers.size(); ++i) {
        const LayerWeights& weights = m_model->layer(int64_t(i));
        m_layers[i].qkvBias = joinBiases(config(), weights, {Linear::Q, Linear::K, Linear::V});
        m_layers[i].gateUpBias = joinBiases(config(), weights, {Linear::Gate, Linear::Up});
    }
}

void PreparedModel::refresh(kernels::Stream& stream) {
    const auto again = [&](const PackedWeight& weight) {
        if (weight.data)
            ops().pack(stream, weight.packing, weight.source, const_cast<std::byte*>(weight.data));
    };
    for (const PreparedLayer& layer : m_layers) {
        for (const PackedWeight& weight : layer.linears) again(weight);
    }
    again(m_head);
    joinAllBiases();
}

} // namespace inkstone
