#pragma once
// The tensors of a file to be written, each described by where its rows come from; and the stream that turns
// them, a few megabytes at a time, into bytes. A model never needs its own size in memory.

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/model/lora.h"
#include "core/model/model.h"

namespace inkstone {

/// One matrix of the model as its rows are seen inside: Hugging Face's order.
struct MatrixPart {
    kernels::WeightSource source;
    int64_t layer = -1; ///< of a block's Linear, which an adapter may change; -1: embedding or head
    Linear linear = Linear::Q;
};

struct ExportTensor {
    std::string name;
    std::vector<int64_t> shape; ///< [rows, columns] or [n]
    kernels::DType type = kernels::DType::F32;

    std::vector<float> values; ///< of a vector; or empty
    /// Of a matrix: one part; or q, k and v fused, `groups` times some rows of each.
    std::vector<MatrixPart> parts;
    int64_t groups = 1;
    bool interleaved = false; ///< the halves of each head's rows are written interleaved
    int64_t headDim = 0;

    bool isVector() const { return parts.empty(); }
    size_t bytes() const;
};

/// All tensors of one export, with their totals; writes them one after the other.
class TensorStream {
public:
    struct Options {
        std::shared_ptr<const Model> model;
        std::shared_ptr<const LoraAdapter> adapter; ///< its product is added to the weights; or null
        int threads = 0;                            ///< 0: all cores
        uint64_t totalBytes = 0;                    ///< of all tensors, for the progress
        ByteProgress progress;                      ///< bytes written; or empty
        std::stop_token stop;
    };
    explicit TensorStream(Options options);
    ~TensorStream();

    /// Exactly tensor.bytes() bytes. A block that is stored in the wanted type already is copied as it is.
    /// Fails on values that are not finite and on those that F16 cannot hold.
    Status write(const ExportTensor& tensor, FileWriter& writer);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace inkstone
