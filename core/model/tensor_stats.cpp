#include "core/model/tensor_stats.h"

#include "core/tensor/gguf.h"
#include "core/tensor/safetensors.h"
#include "kernels/block_formats.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace inkstone {
namespace {

constexpr int64_t chunkValues = 64 * 1024; ///< a multiple of every block

/// Mean and squares around a shift near the mean, so that nothing cancels.
class Collector {
public:
    void add(const float* values, int64_t count) {
        m_stats.count += count;
        for (int64_t i = 0; i < count; ++i) add(double(values[i]));
    }
    void add(const double* values, int64_t count) {
        m_stats.count += count;
        for (int64_t i = 0; i < count; ++i) add(values[i]);
    }
    TensorStats finish() {
        m_stats.known = true;
        const int64_t finite = m_stats.count - m_stats.nonFinite;
        if (finite == 0) {
            m_stats.min = m_stats.max = m_stats.mean = m_stats.deviation =
                std::numeric_limits<double>::quiet_NaN();
            return m_stats;
        }
        const double shifted = m_sum / double(finite);
        m_stats.mean = m_shift + shifted;
        m_stats.deviation = std::sqrt(std::max(0.0, m_squares / double(finite) - shifted * shifted));
        return m_stats;
    }

private:
    void add(double value) {
        if (!std::isfinite(value)) {
            ++m_stats.nonFinite;
            return;
        }
        if (!m_began) {
            m_began = true;
            m_shift = m_stats.min = m_stats.max = value;
        }
        m_stats.min = std::min(m_stats.min, value);
        m_stats.max = std::max(m_stats.max, value);
        m_stats.zeros += value == 0;
        m_sum += value - m_shift;
        m_squares += (value - m_shift) * (value - m_shift);
    }

    TensorStats m_stats;
    double m_shift = 0, m_sum = 0, m_squares = 0;
    bool m_began = false;
};

bool isReadable(kernels::DType type) {
    const kernels::DTypeInfo* info = kernels::dtypeInfo(type);
    return type == kernels::DType::F64 || (info && info->dequantizes);
}

Status stopped() { return fail(ErrorCode::Cancelled, "reading the weights was stopped"); }

Status statsOfGguf(const GgufFile& file, std::stop_token stop, const TensorStatsSink& sink) {
    for (size_t i = 0; i < file.tensors().size(); ++i) {
        const GgufTensor& tensor = file.tensors()[i];
        const TensorStats stats =
            tensor.supported ? statsOf(tensor.dtype, tensor.data, tensor.count(), stop) : TensorStats{};
        if (stop.stop_requested()) return stopped();
        INK_CHECK(file.checkIntact());
        file.releasePages(tensor);
        sink(i, stats);
    }
    return {};
}

} // namespace

TensorStats statsOf(kernels::DType type, const std::byte* data, int64_t count, std::stop_token stop) {
    TensorStats unknown;
    unknown.count = count;
    if (!isReadable(type)) return unknown;
    Collector collector;
    std::vector<float> floats(type == kernels::DType::F64 ? 0 : size_t(std::min(count, chunkValues)));
    std::vector<double> doubles(type == kernels::DType::F64 ? size_t(std::min(count, chunkValues)) : 0);
    for (int64_t done = 0; done < count && !stop.stop_requested(); done += chunkValues) {
        const int64_t now = std::min(chunkValues, count - done);
        const std::byte* at = data + kernels::rowBytes(type, done);
        if (type == kernels::DType::F64) {
            std::memcpy(doubles.data(), at, size_t(now) * sizeof(double));
            collector.add(doubles.data(), now);
            continue;
        }
        kernels::blocksToFloat(type, reinterpret_cast<const uint8_t*>(at), now, floats.data(),
                               [](uint16_t bits) { return kernels::toFloat(kernels::F16{bits}); });
        collector.add(floats.data(), now);
    }
    return collector.finish();
}

Status tensorStats(const Model& model, std::stop_token stop, const TensorStatsSink& sink) {
    if (!fs::is_directory(model.path())) {
        INK_TRY(file, GgufFile::open(model.path()));
        return statsOfGguf(*file, stop, sink);
    }
    // The files are opened by name; the order is that of the model, which opened them before.
    std::map<std::string, size_t> places;
    for (size_t i = 0; i < model.tensors().size(); ++i) places[model.tensors()[i].name] = i;
    std::vector<fs::path> paths;
    std::error_code error;
    for (fs::directory_iterator it(model.path(), error), end; !error && it != end; it.increment(error))
        if (it->path().extension() == ".safetensors") paths.push_back(it->path());
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
        INK_TRY(file, SafetensorsFile::open(path, stop));
        for (const SafeTensor& tensor : file->tensors()) {
            const auto place = places.find(tensor.name);
            if (place == places.end()) continue;
            const auto type = tensor.dtype();
            const TensorStats stats =
                type ? statsOf(*type, tensor.data, tensor.count(), stop) : TensorStats{};
            if (stop.stop_requested()) return stopped();
            INK_CHECK(file->checkIntact());
            sink(place->second, stats);
        }
    }
    return {};
}

} // namespace inkstone
