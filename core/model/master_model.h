#pragma once
// A model whose weights are held in memory, in F32, for training to change. Everything else is its base's:
// configuration, tokenizer, and the path from which the small files of a saved copy come.

#include "core/model/model.h"
#include "core/model/weight_layout.h"
#include "core/tensor/arena.h"

#include <span>
#include <stop_token>

namespace inkstone {

class MasterModel final : public Model {
public:
    /// The weights of `base`, dequantised. Unsupported: a head that is no plain matrix. Cancelled after a
    /// stop request. Throws std::bad_alloc.
    static Result<std::shared_ptr<MasterModel>> make(const Model& base, int threads, std::stop_token stop);

    const WeightLayout& layout() const { return m_layout; }
    /// All weights, [layout().size()] F32. Call refresh() after a change.
    kernels::TensorView parameters() const { return m_parameters; }
    /// Brings the norms and biases, which passes read from vectors of their own, up to date.
    void refresh();

    bool intact() const override { return true; }
    Result<NonFinite> nonFinite(std::stop_token stop) const override;
    void releasePages() const override {}

private:
    explicit MasterModel(const Model& base);
    Status read(const Model& base, int threads, std::stop_token stop);
    /// Calls visit(part, vector) for each norm and bias.
    template <class Visit> void eachVector(const Visit& visit);

    WeightLayout m_layout;
    Arena m_memory;
    kernels::TensorView m_parameters;
};

} // namespace inkstone
