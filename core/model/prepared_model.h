#pragma once
// A model made ready for one backend and one arithmetic: its matrices packed, its angles tabulated. Immutable
// and shared, but while all weights are trained; preparing is the only slow part of opening a model.

#include "core/model/model.h"
#include "kernels/backend.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace inkstone {

/// The arithmetic of activations (CLI.md --compute). Training with Int8 computes in bf16 over weights kept in
/// 8 bits; those the file has quantised stay as they are with Bf16 too.
enum class Compute : uint8_t { Auto, F32, Bf16, Int8 };
Result<Compute> parseCompute(const std::string& name);
const char* name(Compute compute);

enum class Purpose : uint8_t { Inference, Training };

/// What Auto means here: Int8 for inference, Bf16 for training where the backend is fast at them, else F32.
Compute resolve(Compute compute, Purpose purpose, const kernels::Backend& backend);

struct PreparedLayer {
    std::array<kernels::PackedWeight, linearCount> linears; ///< forward and, in training, backward
    kernels::PackedWeight qkv, gateUp;      ///< rows joined, when the packing allows it; else rows == 0
    std::vector<float> qkvBias, gateUpBias; ///< biases joined like rows; or empty

    const kernels::PackedWeight& operator[](Linear which) const { return linears[size_t(which)]; }
};

class PreparedModel;

struct PrepareOptions {
    const kernels::Backend* backend = nullptr; ///< null: the default one
    Compute compute = Compute::Auto;
    Purpose purpose = Purpose::Inference;
    int threads = 0;                      ///< 0: all cores
    std::function<void(double)> progress; ///< 0..1
    std::stop_token stop;
    bool planOnly = false; ///< adds up sizes, packs nothing: for the memory plan
    /// The weights are F32 in memory and change: training all of them. Where the backend makes panels on the
    /// way, nothing is packed.
    bool changing = false;
    /// The same file made ready for something else: weights that would be packed alike are shared with it.
    std::vector<std::shared_ptr<const PreparedModel>> like = {};
};

class PreparedModel {
public:
    static Result<std::shared_ptr<PreparedModel>> make(std::shared_ptr<const Model> model,
                                                       const PrepareOptions& options);
    /// Packs once more, after training changed the numbers behind model(). Nobody else may use it meanwhile.
    void refresh(kernels::Stream& stream);

    const Model& model() const { return *m_model; }
    const std::shared_ptr<const Model>& shared() const { return m_model; }
    const ModelConfig& config() const { return m_model->config(); }
    const kernels::Backend& backend() const { return *m_backend; }
    const kernels::Ops& ops() const { return *m_backend->ops; }
    Compute compute() const { return m_compute; }
    Purpose purpose() const { return m_purpose; }
    /// Type of activations in training: F32 with Compute::F32, else BF16. Inference keeps F32.
    kernels::DType trainingType() const;

    const PreparedLayer& layer(int64_t index) const { return m_layers[size_t(index)]; }
    const kernels::PackedWeight& head() const { return m_head; }
    size_t packedBytes() const { return m_storage ? m_storage->bytes : 0; }
    bool sharesWeightsWith(const PreparedModel& other) const {
        return m_storage && m_storage == other.m_storage;
    }
    int threads() const { return m_threads; }

private:
    struct Storage { ///< one anonymous mapping
        std::byte* data = nullptr;
        size_t bytes = 0;
        Storage() = default;
        Storage(const Storage&) = delete;
        Storage& operator=(const Storage&) = delete;
        ~Storage();
    };
    friend class Packer;
    void joinAllBiases();
    bool packedLike(const PreparedModel& other) const;
    void share(const PreparedModel& other);

    std::shared_ptr<const Model> m_model;
    const kernels::Backend* m_backend = nullptr;
    Compute m_compute = Compute::F32;
    Purpose m_purpose = Purpose::Inference;
    int m_threads = 1;
    std::vector<PreparedLayer> m_layers;
    kernels::PackedWeight m_head;
    std::shared_ptr<Storage> m_storage; ///< null: nothing is packed
};

} // namespace inkstone
