#include "core/model/export_tensor.h"

#include "core/model/quantize.h"
#include "kernels/backend.h"
#include "kernels/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {

/// Bytes of output made at a time.
constexpr size_t pieceBytes = size_t(8) << 20;
/// Source pages are let go after so many bytes.
constexpr uint64_t releaseEvery = uint64_t(256) << 20;

/// Row `row` of the tensor as it is written: which part, and which of its rows.
struct Origin {
    const MatrixPart* part;
    int64_t row;
};

Origin originOf(const ExportTensor& tensor, int64_t row) {
    if (tensor.parts.size() == 1) {
        if (!tensor.interleaved) return {&tensor.parts[0], row};
        const int64_t i = row % tensor.headDim;
        return {&tensor.parts[0], row - i + i / 2 + (i % 2 ? tensor.headDim / 2 : 0)};
    }
    const int64_t groupRows = tensor.shape[0] / tensor.groups, group = row / groupRows;
    int64_t inside = row % groupRows;
    for (const MatrixPart& part : tensor.parts) {
        const int64_t rows = part.source.rows / tensor.groups;
        if (inside < rows) return {&part, group * rows + inside};
        inside -= rows;
    }
    return {};
}

/// Conversion is the processor's work, whatever device computes.
const kernels::Backend& processorBackend() {
    const kernels::Backend& best = kernels::defaultBackend();
    if (!best.makeDevice) return best;
    const auto& all = kernels::backends();
    return *std::find_if(all.begin(), all.end(), [](const auto& backend) { return !backend.makeDevice; });
}

bool finite(std::span<const float> values) {
    // A sum of x * 0 is 0 unless one of them is infinite or no number.
    float sum = 0;
    for (const float x : values) sum += x * 0;
    return sum == 0;
}

bool fitsHalf(std::span<const float> values) {
    float largest = 0;
    for (const float x : values) largest = std::max(largest, std::abs(x));
    return largest < 65520; // the first value that rounds to infinity
}

} // namespace

size_t ExportTensor::bytes() const {
    const int64_t rows = shape.size() > 1 ? shape[0] : 1;
    return size_t(rows) * kernels::rowBytes(type, shape.back());
}

struct TensorStream::State {
    Options options;
    const kernels::Backend& backend;
    std::unique_ptr<kernels::StreamOwner> stream;
    std::vector<std::byte> piece;
    std::vector<float> rows; ///< one for each worker
    std::atomic<bool> notFinite = false, tooLarge = false;
    uint64_t written = 0, released = 0;

    explicit State(Options o)
        : options(std::move(o)), backend(processorBackend()),
          stream(kernels::StreamOwner::make(backend, options.threads)) {}

    bool stopped() const { return options.stop.stop_requested(); }

    bool adapts(const MatrixPart& part) const {
        return options.adapter && part.layer >= 0 &&
               options.adapter->config().targeted(part.layer, part.linear);
    }

    /// row += scale * B[row] A, summed in double: one rounding, as far as F32 can tell.
    void adapt(const Origin& origin, std::span<float> row) const {
        auto& adapter = const_cast<LoraAdapter&>(*options.adapter); // the views are only read
        const TensorView a = adapter.a(origin.part->layer, origin.part->linear);
        const float* b = adapter.b(origin.part->layer, origin.part->linear).row<float>(origin.row);
        const LoraConfig& config = adapter.config();
        const double scale = double(config.scale(config.module(origin.part->layer, origin.part->linear)));
        thread_local std::vector<double> sums;
        sums.assign(row.size(), 0);
        for (int64_t r = 0; r < a.rows(); ++r) {
            const double factor = double(b[r]);
            const float* from = a.row<float>(r);
            for (size_t i = 0; i < row.size(); ++i) sums[i] += factor * double(from[i]);
        }
        for (size_t i = 0; i < row.size(); ++i) row[i] = float(double(row[i]) + scale * sums[i]);
    }

    void quantize(DType type, std::span<const float> row, std::byte* out) {
        if (!finite(row)) {
            notFinite = true;
            return;
        }
        if (type == DType::F16 && !fitsHalf(row)) tooLarge = true;
        quantizeRow(type, row, out);
    }

    void convertRow(const ExportTensor& tensor, int64_t row, std::span<float> scratch, std::byte* out) {
        const Origin origin = originOf(tensor, row);
        const kernels::WeightSource& source = origin.part->source;
        kernels::Stream here; // no pool: on this worker
        const bool adapted = adapts(*origin.part);
        if (source.dtype == tensor.type && !adapted) {
            const size_t bytes = kernels::rowBytes(source.dtype, source.columns);
            std::memcpy(out, storedRow(source, origin.row), bytes);
            if (countNonFinite(source.dtype, {out, bytes}) > 0) notFinite = true;
            return;
        }
        backend.ops->dequantize(here, source, origin.row,
                                TensorView::matrix(scratch.data(), DType::F32, 1, source.columns));
        if (adapted) adapt(origin, scratch);
        quantize(tensor.type, scratch, out);
    }

    static const std::byte* storedRow(const kernels::WeightSource& w, int64_t row) {
        int64_t stored = row;
        if (w.order == kernels::RowOrder::Grouped)
            stored = row / w.groupRows * w.groupStride + row % w.groupRows;
        if (w.order == kernels::RowOrder::HalvesInterleaved) {
            const int64_t i = row % w.headDim, half = w.headDim / 2;
            stored = row - i + (i < half ? 2 * i : 2 * (i - half) + 1);
        }
        return w.data + size_t(stored) * kernels::rowBytes(w.dtype, w.columns);
    }

    Status writeMatrix(const ExportTensor& tensor, FileWriter& writer) {
        const int64_t columns = tensor.shape[1];
        const size_t rowBytes = kernels::rowBytes(tensor.type, columns);
        const int64_t step = std::max<int64_t>(1, int64_t(pieceBytes / std::max<size_t>(rowBytes, 1)));
        const size_t workers = size_t(stream->stream().threads);
        rows.resize(workers * size_t(columns));
        for (int64_t first = 0; first < tensor.shape[0]; first += step) {
            if (stopped()) return fail(ErrorCode::Cancelled, "the conversion was stopped");
            const int64_t count = std::min(step, tensor.shape[0] - first);
            piece.resize(size_t(count) * rowBytes);
            kernels::parallelFor(stream->stream(), count, 4, [&](int64_t begin, int64_t end, int worker) {
                const std::span<float> scratch(rows.data() + size_t(worker) * size_t(columns),
                                               size_t(columns));
                for (int64_t i = begin; i < end; ++i)
                    convertRow(tensor, first + i, scratch, piece.data() + size_t(i) * rowBytes);
            });
            INK_CHECK(check(tensor));
            INK_CHECK(writer.write(piece));
            report(piece.size());
        }
        return {};
    }

    Status writeVector(const ExportTensor& tensor, FileWriter& writer) {
        piece.resize(tensor.bytes());
        quantize(tensor.type, tensor.values, piece.data());
        INK_CHECK(check(tensor));
        INK_CHECK(writer.write(piece));
        report(piece.size());
        return {};
    }

    Status check(const ExportTensor& tensor) const {
        const Text what = "cannot convert the model";
        if (notFinite)
            return fail(ErrorCode::Corrupt, what, "tensor " + tensor.name,
                        "it holds values that are not finite",
                        "the model or the adapter is damaged, or its training diverged");
        if (tooLarge)
            return fail(ErrorCode::Unsupported, what, "tensor " + tensor.name,
                        "it holds values that f16 cannot (above 65504)", "take bf16 or f32");
        return requireIntact(*options.model);
    }

    void report(size_t bytes) {
        written += bytes;
        if (written - released >= releaseEvery) {
            options.model->releasePages();
            released = written;
        }
        if (options.progress) options.progress(written, options.totalBytes);
    }
};

TensorStream::TensorStream(Options options) : m_state(std::make_unique<State>(std::move(options))) {}

TensorStream::~TensorStream() = default;

Status TensorStream::write(const ExportTensor& tensor, FileWriter& writer) {
    if (m_state->stopped()) return fail(ErrorCode::Cancelled, "the conversion was stopped");
    return tensor.isVector() ? m_state->writeVector(tensor, writer) : m_state->writeMatrix(tensor, writer);
}

} // namespace inkstone
